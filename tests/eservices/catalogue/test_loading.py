"""Loading again changes nothing, brings what is new, and never undoes what the town decided."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, connection, transaction

from eservices.catalogue import queries, services
from eservices.catalogue.errors import FeeInForce, NotFit, UnknownDepartment
from eservices.catalogue.services import Loaded

from .conftest import AT, FOLDER

TODAY = date(2026, 11, 22)
SERVICE = "tables-and-chairs"


def newer(tmp_path: Path, old: str, new: str, name: str = "28-tables-and-chairs.yaml") -> Path:
    """Return a folder like ours in which one file says something else."""
    folder = tmp_path / "services"
    folder.mkdir()
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text()
        assert path.name != name or old in text
        (folder / path.name).write_text(text.replace(old, new) if path.name == name else text)
    return folder


def of(code: str = SERVICE) -> Any:
    found = queries.any_service(code)
    assert found is not None
    return found


def test_everything_is_put_in_place_once(loaded: Loaded) -> None:
    assert len(loaded.added) == 3
    assert (loaded.fees, loaded.forms, loaded.pages) == (3, 2, 6)
    again = services.load_services(at=AT, folder=FOLDER)
    assert again == Loaded((), (), {}, 0, 0, 0)
    assert queries.fee_of(
        of(), {"zone": "a", "area": "10", "months": "3"}, TODAY
    ).amount == Decimal("135.00")
    assert queries.open_now(of(), AT)
    assert not queries.open_now(of("nursery"), AT)
    assert [one.code for one in queries.open_services(date(2026, 6, 1))] == [SERVICE, "nursery"]


def test_units_of_the_usual_chart_are_entered_and_any_other_is_named(
    loaded: Loaded, tmp_path: Path
) -> None:
    assert of().department.code == "revenue"
    folder = newer(tmp_path, "department: revenue", "department: nowhere")
    with pytest.raises(UnknownDepartment, match="nowhere"):
        services.load_services(at=AT, folder=folder)


def test_update_of_the_programme_comes_in_where_the_town_changed_nothing(
    loaded: Loaded, tmp_path: Path
) -> None:
    folder = newer(tmp_path, "{days: 30,", "{days: 20,")
    assert services.load_services(at=AT, folder=folder).renewed == (SERVICE,)
    assert of().deadline_days == 20


def test_what_the_town_changed_stays_and_is_told(loaded: Loaded, tmp_path: Path) -> None:
    services.change_service(
        service_id=of().pk, facts={"deadline_days": 25}, topics=["business"], actor=None, at=AT
    )
    folder = newer(tmp_path, "{days: 30,", "{days: 20,")
    again = services.load_services(at=AT, folder=folder)
    assert of().deadline_days == 25
    assert again.kept == {SERVICE: ("deadline_days",)}
    assert [topic.slug for topic in of().topics.all()] == ["business"]


def test_shipped_fee_that_changes_begins_anew_and_the_old_one_stays(
    loaded: Loaded, tmp_path: Path
) -> None:
    folder = newer(tmp_path, "amount: 4.50", "amount: 5.00")
    assert services.load_services(at=AT, folder=folder).fees == 1
    answers = {"zone": "a", "area": "1", "months": "1"}
    assert queries.fee_of(of(), answers, TODAY - timedelta(days=1)).amount == Decimal("4.50")
    assert queries.fee_of(of(), answers, TODAY).amount == Decimal("5.00")


def test_towns_own_fee_is_never_replaced(loaded: Loaded, tmp_path: Path) -> None:
    services.set_fee(service_id=of().pk, facts=fee("7.00", TODAY), actor=None, at=AT)
    folder = newer(tmp_path, "amount: 4.50", "amount: 5.00")
    assert services.load_services(at=AT, folder=folder).fees == 0
    assert queries.fee_of(of(), {}, TODAY).amount == Decimal("7.00")


def fee(amount: str, since: date) -> dict[str, Any]:
    return {
        "kind": "fixed",
        "amount": Decimal(amount),
        "text_el": f"{amount} €",
        "text_en": f"€{amount}",
        "valid_from": since,
        "decision": "ΔΣ 12/2026",
    }


def test_announced_fee_may_be_mended_or_taken_back_and_one_in_force_not(loaded: Loaded) -> None:
    later = TODAY + timedelta(days=40)
    for amount in ("8.00", "9.00"):
        services.set_fee(service_id=of().pk, facts=fee(amount, later), actor=None, at=AT)
    to_come = queries.fee_to_come(of(), TODAY)
    assert to_come is not None
    assert to_come.amount == Decimal("9.00")
    services.drop_announced_fee(service_id=of().pk, valid_from=later, actor=None, at=AT)
    assert queries.fee_to_come(of(), TODAY) is None
    with pytest.raises(FeeInForce):
        services.set_fee(
            service_id=of().pk, facts=fee("1.00", TODAY - timedelta(days=1)), actor=None, at=AT
        )
    with pytest.raises(FeeInForce):
        services.drop_announced_fee(
            service_id=of().pk, valid_from=date(2024, 1, 1), actor=None, at=AT
        )
    facts = {**fee("1.00", later), "decision": ""}
    with pytest.raises(NotFit):
        services.set_fee(service_id=of().pk, facts=facts, actor=None, at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "update catalogue_servicefee set amount = 1 where kind = 'tariff'",
        "delete from catalogue_servicefee where kind = 'tariff'",
        "update catalogue_service set code = 'other' where number = 28",
        "delete from catalogue_service where number = 46",
        "insert into catalogue_servicefee (service_id, kind, rows, codes, formula, text_el, "
        "text_en, legal_basis_el, legal_basis_en, valid_from, decision, is_shipped) "
        "select service_id, 'none', '[]', '[]', '', '', '', '', '', '2020-01-01', 'x', false "
        "from catalogue_servicefee where kind = 'tariff'",
    ],
)
def test_database_refuses_to_rewrite_the_past(loaded: Loaded, statement: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_window_of_a_year_is_announced(loaded: Loaded) -> None:
    nursery = of("nursery")
    window = {
        "opens_at": AT - timedelta(days=1),
        "closes_at": AT + timedelta(days=9),
        "decision": "ΔΕ 3/2026",
    }
    services.announce_window(service_id=nursery.pk, **window, actor=None, at=AT)
    assert queries.open_now(of("nursery"), AT)
    with pytest.raises(NotFit, match="crosses"):
        services.announce_window(
            service_id=nursery.pk, **{**window, "opens_at": AT}, actor=None, at=AT
        )
    with pytest.raises(NotFit, match="window"):
        services.announce_window(service_id=of().pk, **window, actor=None, at=AT)


def test_service_nobody_checked_for_a_year_is_due(loaded: Loaded, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("editor@example.gr", "x")
    assert len(queries.due_for_review(TODAY)) == 3
    services.mark_checked(service_id=of().pk, actor=user, at=AT)
    assert [one.code for one, _due in queries.due_for_review(TODAY)] == [
        "itinerant-trade",
        "nursery",
    ]
    assert SERVICE in {
        one.code for one, _due in queries.due_for_review(TODAY + timedelta(days=365))
    }
