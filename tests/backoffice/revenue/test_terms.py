"""Fines by the law of the day of the deed: time to pay from service, and what is added after it."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from backoffice.kernel.actors import Source
from backoffice.revenue import queries, services
from backoffice.revenue.models import PayTerm, SurchargeRegime
from backoffice.revenue.rules import Payable, RatePeriod, Regime, Still, surcharge

from .town import at, balances, disagreements, make_party, pay

ONE_DAY = timedelta(days=1)
SERVED = date(2026, 1, 10)
LAST = date(2026, 9, 10)
ONCE = Regime("once", (RatePeriod(D("0.20"), date(2025, 12, 8), None),))


def fine(amount="150.00", *, occurred=SERVED, served=SERVED, source="f1"):
    """Raise a traffic fine, due when the law of its day says."""
    due_on = queries.due_day(
        kind="traffic_fine", certified_on=served, occurred_on=occurred, served_on=served
    )
    line = {"label_el": "Παράβαση ΚΟΚ", "label_en": "Traffic offence", "amount": amount}
    return services.raise_charge(
        kind="traffic_fine",
        facts={
            "lines": [line],
            "occurred_on": occurred.isoformat(),
            "served_on": served.isoformat(),
        },
        debtor_id=make_party().pk,
        source=Source("test.fine", source),
        on=served,
        due_on=due_on,
        actor=None,
        at=at(served),
    )


def owed(charge, day):
    return queries.debt_of(charge.pk, day)


def test_example_5_5_4_twenty_per_cent_more_after_eight_months(town):
    charge = fine()
    assert charge.due_on == LAST
    assert (owed(charge, LAST).total, owed(charge, LAST + ONE_DAY).total) == (D(150), D(180))
    # Once: nothing is added by months or years.
    assert owed(charge, date(2029, 1, 10)).surcharge == D(30)


def test_the_tree_of_every_day_adds_up_and_names_the_law(town):
    charge = fine()
    for days in range(0, 400, 9):
        debt = owed(charge, SERVED + timedelta(days=days))
        assert sum(child.amount for child in debt.explanation.children) == debt.total
    branch = owed(charge, LAST + ONE_DAY).explanation.children[-1]
    (line,) = branch.children
    assert (line.label_en, line.formula) == (
        "Once, when the time to pay is over: 11/09/2026",
        "150.00 × 20%",
    )
    assert "5256/2025" in line.basis


def test_paid_after_the_term_it_is_fixed_and_booked_apart(town):
    charge = fine()
    pay(charge, moment=at(LAST + ONE_DAY))
    charge.refresh_from_db()
    assert charge.state == "settled"
    assert balances() == {"15601": D(-30), "15609": D(-150), "49301": D(180)}
    assert owed(charge, date(2028, 1, 1)).total == 0
    assert disagreements() == []


def test_ordered_on_the_last_day_it_is_in_time(town):
    charge = fine()
    pay(charge, moment=at(LAST))
    assert balances() == {"15609": D(-150), "49301": D(150)}


def test_only_what_is_left_on_the_last_day_grows(town):
    charge = fine()
    pay(charge, "100.00", moment=at(LAST))
    assert owed(charge, LAST + ONE_DAY).total == D(60)
    pay(charge, "10.00", key="key-2", moment=at(LAST + ONE_DAY))
    # The surcharge is paid first, and what was added once is not added again.
    later = owed(charge, date(2027, 3, 1))
    assert (later.principal_open, later.surcharge) == (D(50), 0)


@pytest.mark.parametrize(
    ("occurred", "due", "month_late"),
    [
        (date(2025, 9, 12), date(2026, 3, 10), "151.10"),  # ν.2696/1999: two months, then ΚΕΔΕ
        (date(2025, 12, 7), date(2026, 3, 10), "151.10"),  # ν.5209/2025 as first published
        (date(2025, 12, 8), LAST, "180.00"),
    ],
)
def test_a_fine_keeps_the_law_of_its_deed(town, occurred, due, month_late):
    charge = fine(occurred=occurred)
    assert charge.due_on == due
    assert owed(charge, due + ONE_DAY).total == D(month_late)
    (debt,) = queries.debts_of([charge.debtor_id], due + ONE_DAY)
    sums = queries.open_sums([charge.debtor_id], due + ONE_DAY)[charge.debtor_id]
    assert sums.total == debt.total == D(month_late)


def test_without_service_no_term_runs(town):
    day = queries.due_day(kind="traffic_fine", certified_on=SERVED, occurred_on=SERVED)
    assert day is None


# --- the rule -----------------------------------------------------------------------------------


def once(until, **more):
    return surcharge(Payable(D(150), LAST, **more), ONCE, until).amount


def test_what_was_paid_by_the_last_day_bears_nothing():
    assert once(LAST) == 0
    assert once(LAST + ONE_DAY) == D(30)
    assert once(LAST + ONE_DAY, credited=((LAST, D(100)),)) == D(10)
    # Paid on the first late day, it was open when that day began.
    assert once(LAST + ONE_DAY, credited=((LAST + ONE_DAY, D(100)),)) == D(30)


def test_days_that_stop_it_put_it_off():
    still = (Still(LAST, date(2026, 10, 15), "Σε ρύθμιση", "Arranged"),)
    assert once(date(2026, 10, 15), stills=still) == 0
    assert once(date(2026, 10, 16), stills=still) == D(30)
    for_good = (Still(LAST, None, "Σε ρύθμιση", "Arranged"),)
    assert once(date(2030, 1, 1), stills=for_good) == 0


# --- the law as rows ----------------------------------------------------------------------------


def test_terms_are_loaded_once_never_change_and_never_meet(town):
    services.load_defaults(actor=None, at=at(SERVED))
    terms = PayTerm.objects.filter(kind__code="traffic_fine").order_by("valid_from")
    found = [(term.months, term.regime.code, term.valid_until) for term in terms]
    assert found == [
        (2, "kede", date(2025, 9, 12)),
        (2, "kede", date(2025, 12, 7)),
        (8, "traffic_fine_once", None),
    ]
    last = terms[2]
    with pytest.raises(ProgrammingError), transaction.atomic():
        PayTerm.objects.filter(pk=last.pk).update(months=6)
    with pytest.raises(DatabaseError, match="one_pay_term_a_day"), transaction.atomic():
        PayTerm.objects.create(
            kind=last.kind,
            months=3,
            regime=SurchargeRegime.objects.get(code="kede"),
            valid_from=date(2027, 1, 1),
            legal_basis="δοκιμή",
        )
