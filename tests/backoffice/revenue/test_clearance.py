"""Municipal clearance: what stands against it, what the law lets pass (reference 1.8)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from backoffice.kernel.actors import Source
from backoffice.revenue import queries, services

from .town import DUE, make_charge, pay
from .town import at as instant

pytestmark = pytest.mark.django_db
LATE = DUE + timedelta(days=11)


def hold(charge, kind: str, source: str, first=LATE) -> None:
    services.place_hold(
        charge_ids=[charge.pk],
        kind=kind,
        source=Source(source, "12/2026"),
        first=first,
        reason="Ρύθμιση 12/2026" if kind == "arranged" else "Προσφυγή Α12/2026",
        actor=None,
        at=instant(first),
    )


def test_nothing_overdue_is_clear(charge) -> None:
    # The last day to pay is not overdue yet.
    assert queries.clearance_of(charge.debtor_id, DUE).state == "clear"
    assert queries.clearance_of(charge.debtor_id, LATE).state == "refused"
    pay(charge, moment=instant(DUE))
    assert queries.clearance_of(charge.debtor_id, LATE).state == "clear"


def test_the_reasons_are_exact(charge) -> None:
    found = queries.clearance_of(charge.debtor_id, LATE)
    (row,) = found.overdue
    assert (row.code, row.due_on, row.days) == (charge.code, DUE, 11)
    debt = queries.debt_of(charge.pk, LATE)
    assert row.total == debt.total == found.total


@pytest.mark.parametrize(
    ("kind", "source", "state"),
    [
        ("arranged", "arrangements.arrangement", "arranged"),
        ("suspended", "late.order", "arranged"),
        ("disputed", "court.case", "arranged"),
        ("disputed", "revenue.objection", "refused"),
    ],
)
def test_what_the_law_lets_pass(charge, kind, source, state) -> None:
    hold(charge, kind, source)
    found = queries.clearance_of(charge.debtor_id, LATE)
    assert found.state == state
    assert found.arrangements == (("Ρύθμιση 12/2026",) if kind == "arranged" else ())


def test_an_arrangement_of_today_counts_today(charge) -> None:
    hold(charge, "arranged", "arrangements.arrangement", first=LATE + timedelta(days=1))
    assert queries.clearance_of(charge.debtor_id, LATE).state == "arranged"


def test_a_lost_arrangement_lets_nothing_pass(charge) -> None:
    hold(charge, "arranged", "arrangements.arrangement")
    services.void_hold(
        source=Source("arrangements.arrangement", "12/2026"),
        reason="απώλεια",
        actor=None,
        at=instant(LATE),
    )
    assert queries.clearance_of(charge.debtor_id, LATE).state == "refused"


def test_one_debt_under_arrangement_does_not_excuse_another(charge) -> None:
    other = make_charge(charge.debtor, "10.00", source="2")
    hold(charge, "arranged", "arrangements.arrangement")
    found = queries.clearance_of(charge.debtor_id, LATE)
    assert found.state == "refused"
    assert [row.code for row in found.overdue] == [other.code]
    assert found.total >= Decimal("10.00")


def test_the_number_of_queries_does_not_grow(charge, django_assert_num_queries) -> None:
    for number in range(20):
        make_charge(charge.debtor, "10.00", source=f"q{number}")
    with django_assert_num_queries(4):
        queries.clearance_of(charge.debtor_id, LATE)
