"""Less for whoever pays early: the last day, whole and part payments, books, money back."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import ProgrammingError, connection, transaction

from backoffice.kernel.actors import Source
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.explanation import Node
from backoffice.ledger import services as ledger
from backoffice.revenue import queries, services
from backoffice.revenue.models import Allocation, Credit, EarlyRule, Relief
from backoffice.revenue.rules import Early, early_reduction, last_early_day
from backoffice.revenue.services import Item, PaymentReport

from .town import (
    AT,
    at,
    balances,
    decide,
    disagreements,
    lines_of,
    make_party,
    pay,
    report,
    start,
    verbs,
)

SERVED = date(2025, 6, 2)  # a Monday
LAST = date(2025, 6, 12)
LATER = date(2025, 6, 13)


@pytest.fixture
def open_2025(town):
    ledger.open_year(year=2025, actor=None, at=AT)


def fine(amount="80.00", *, occurred=date(2025, 5, 30), source="f1", **facts):
    """Raise a traffic fine of the old Code, served on a Monday, due in two months."""
    line = {"label_el": "Παράβαση ΚΟΚ", "label_en": "Traffic offence", "amount": amount}
    return services.raise_charge(
        kind="traffic_fine",
        facts={
            "lines": [line],
            "occurred_on": occurred.isoformat(),
            "served_on": SERVED.isoformat(),
        }
        | facts,
        debtor_id=make_party().pk,
        source=services_source(source),
        on=SERVED,
        due_on=date(2025, 8, 4),
        actor=None,
        at=at(SERVED),
    )


def services_source(number):
    return Source("test.fine", number)


def owed(charge, day):
    return queries.debt_of(charge.pk, day)


def branch(charge, day) -> Node:
    (found,) = [
        node
        for node in queries.debt_of(charge.pk, day).explanation.children
        if "early" in node.label_en or "when all of it" in node.label_en or "past" in node.label_en
    ]
    return found


# --- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "days", "months", "last"),
    [
        (SERVED, 10, 0, LAST),
        (date(2025, 6, 3), 10, 0, date(2025, 6, 13)),
        (date(2025, 6, 4), 10, 0, date(2025, 6, 16)),  # a Saturday moves on to Monday
        (date(2025, 8, 5), 10, 0, date(2025, 8, 18)),  # 15 August is a holiday, then a weekend
        (date(2026, 3, 10), 0, 12, date(2027, 3, 10)),
    ],
)
def test_the_last_day_moves_on_to_a_working_day(first, days, months, last):
    assert last_early_day(first, days, months, LegalCalendar()) == last


def test_a_reduction_is_of_the_whole_and_never_more_than_is_left():
    half = Early(D("0.5"), LAST)
    assert early_reduction(D("80.00"), half, D("80.00")) == D("40.00")
    assert early_reduction(D("80.01"), half, D("80.01")) == D("40.01")
    assert early_reduction(D("80.00"), half, D("30.00")) == D("30.00")
    assert early_reduction(D("80.00"), half, D(0)) == 0


# --- what is owed on which day ------------------------------------------------------------------


def test_half_until_the_last_day_and_the_whole_after_it(open_2025):
    charge = fine()
    early = owed(charge, LAST)
    assert (early.total, early.early_off, early.early_until) == (D(40), D(40), LAST)
    assert (early.principal_open, early.later_total) == (D(80), D(80))
    late = owed(charge, LATER)
    assert (late.total, late.early_off, late.early_until) == (D(80), 0, None)
    assert queries.debt_by_rf(charge.rf_code, LAST).total == D(40)


def test_the_tree_of_every_day_adds_up_and_names_the_law(open_2025):
    charge = fine()
    for days in range(0, 120, 7):
        day = SERVED + timedelta(days=days)
        debt = owed(charge, day)
        assert sum(child.amount for child in debt.explanation.children) == debt.total
        assert "2696/1999" in branch(charge, day).basis
    assert branch(charge, LAST).amount == D(-40)
    assert branch(charge, LATER).amount == 0


def test_example_5_5_1_no_half_for_a_deed_after_12_9_2025(open_2025):
    charge = fine("30.00", occurred=date(2025, 9, 13))
    assert owed(charge, SERVED + timedelta(days=5)).total == D(30)
    assert queries.debt_of(charge.pk, SERVED).early_until is None
    before = fine("30.00", occurred=date(2025, 9, 12), source="f2")
    assert owed(before, SERVED + timedelta(days=5)).total == D(15)


def test_facts_that_are_no_days_leave_the_day_of_certification(open_2025):
    charge = fine(occurred_on="χθες", served_on="31/31/2025")
    assert owed(charge, LAST).total == D(40)


# --- paying -------------------------------------------------------------------------------------


def test_paid_early_it_is_settled_by_half_and_the_income_is_less(open_2025):
    charge = fine()
    ledger_before = balances()
    assert ledger_before == {"15609": D(-80), "48601": D(80)}
    pay(charge, moment=at(LAST))
    charge.refresh_from_db()
    relief = Relief.objects.get()
    assert (charge.state, relief.amount) == ("settled", D(40))
    # Certified in 2025 and paid in 2025: the income itself becomes less.
    assert lines_of(relief.entry_id) == [
        ("15609", D(40), D(0), "1560901001"),
        ("48601", D(0), D(40), "1560901001"),
    ]
    assert balances() == {"15609": D(-40), "49301": D(40)}
    assert owed(charge, LATER).total == 0
    assert queries.debtor_card(charge.debtor_id, LATER, None).balance == 0
    assert disagreements() == []


def test_in_the_next_year_the_reduction_is_a_loss(town):
    line = {"label_el": "Παράβαση", "label_en": "Offence", "amount": "80.00"}
    charge = services.raise_charge(
        kind="traffic_fine",
        facts={"lines": [line], "occurred_on": "2025-09-01", "served_on": "2027-01-04"},
        debtor_id=make_party().pk,
        source=services_source("late"),
        on=date(2026, 12, 28),
        due_on=date(2027, 2, 26),
        actor=None,
        at=at(date(2026, 12, 28)),
    )
    pay(charge, moment=at(date(2027, 1, 11)))
    assert lines_of(Relief.objects.get().entry_id)[0] == ("76408", D(40), D(0), "")
    assert balances() == {"15609": D(-80), "49301": D(40), "76408": D(40)}
    assert disagreements() == []


def test_a_part_keeps_the_offer_until_the_last_day(open_2025):
    charge = fine()
    pay(charge, "25.00", moment=at(SERVED))
    assert (owed(charge, LAST).total, owed(charge, LAST).early_off) == (D(15), D(40))
    assert owed(charge, LATER).total == D(55)
    assert Relief.objects.count() == 0
    pay(charge, key="key-2", moment=at(LAST))
    charge.refresh_from_db()
    assert charge.state == "settled"
    assert disagreements() == []


def test_a_part_alone_is_a_part_of_the_whole(open_2025):
    charge = fine()
    pay(charge, "25.00", moment=at(SERVED))
    pay(charge, key="key-2", moment=at(LATER))
    assert (Relief.objects.count(), Allocation.objects.count()) == (0, 2)
    assert balances()["49301"] == D(80)


def test_ordered_on_the_last_day_and_credited_later_it_is_early(open_2025):
    charge = fine()
    payment = start(charge, at=at(LAST))
    assert payment.amount == D(40)
    services.record_payment(report(payment, paid_at=at(LATER)), at=at(LATER + timedelta(days=3)))
    charge.refresh_from_db()
    assert charge.state == "settled"


def test_more_than_half_within_the_time_leaves_a_credit(open_2025):
    charge = fine()
    pay(charge, came="80.00", moment=at(SERVED))
    assert Credit.objects.get().amount == D(40)
    assert disagreements() == []


def test_a_batch_takes_off_each_its_own(open_2025):
    charges = [fine("80.00", source="a"), fine("30.00", source="b"), fine("90.00", source="c")]
    payments = [start(c, key=f"k-{n}", at=at(SERVED)) for n, c in enumerate(charges)]
    days = (SERVED, SERVED, SERVED)
    reports = [
        PaymentReport(p.code, p.amount if n < 2 else D("10.00"), f"ref-{n}", at(day), "test")
        for n, (p, day) in enumerate(zip(payments, days, strict=True))
    ]
    services.record_payments(reports, at=at(SERVED, 11))
    assert sorted(Relief.objects.values_list("amount", flat=True)) == [D(15), D(40)]
    assert owed(charges[2], SERVED).total == D(35)
    assert disagreements() == []


def test_money_that_goes_back_takes_the_reduction_with_it(open_2025):
    charge = fine()
    receipt = pay(charge, moment=at(LAST))
    services.reverse_payment(
        reference=receipt.payment.code,
        amount=D("40.00"),
        reason="Αμφισβήτηση κάρτας",
        bank_reference="dp_1",
        actor=None,
        at=at(LATER),
    )
    charge.refresh_from_db()
    assert (charge.state, owed(charge, LATER).total) == ("open", D(80))
    # Seen from a day within the time the offer would stand again.
    assert owed(charge, LAST).total == D(40)
    assert balances() == {"15609": D(-80), "48601": D(80)}
    assert queries.debtor_card(charge.debtor_id, LATER, None).balance == D(80)
    assert disagreements() == []
    pay(charge, key="key-2", moment=at(LATER))
    assert balances() == {"15609": D(-80), "49301": D(80)}


def test_a_correction_makes_the_half_smaller(open_2025):
    charge = fine()
    decide("correction", Item(charge_id=charge.pk, amount=D("20.00")), moment=at(SERVED))
    assert (owed(charge, LAST).total, owed(charge, LAST).early_off) == (D(30), D(30))
    pay(charge, moment=at(LAST))
    charge.refresh_from_db()
    assert charge.state == "settled"
    assert disagreements() == []


def test_whoever_arranges_a_debt_pays_nothing_of_it_early(open_2025):
    charge = fine()
    services.place_hold(
        charge_ids=[charge.pk],
        kind="arranged",
        source=services_source("arranged"),
        first=SERVED,
        reason="Ρύθμιση",
        actor=None,
        at=at(SERVED),
    )
    assert owed(charge, LAST).total == D(80)


# --- the rule as a row --------------------------------------------------------------------------


def rule(**more):
    facts = {
        "kind": "rent",
        "share": D("0.2"),
        "days": 0,
        "months": 12,
        "valid_from": date(2026, 1, 1),
        "legal_basis": "ν.4315/2014 άρθρο 2 §3",
        "actor": None,
        "at": AT,
    }
    return services.set_early_rule(**facts | more)


def test_a_rule_is_entered_once_and_ends_once(town):
    first = rule()
    assert rule() == first
    with pytest.raises(services.EarlyRuleRefused):
        rule(valid_from=date(2026, 6, 1))
    services.end_early_rule(rule_id=first.pk, last=date(2026, 5, 31), actor=None, at=AT)
    with pytest.raises(services.EarlyRuleRefused):
        services.end_early_rule(rule_id=first.pk, last=date(2026, 6, 30), actor=None, at=AT)
    rule(valid_from=date(2026, 6, 1), share=D("0.1"))
    assert verbs()[-3:] == ["revenue.early.set", "revenue.early.ended", "revenue.early.set"]


@pytest.mark.parametrize(
    "wrong", [{"share": D(1)}, {"share": D(0)}, {"months": 0}, {"legal_basis": " "}]
)
def test_a_rule_that_cannot_be_is_refused(town, wrong):
    with pytest.raises(services.EarlyRuleRefused):
        rule(**wrong)


def test_a_rule_never_changes(town):
    pk = rule().pk
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update revenue_earlyrule set share = 0.9 where id = %s", [pk])
    assert EarlyRule.objects.get(pk=pk).share == D("0.2")
