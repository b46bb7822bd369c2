"""Interest that goes back: after a correction, and when a refund is late."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from backoffice.kernel.actors import Source
from backoffice.revenue import queries, services
from backoffice.revenue.models import Credit, GivenInterest, LawFigure
from backoffice.revenue.rules import Payable, RatePeriod, Regime, corrected, overpaid_interest
from backoffice.revenue.rules.given_back import refund_interest
from backoffice.revenue.services import Item

from .town import (
    IBAN,
    approve,
    at,
    balances,
    carry_out,
    decide,
    disagreements,
    lines_of,
    make_charge,
    pay,
    person,
    propose,
)

KEDE = Regime("month", (RatePeriod(D("0.0073"), date(2015, 1, 1), None),))
DUE = date(2026, 1, 30)
FIVE_MONTHS = date(2026, 6, 15)  # five started months after the due day
NEXT_YEAR = at(date(2027, 2, 8))


def debt(amount, *came):
    return Payable(D(amount), DUE, tuple((day, D(part)) for day, part in came))


# --- rules --------------------------------------------------------------------------------------


def test_only_what_was_owed_bears_interest():
    whole = debt("1000.00", (FIVE_MONTHS, "1000.00"))
    back, tree = overpaid_interest(D("36.50"), corrected(whole, D("600.00")), KEDE, FIVE_MONTHS)
    assert back == D("14.60")  # 36.50 − 600 × 0.73 % × 5
    assert [child.amount for child in tree.children] == [D("36.50"), D("-21.90")]


def test_what_was_paid_beyond_the_corrected_debt_pays_nothing_of_it():
    first = date(2026, 2, 10)
    whole = debt("1000.00", (first, "700.00"), (FIVE_MONTHS, "300.00"))
    # Of 600.00 nothing was open after the first payment: one month, not five.
    back, _tree = overpaid_interest(D("16.06"), corrected(whole, D(600)), KEDE, FIVE_MONTHS)
    assert back == D("16.06") - D("4.38")
    assert corrected(whole, D(600)).open_before(FIVE_MONTHS) == 0


def test_money_that_went_back_counts_as_if_it_had_not_come():
    whole = debt("1000.00", (FIVE_MONTHS, "1000.00"), (FIVE_MONTHS, "-1000.00"))
    assert corrected(whole, D(600)).open_before(date(2027, 1, 1)) == D(600)


def test_what_a_decision_waived_is_not_owed_either():
    whole = corrected(debt("1000.00", (FIVE_MONTHS, "1000.00")), D("600.00"))
    back, _tree = overpaid_interest(D("26.50"), whole, KEDE, FIVE_MONTHS, waived=D("10.00"))
    assert back == D("14.60")


def test_a_refund_within_its_days_bears_nothing_and_one_day_later_all_of_it():
    asked = date(2026, 1, 12)
    last = asked + timedelta(days=90)
    assert refund_interest(D(100), asked, 90, last, KEDE, "law") is None
    late = refund_interest(D(100), asked, 90, last + timedelta(days=1), KEDE, "law")
    # From the application: the fourth month has begun.
    assert late.amount == D("2.92")


# --- a correction after the payment -------------------------------------------------------------


def late_charge(party, amount="1000.00"):
    return make_charge(party, amount, kind="rent", on=date(2026, 1, 5), due_on=DUE)


def correct(charge, amount, moment):
    return decide("correction", Item(charge_id=charge.pk, amount=D(amount)), moment=moment)


def test_a_correction_gives_the_interest_of_the_difference_back(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    assert balances()["15601"] == D("-36.50")
    act = correct(charge, "400.00", at(date(2026, 7, 1)))
    given = GivenInterest.objects.get()
    assert (given.kind, given.amount, given.act, given.charge) == (
        "overpaid",
        D("14.60"),
        act,
        charge,
    )
    assert lines_of(given.credit.relief.entry_id) == [
        ("15601", D("14.60"), D(0), "1560101001"),
        ("48601", D(0), D("14.60"), "1560101001"),
    ]
    kept = sum(row["left"] for row in queries.credits_of([party.pk]))
    assert kept == D("414.60")
    assert balances()["15601"] == D("-21.90")
    assert given.explanation["amount"] == "14.60"
    assert queries.debtor_card(party.pk, date(2026, 7, 2), None).balance == D("-414.60")
    assert disagreements() == []


def test_the_page_of_the_debt_tells_it_and_the_tree_adds_up(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    correct(charge, "400.00", at(date(2026, 7, 1)))
    tree = queries.debt_of(charge.pk, FIVE_MONTHS).explanation
    assert any(node.amount == D("-14.60") for node in tree.children)
    assert sum(node.amount for node in tree.children) == 0


def test_corrected_twice_each_gives_back_its_own(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    correct(charge, "400.00", at(date(2026, 7, 1)))
    correct(charge, "100.00", at(date(2026, 7, 2)))
    amounts = GivenInterest.objects.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [D("14.60"), D("3.65")]
    assert disagreements() == []


def test_cancelled_whole_after_the_payment_all_of_the_interest_goes_back(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    correct(charge, "1000.00", at(date(2026, 7, 1)))
    assert GivenInterest.objects.get().amount == D("36.50")
    assert disagreements() == []


def test_in_the_next_year_it_is_a_refund(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    correct(charge, "400.00", NEXT_YEAR)
    given = GivenInterest.objects.get()
    assert lines_of(given.credit.relief.entry_id) == [
        ("27909", D("14.60"), D(0), "1560101001"),
        ("5990101", D(0), D("14.60"), ""),
    ]
    assert disagreements() == []


def test_a_part_paid_debt_goes_on_from_what_was_owed(party):
    charge = late_charge(party)
    pay(charge, "400.00", moment=at(FIVE_MONTHS))  # 36.50 interest, 363.50 of the debt
    correct(charge, "400.00", at(FIVE_MONTHS + timedelta(days=1)))
    assert GivenInterest.objects.get().amount == D("14.60")
    debt_now = queries.debt_of(charge.pk, FIVE_MONTHS)
    assert (debt_now.principal_open, debt_now.surcharge) == (D("236.50"), 0)
    later = queries.debt_of(charge.pk, FIVE_MONTHS + timedelta(days=20))
    assert later.surcharge == D("1.73")  # 236.50 × 0.73 %
    assert disagreements() == []


def test_nothing_goes_back_where_nothing_was_paid_late(party):
    charge = late_charge(party)
    pay(charge, moment=at(date(2026, 1, 20)))
    correct(charge, "400.00", at(date(2026, 7, 1)))
    assert not GivenInterest.objects.exists()


def test_the_proposal_shows_it_before_anybody_decides(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    moment = at(date(2026, 7, 1))
    act = propose("correction", Item(charge_id=charge.pk, amount=D("400.00")), moment=moment)
    view = queries.acts.act_view(act, date(2026, 7, 1))
    assert [tree["amount"] for tree in view.interest] == ["14.60"]
    assert ("15601", D("14.60")) in {(line.account, line.debit) for line in view.lines}


# --- a later fact, without a decision -----------------------------------------------------------


def given_back(charge, amount, truth, moment, source="c1", **more):
    return services.credit_debtor(
        debtor_id=charge.debtor_id,
        amount=D(amount),
        kinds=["rent"],
        source=Source("test.declared", source),
        period="2026-01",
        owed={charge.pk: D(truth)},
        reason="Διορθωτική δήλωση",
        actor=None,
        at=moment,
        **more,
    )


def test_income_given_back_takes_its_interest_with_it(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    moment = at(date(2026, 7, 1))
    given_back(charge, "400.00", "600.00", moment)
    given_back(charge, "400.00", "600.00", moment)  # again changes nothing
    given = GivenInterest.objects.get()
    assert (given.kind, given.amount, given.act, given.charge) == (
        "overpaid",
        D("14.60"),
        None,
        charge,
    )
    kept = sum(row["left"] for row in queries.credits_of([party.pk]))
    assert kept == D("414.60")
    assert balances()["15601"] == D("-21.90")
    assert disagreements() == []
    # A second fact makes it smaller still; it tells what was owed in truth, not the difference.
    given_back(charge, "100.00", "500.00", moment, source="c2")
    amounts = GivenInterest.objects.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [D("14.60"), D("3.65")]
    assert disagreements() == []


def test_the_interest_is_that_of_the_charge_that_was_too_large(party):
    paid = late_charge(party)
    pay(paid, moment=at(FIVE_MONTHS))
    other = make_charge(party, "400.00", kind="rent", source="2", due_on=date(2026, 7, 31))
    given_back(paid, "400.00", "600.00", at(date(2026, 7, 1)))
    other.refresh_from_db()
    assert (other.state, GivenInterest.objects.get().charge) == ("settled", paid)
    assert [row["left"] for row in queries.credits_of([party.pk])] == [D("14.60")]
    assert disagreements() == []


def test_what_a_decision_took_off_is_no_part_of_the_truth(party):
    charge = late_charge(party)
    pay(charge, moment=at(FIVE_MONTHS))
    correct(charge, "400.00", at(date(2026, 7, 1)))
    given_back(charge, "100.00", "900.00", at(date(2026, 7, 2)))
    amounts = GivenInterest.objects.order_by("pk").values_list("amount", flat=True)
    assert list(amounts) == [D("14.60"), D("3.65")]


# --- a refund that was asked for ----------------------------------------------------------------


def asked_refund(party, days):
    charge = make_charge(party, "100.00", kind="rent")
    pay(charge, came="200.00")
    credit = Credit.objects.get(of=None)
    asked_at = at(date(2026, 5, 4))
    act = services.ask_refund(
        credit_id=credit.pk,
        amount=None,
        iban=IBAN,
        payee="ΔΟΚΙΜΑΣΤΙΚΟΣ 1",
        actor=person("citizen"),
        at=asked_at,
    )
    moment = asked_at + timedelta(days=days)
    services.take_up(act_id=act.pk, reason="Ναι", actor=person("proposer"), at=moment)
    act.refresh_from_db()
    return carry_out(approve(act, moment), moment)


def test_a_refund_after_ninety_days_bears_interest_from_the_application(party):
    act = asked_refund(party, 91)
    given = GivenInterest.objects.get()
    assert (given.kind, given.amount, given.act) == ("late_refund", D("2.19"), act)
    assert lines_of(given.credit.entry_id) == [
        ("26909", D("2.19"), D(0), ""),
        ("5990101", D(0), D("2.19"), ""),
    ]
    (kept,) = queries.credits_of([party.pk])
    assert kept["left"] == D("2.19")
    (tree,) = queries.interest_in_credit(kept["id"])
    assert "5104/2024" in tree.basis
    assert disagreements() == []


def test_within_ninety_days_it_bears_none(party):
    asked_refund(party, 90)
    assert not GivenInterest.objects.exists()


def test_how_many_days_is_a_figure_of_law(party):
    LawFigure.objects.filter(key="refund.days_without_interest").update(
        valid_until=date(2026, 4, 30)
    )
    LawFigure.objects.create(
        key="refund.days_without_interest",
        value=10,
        valid_from=date(2026, 5, 1),
        label_el="-",
        label_en="-",
        legal_basis="δοκιμή",
    )
    asked_refund(party, 11)
    assert GivenInterest.objects.get().amount == D("0.73")


def test_what_nobody_asked_for_bears_no_interest(party):
    charge = make_charge(party, "100.00", kind="rent")
    pay(charge, came="200.00")
    credit = Credit.objects.get(of=None)
    decide("refund", Item(credit_id=credit.pk), moment=NEXT_YEAR)
    assert not GivenInterest.objects.exists()


@pytest.mark.parametrize(("year", "fits"), [(2027, False), (2030, True)])
def test_fruitless_years_are_a_figure_of_law(party, year, fits):
    charge = make_charge(party, "50.00", kind="rent")
    LawFigure.objects.filter(key="write_off.fruitless_years").update(valid_until=date(2028, 12, 31))
    LawFigure.objects.create(
        key="write_off.fruitless_years",
        value=2,
        valid_from=date(2029, 1, 1),
        label_el="-",
        label_en="-",
        legal_basis="δοκιμή",
    )
    moment = at(date(year, 3, 4))
    item = Item(charge_id=charge.pk)
    # Three years after 2026 would be 2030; two from 2029 on.
    if not fits:
        with pytest.raises(services.CauseUnfit):
            propose("write_off", item, cause="no_property", moment=moment)
        moment = at(date(2029, 3, 4))
    assert propose("write_off", item, cause="no_property", moment=moment).state == "proposed"
