"""What was sent, as the forms' office sees it when it runs a draft over it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from backoffice.identity import services as identity
from backoffice.identity.models import Department
from backoffice.procedures import queries as procedures
from backoffice.procedures import shipped
from eservices.applications import replayed
from eservices.applications.models import Application
from eservices.applications.models.applications import Capacity, Channel

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sent(number: int, **answers: object) -> Application:
    return Application.objects.create(
        key=f"key-{number}",
        draft_code=f"draft-{number}",
        service="tree-cutting",
        title_el="Κοπή",
        form_key="tree-cutting",
        form_version=7,
        snapshot={"answers": answers},
        digest="0" * 64,
        language="el",
        capacity=Capacity.values[0],
        channel=Channel.PORTAL,
        name="Συνθετική",
        department=Department.objects.first(),
        state_at=NOW,
        submitted_at=NOW,
    )


def test_the_last_answers_are_told_without_names() -> None:
    identity.load_departments(at=NOW)
    rows = [sent(number, count=str(number)) for number in range(3)]
    found = replayed.SENT.latest("tree-cutting", 2)
    assert {one.code for one in found} <= {row.code for row in rows}
    assert [set(one.values) for one in found] == [{"count"}, {"count"}]
    assert found[0].version_id == 7
    assert replayed.SENT.latest("another", 2) == []


def test_fee_and_way_are_those_of_the_service(monkeypatch) -> None:
    service = SimpleNamespace(department="Πράσινο", process_key="ways")
    monkeypatch.setattr(replayed.Sent, "_service", lambda self, key: service)
    monkeypatch.setattr(
        replayed.catalogue,
        "fee_of",
        lambda one, values, on: SimpleNamespace(amount=Decimal(values["count"])),
    )
    monkeypatch.setattr(
        replayed.procedures, "open_ways", lambda key, values: [f"{key}-{values['count']}"]
    )
    values = {"count": "3"}
    assert replayed.SENT.fee_of("x", values, date(2026, 9, 1)) == Decimal(3)
    assert replayed.SENT.route_of("x", values) == "Πράσινο · ways-3"


def test_ways_that_answers_settle_are_named() -> None:
    shipped.load(at=NOW)
    keys = [drawing.key for drawing in shipped.drawings() if drawing.kind == "process"]
    assert all(procedures.open_ways(key, {}) == [] for key in keys)
    assert procedures.open_ways("tree-cutting", {"decision": "grant"}) != procedures.open_ways(
        "tree-cutting", {"decision": "refuse"}
    )
