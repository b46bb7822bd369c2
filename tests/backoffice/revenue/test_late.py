"""Debts that are late: holds, expenses, persons without interest, and the law's own examples."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.kernel.actors import Source
from backoffice.kernel.dates import DateRange
from backoffice.kernel.queries import legal_calendar
from backoffice.revenue import queries, rules, services
from backoffice.revenue.models import ChargeKind, Exemption, Expense, Hold, SurchargeRegime
from backoffice.revenue.rules import Owed, Payable, RatePeriod, Regime, Still, surcharge
from backoffice.revenue.states import Component

from .town import (
    AT,
    DUE,
    at,
    balances,
    disagreements,
    lines_of,
    make_charge,
    pay,
    report,
    start,
    verbs,
)

MONTHLY = Regime("month", (RatePeriod(D("0.0073"), date(2015, 1, 1), None),))
DAILY = Regime("day", (RatePeriod(D("0.0876"), date(2015, 1, 1), None),))
ONCE = Regime("once", (RatePeriod(D("0.20"), date(2025, 12, 8), None),))
PLAN = Source("test.plan", "1")
LATE = date(2026, 9, 5)


def hold(charge, kind="arranged", first=date(2026, 6, 15), source=PLAN):
    return services.place_hold(
        charge_ids=[charge.pk],
        kind=kind,
        source=source,
        first=first,
        reason="απόφαση ρύθμισης",
        actor=None,
        at=AT,
    )


def owed(charge, on=LATE):
    return queries.debt_of(charge.pk, on)


# The worked examples of the reference, by number.


def test_example_1_10_1_due_day_of_a_lump_sum(db):
    due = rules.due_on(date(2026, 3, 12), legal_calendar())
    assert due == date(2026, 4, 30)
    debt = Payable(D(100), due)
    assert surcharge(debt, MONTHLY, due).amount == 0
    assert surcharge(debt, MONTHLY, date(2026, 5, 1)).amount == D("0.73")


def test_example_1_10_2_three_started_months_or_66_days():
    debt = Payable(D("500.00"), DUE)
    assert surcharge(debt, MONTHLY, date(2026, 7, 5)).amount == D("10.95")
    assert surcharge(debt, DAILY, DUE + timedelta(days=66)).amount == D("7.92")


def test_example_1_10_2_in_the_town_by_its_setting(party):
    charge = make_charge(party, "500.00")
    assert owed(charge, date(2026, 7, 5)).surcharge == D("10.95")
    daily = SurchargeRegime.objects.get(code="kede_daily")
    ChargeKind.objects.filter(code="fine").update(surcharge_regime=daily)
    assert owed(charge, DUE + timedelta(days=66)).surcharge == D("7.92")


def test_example_1_10_3_expenses_interest_principal():
    share = rules.credit_in_order(D("400.00"), Owed(D("1000.00"), D("36.50"), expenses=D("25.00")))
    assert [(c.component, c.amount) for c in share.credited] == [
        (Component.EXPENSES, D("25.00")),
        (Component.INTEREST, D("36.50")),
        (Component.PRINCIPAL, D("338.50")),
    ]


def test_example_1_10_3_in_the_books(party):
    charge = make_charge(party, "1000.00")
    when = date(2026, 9, 15)  # five started months after 30.4.2026
    expense = services.charge_expenses(
        charge_id=charge.pk, amount=D("25.00"), reason="επίδοση", actor=None, at=at(when)
    )
    assert lines_of(expense.entry_id) == [
        ("48601", D(25), D(0), "1590401001"),
        ("15904", D(0), D(25), "1590401001"),
    ]
    before = owed(charge, when)
    assert (before.surcharge, before.expenses, before.total) == (D("36.50"), D(25), D("1061.50"))
    pay(charge, "400.00", moment=at(when))
    after = owed(charge, when)
    assert (after.principal_open, after.surcharge, after.expenses) == (D("661.50"), 0, 0)
    assert balances()["48601"] == D("661.50")
    assert disagreements() == []


def test_example_11_4_1_overpayment_is_kept(party):
    charge = make_charge(party, "144.00")
    pay(charge, came="150.00")
    assert owed(charge, DUE).total == 0
    assert [row["left"] for row in queries.credits_of([party.pk])] == [D("6.00")]


def test_example_11_4_2_ordered_in_time_counts(party):
    charge = make_charge(party, "144.00")
    payment = start(charge, at=at(date(2026, 4, 29)))
    came = at(date(2026, 5, 2))
    services.record_payment(report(payment, paid_at=came), at=came)
    assert owed(charge, LATE).total == 0


def test_example_11_4_2_unless_the_regime_counts_the_bank_day(party):
    SurchargeRegime.objects.filter(code="kede").update(counts_by="credit")
    charge = make_charge(party, "144.00")
    payment = start(charge, at=at(date(2026, 4, 29)))
    came = at(date(2026, 5, 2))
    services.record_payment(report(payment, paid_at=came), at=came)
    assert owed(charge, date(2026, 5, 2)).principal_open == D("1.05")


# Holds.


def test_an_arrangement_stops_the_surcharge_from_its_first_day(party):
    charge = make_charge(party, "500.00")
    assert owed(charge).surcharge == D("18.25")
    hold(charge)
    debt = owed(charge)
    # May and June had begun; July, August and September begin under the arrangement.
    assert (debt.surcharge, debt.holds) == (D("7.30"), ("arranged",))
    assert any("Arranged" in node.label_en for node in debt.explanation.children[1].children)
    services.lift_hold(source=PLAN, last=date(2026, 7, 31), reason="εξοφλήθηκε", actor=None, at=AT)
    assert owed(charge).surcharge == D("14.60")
    services.void_hold(source=PLAN, reason="απώλεια", actor=None, at=AT)
    assert owed(charge).surcharge == D("18.25")
    assert verbs()[-3:] == [f"revenue.hold.{verb}" for verb in ("placed", "lifted", "voided")]


@pytest.mark.parametrize("kind", ["suspended", "disputed"])
def test_nothing_else_stops_it(party, kind):
    charge = make_charge(party, "500.00")
    hold(charge, kind)
    assert (owed(charge).surcharge, owed(charge).holds) == (D("18.25"), (kind,))
    assert [view.kind for view in queries.holds_of([charge.pk], LATE)[charge.pk]] == [kind]
    assert queries.holds_of([charge.pk], date(2026, 6, 14)) == {}


def test_one_live_hold_of_a_kind(party):
    charge = make_charge(party)
    first = hold(charge)
    assert [h.pk for h in hold(charge)] == [h.pk for h in first]
    with pytest.raises(services.HoldRefused):
        hold(charge, source=Source("test.plan", "2"))
    hold(charge, "disputed", source=Source("test.plan", "2"))
    services.void_hold(source=PLAN, reason="απώλεια", actor=None, at=AT)
    assert hold(charge)[0].pk != first[0].pk


def test_what_cannot_be_held(party):
    charge = make_charge(party)
    with pytest.raises(services.ReasonMissing):
        services.void_hold(source=PLAN, reason=" ", actor=None, at=AT)
    with pytest.raises(services.UnknownHold):
        services.void_hold(source=PLAN, reason="απώλεια", actor=None, at=AT)
    hold(charge)
    with pytest.raises(services.HoldRefused):
        services.lift_hold(source=PLAN, last=date(2026, 1, 1), reason="τέλος", actor=None, at=AT)
    services.void_hold(source=PLAN, reason="απώλεια", actor=None, at=AT)
    pay(charge)
    with pytest.raises(services.HoldRefused):
        hold(charge)
    assert hold(charge, "disputed")


@pytest.mark.parametrize(
    "change",
    ["first = '2026-01-01'", "voided_at = null", "void_reason = 'other'", "kind = 'disputed'"],
)
def test_the_database_keeps_holds_as_they_were(party, change):
    hold(make_charge(party))
    services.void_hold(source=PLAN, reason="απώλεια", actor=None, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.extra(where=["true"]).delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update revenue_hold set {change}")


def test_the_payment_path_asks_nothing_more_for_holds(party, django_assert_num_queries):
    charge = make_charge(party, "500.00")
    hold(charge)
    with django_assert_num_queries(2):
        queries.debt_by_rf(charge.rf_code, LATE)


# Persons without interest.


@pytest.mark.parametrize(
    ("cause", "began", "ended", "first", "last"),
    [
        ("conscript", (2026, 5, 12), (2027, 2, 3), (2026, 5, 1), (2027, 5, 31)),
        ("conscript", (2026, 5, 12), None, (2026, 5, 1), None),
        ("minor", (2026, 5, 12), (2026, 8, 31), (2026, 5, 12), (2027, 2, 28)),
    ],
)
def test_days_without_interest(cause, began, ended, first, last):
    months = {"conscript": 3, "minor": 6}[cause]
    days = rules.days_without_interest(cause, date(*began), date(*ended) if ended else None, months)
    assert days == (date(*first), date(*last) if last else None)


def test_a_conscript_pays_no_interest(party):
    charge = make_charge(party, "500.00")
    exemption = services.exempt_from_interest(
        party_id=party.pk,
        cause="conscript",
        began=date(2026, 7, 20),
        proof="Βεβαίωση στρατολογίας 12/2026",
        actor=None,
        at=AT,
    )
    assert owed(charge).surcharge == D("7.30")
    services.end_exemption(exemption_id=exemption.pk, ended=date(2026, 7, 25), actor=None, at=AT)
    assert owed(charge, date(2026, 11, 2)).surcharge == D("10.95")
    with pytest.raises(services.ExemptionRefused):
        services.end_exemption(
            exemption_id=exemption.pk, ended=date(2026, 8, 25), actor=None, at=AT
        )
    services.withdraw_exemption(
        exemption_id=exemption.pk, reason="λάθος πρόσωπο", actor=None, at=AT
    )
    assert owed(charge).surcharge == D("18.25")
    with pytest.raises(DatabaseError), transaction.atomic():
        Exemption.objects.update(withdrawn_at=None, withdraw_reason="")


def test_daily_interest_leaves_the_days_out():
    still = Still(date(2026, 5, 11), date(2026, 5, 20), "x", "x")
    debt = Payable(D(1000), DUE, (), (still,))
    tree = surcharge(debt, DAILY, date(2026, 5, 30))
    assert tree.amount == D("2.40") * 2
    assert [node.amount for node in tree.children] == [D("2.40"), 0, D("2.40")]


# Expenses.


def test_expenses_are_charged_once_and_taken_back(party):
    charge = make_charge(party, "100.00")
    notice = Source("test.notice", "7")
    facts = {"amount": D("4.50"), "reason": "επίδοση", "actor": None, "at": AT, "source": notice}
    first = services.charge_expenses(charge_id=charge.pk, **facts)
    assert services.charge_expenses(charge_id=charge.pk, **facts).pk == first.pk
    with pytest.raises(services.ChargeCarriesMoney):
        services.cancel_charge(charge_id=charge.pk, reason="λάθος", actor=None, at=AT)
    back = services.take_back_expenses(expense_id=first.pk, reason="λάθος", actor=None, at=AT)
    assert back.amount == D("-4.50")
    assert (
        services.take_back_expenses(expense_id=first.pk, reason="λάθος", actor=None, at=AT) == back
    )
    assert (owed(charge, DUE).total, disagreements()) == (D(100), [])
    services.cancel_charge(charge_id=charge.pk, reason="λάθος", actor=None, at=AT)
    assert disagreements() == []


def test_paid_expenses_stay(party):
    charge = make_charge(party, "100.00")
    expense = services.charge_expenses(
        charge_id=charge.pk, amount=D("4.50"), reason="επίδοση", actor=None, at=AT
    )
    receipt = pay(charge, "3.00")
    assert [line.part_en for line in queries.receipt_view(receipt).lines] == ["collection expenses"]
    with pytest.raises(services.ExpensesPaid):
        services.take_back_expenses(expense_id=expense.pk, reason="λάθος", actor=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.create(
            charge=charge,
            of=expense,
            source_kind="x",
            source_id="1",
            amount=D("-4.50"),
            reason="λάθος",
            on=DUE,
            entry_id=expense.entry_id,
        )
    pay(charge, key="key-2")
    assert (owed(charge, DUE).total, disagreements()) == (D(0), [])
    with pytest.raises(services.NothingOwed):
        services.charge_expenses(
            charge_id=charge.pk, amount=D("4.50"), reason="επίδοση", actor=None, at=AT
        )


def test_a_debt_made_nothing_still_owes_its_expenses(party):
    charge = make_charge(party, "100.00")
    services.charge_expenses(
        charge_id=charge.pk, amount=D("4.50"), reason="επίδοση", actor=None, at=AT
    )
    services.credit_debtor(
        debtor_id=party.pk,
        amount=D(100),
        kinds=["fine"],
        source=Source("test.correction", "1"),
        reason="διόρθωση",
        actor=None,
        at=AT,
    )
    assert (owed(charge, DUE).total, disagreements()) == (D("4.50"), [])


# Limitation.


def clock(**more):
    law = {"months_after": ((date(2013, 5, 9), 12),)}
    return rules.Clock(**{"certified_on": date(2026, 3, 12), "years": 5} | law | more)


def test_five_years_from_the_end_of_the_year_of_certification():
    deadline = rules.collect_until(clock())
    assert deadline.last == date(2031, 12, 31)
    assert not deadline.has_passed(date(2031, 12, 31))
    assert deadline.has_passed(date(2032, 1, 1))


def test_an_event_in_time_extends_once_for_as_long():
    served = rules.Event("notice_served", date(2030, 5, 5))
    again = rules.Event("seizure", date(2035, 5, 5))
    deadline = rules.collect_until(clock(events=(again, served)))
    assert (deadline.last, deadline.extended_by) == (date(2036, 12, 31), served)


def test_an_event_after_the_end_revives_nothing():
    late = rules.Event("notice_served", date(2032, 1, 1))
    assert rules.collect_until(clock(events=(late,))).last == date(2031, 12, 31)


def test_while_arranged_the_time_stands_still():
    running = DateRange(date(2027, 1, 1), None)
    assert rules.collect_until(clock(arranged=(running,))).last is None
    over = DateRange(date(2027, 1, 1), date(2027, 12, 31))
    assert rules.collect_until(clock(arranged=(over,))).last == date(2032, 12, 30)
    # Never before a year has passed since the arrangement ended.
    late = DateRange(date(2031, 12, 1), date(2033, 11, 30))
    assert rules.collect_until(clock(arranged=(late,))).last == date(2034, 11, 30)


def test_what_never_lapses_and_until_when_to_certify():
    assert rules.collect_until(clock(years=None)).last is None
    arose = date(2021, 6, 1)
    assert rules.certify_until(arose, 5, 10, declared=True) == date(2026, 12, 31)
    assert rules.certify_until(arose, 5, 10, declared=False) == date(2031, 12, 31)
    assert rules.certify_until(arose, None, 10, declared=True) is None


def test_events_are_recorded_once_and_kept(party):
    ids = [make_charge(party, source=str(n)).pk for n in (1, 2)]
    facts = {
        "charge_ids": ids,
        "kind": "notice_served",
        "on": date(2026, 4, 9),
        "reference": "Ατομική ειδοποίηση 12/2026",
        "source": Source("test.notice", "1"),
        "actor": None,
        "at": AT,
    }
    first = services.interrupt_limitation(**facts)
    again = services.interrupt_limitation(**facts | {"at": at(date(2026, 4, 11))})
    assert [e.pk for e in first] == [e.pk for e in again]
    assert verbs().count("revenue.limitation.interrupted") == 1
    with pytest.raises(services.TooEarly):
        services.interrupt_limitation(**facts | {"on": date(2026, 4, 20)})
    with pytest.raises(services.ReasonMissing):
        services.interrupt_limitation(**facts | {"reference": ""})


# Lists need thousands of surcharges.


@given(
    due=st.dates(date(2024, 1, 1), date(2026, 3, 31)),
    days=st.integers(0, 1500),
    principal=st.decimals("0.01", "90000", places=2),
    regime=st.sampled_from([MONTHLY, DAILY, ONCE, replace(MONTHLY, cap=D("0.05"))]),
)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_the_quick_amount_is_the_tree(due, days, principal, regime):
    debt, until = Payable(principal, due), due + timedelta(days=days)
    assert rules.surcharge_amount(debt, regime, until) == surcharge(debt, regime, until).amount


def test_the_months_after_an_arrangement_are_those_of_its_last_day():
    law = ((date(2013, 5, 9), 12), (date(2033, 1, 1), 24))
    late = DateRange(date(2031, 12, 1), date(2033, 11, 30))
    found = rules.collect_until(clock(arranged=(late,), months_after=law))
    assert found.last == date(2035, 11, 30)


def test_figures_of_law_are_rows_that_are_ended_and_not_edited(party):
    from django.db import DatabaseError, transaction

    from backoffice.revenue.models import LawFigure
    from backoffice.revenue.queries.figures import CONSCRIPT_MONTHS, FigureMissing, law_figure

    assert law_figure(CONSCRIPT_MONTHS, date(2026, 1, 1)) == 3
    with pytest.raises(FigureMissing):
        law_figure(CONSCRIPT_MONTHS, date(2000, 1, 1))
    held = LawFigure.objects.filter(key=CONSCRIPT_MONTHS)
    with pytest.raises(DatabaseError), transaction.atomic():
        held.update(value=9)
    held.update(valid_until=date(2026, 12, 31))
    LawFigure.objects.create(
        key=CONSCRIPT_MONTHS,
        value=5,
        label_el="Μήνες",
        label_en="Months",
        valid_from=date(2027, 1, 1),
        legal_basis="συνθετικός νόμος",
    )
    entered = services.exempt_from_interest(
        party_id=party.pk,
        cause="conscript",
        began=date(2026, 5, 12),
        ended=date(2027, 2, 3),
        proof="Πιστοποιητικό 1",
        actor=None,
        at=AT,
    )
    assert entered.last == date(2027, 7, 31)
