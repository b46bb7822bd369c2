"""The debtor's card, tariffs that changed, and what is about to lapse."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from backoffice.kernel.actors import Source
from backoffice.revenue import queries, services

from .town import AT, DUE, TODAY, at, disagreements, make_charge, make_party, pay

YEAR_END = date(2026, 12, 31)


@pytest.fixture
def story(party):
    """A year of one debtor: a debt, its costs, a late part, a payment taken back, a credit used."""
    charge = make_charge(party, "100.00")
    services.charge_expenses(
        charge_id=charge.pk, amount=D("4.00"), reason="επίδοση", actor=None, at=at(date(2026, 5, 4))
    )
    services.place_hold(
        charge_ids=[charge.pk],
        kind="disputed",
        source=Source("test.objection", "1"),
        first=date(2026, 5, 6),
        reason="ένσταση",
        actor=None,
        at=at(date(2026, 5, 6)),
    )
    receipt = pay(charge, "50.00", moment=at(date(2026, 6, 10)))
    services.reverse_payment(
        reference=receipt.payment.code,
        amount=D("20.00"),
        reason="επιστροφή",
        bank_reference="back-1",
        actor=None,
        at=at(date(2026, 7, 1)),
    )
    other = make_charge(party, "30.00", source="2", on=date(2026, 7, 2), due_on=date(2026, 7, 31))
    pay(other, came="35.00", key="key-2", moment=at(date(2026, 7, 3)))
    return charge


def kinds(card):
    return [row.kind for row in card.rows]


def test_the_card_tells_everything_and_agrees_with_the_books(story):
    card = queries.debtor_card(story.debtor_id, YEAR_END)
    assert kinds(card) == [
        "charge", "expenses", "hold", "surcharge", "payment", "reversal",
        "charge", "payment",
    ]  # fmt: skip
    # 100 + 4 + 1,46 − 50 + 20 + 30 − 35
    assert (card.balance, card.rows[-1].balance) == (D("70.46"), D("70.46"))
    assert card.rows[2].label("en") == "Begun: dispute"
    assert card.rows[0].entry.startswith("REV-2026-")
    assert card.balances()[:3] == [
        (TODAY, D(100)), (date(2026, 5, 4), D(104)), (date(2026, 6, 10), D("55.46")),
    ]  # fmt: skip
    assert disagreements() == []


def test_the_card_of_a_day_and_what_was_known_then(story):
    # A credit for April is booked in August: April's card of today holds it, April's own does not.
    june = queries.debtor_card(story.debtor_id, date(2026, 6, 30))
    assert june.balance == D("55.46")
    known = queries.debtor_card(story.debtor_id, YEAR_END, at(date(2026, 6, 9)))
    assert (kinds(known), known.balance) == (["charge", "expenses", "hold"], D(104))
    assert queries.debtor_card(story.debtor_id, YEAR_END, at(date(2026, 4, 1))).rows == ()


def test_a_charge_dated_back_is_not_known_before_it_was_entered(party):
    entered = at(date(2026, 5, 20))
    services.raise_charge(
        kind="fine",
        facts={"lines": [{"label_el": "Οφειλή", "label_en": "Debt", "amount": "10.00"}]},
        debtor_id=party.pk,
        source=Source("test.decision", "late"),
        on=TODAY,
        due_on=DUE,
        actor=None,
        at=entered,
    )
    before, after = (entered + timedelta(minutes=n) for n in (-1, 0))
    assert queries.debtor_card(party.pk, TODAY, before).rows == ()
    assert queries.debtor_card(party.pk, TODAY, after).balance == D(10)


def test_a_cancelled_charge_comes_and_goes(party):
    charge = make_charge(party, "10.00")
    services.cancel_charge(charge_id=charge.pk, reason="λάθος", actor=None, at=at(date(2026, 5, 5)))
    assert kinds(queries.debtor_card(party.pk, YEAR_END)) == ["charge", "cancellation"]
    assert queries.debtor_card(party.pk, YEAR_END, at(date(2026, 5, 4))).balance == D(10)
    assert disagreements() == []


def test_the_card_is_one_statement(story, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.debtor_card(story.debtor_id, YEAR_END)


# Tariffs.


def tariff(key, rate, first, last=None):
    return services.set_tariff(
        kind="cleaning_fee",
        key=key,
        rate=D(rate),
        label_el=key,
        label_en=key,
        valid_from=first,
        valid_until=last,
        legal_basis="ν.25/1975",
        unit="m²",
        actor=None,
        at=AT,
    )


def test_what_changed_between_two_days(town):
    first, last = date(2026, 3, 1), date(2027, 3, 1)
    tariff("homes", "1.20", date(2026, 1, 1))
    tariff("homes", "1.50", date(2027, 1, 1))
    tariff("shops", "3.00", date(2026, 1, 1), date(2026, 12, 31))
    tariff("hotels", "4.00", date(2027, 1, 1))
    tariff("schools", "0.50", date(2026, 1, 1))
    found = queries.tariff_changes(first, last, kind="cleaning_fee")
    assert [(c.key, c.what, c.percent) for c in found] == [
        ("homes", "changed", D("0.25")),
        ("hotels", "new", None),
        ("shops", "ended", None),
    ]
    assert queries.tariff_changes(first, last, kind="rent") == []
    assert len(queries.tariff_changes(first, last)) == 3


# Limitation.


def lapsing(months=12, on=date(2031, 6, 1)):
    return queries.about_to_lapse(months=months, on=on)


def test_what_is_about_to_lapse(party):
    old = make_charge(party)
    make_charge(party, source="2", on=date(2027, 1, 5), due_on=date(2027, 2, 26))
    assert [row.charge_id for row in lapsing()] == [old.pk]
    assert lapsing(months=6) == []
    assert lapsing(months=7)[0].deadline.last == date(2031, 12, 31)
    services.interrupt_limitation(
        charge_ids=[old.pk],
        kind="notice_served",
        on=TODAY,
        reference="Ατομική ειδοποίηση 1/2026",
        source=Source("test.notice", "1"),
        actor=None,
        at=AT,
    )
    assert lapsing() == []
    found = queries.limitation(old.pk)
    assert (found.deadline.last, found.events[0].kind) == (date(2036, 12, 31), "notice_served")


def test_an_arranged_debt_does_not_lapse_while_it_lasts(party):
    charge = make_charge(party)
    plan = Source("test.plan", "1")
    services.place_hold(
        charge_ids=[charge.pk], kind="arranged", source=plan, first=TODAY, reason="ρύθμιση",
        actor=None, at=AT,
    )  # fmt: skip
    assert lapsing() == []
    services.lift_hold(
        source=plan, last=TODAY + timedelta(days=9), reason="τέλος", actor=None, at=AT
    )
    assert queries.limitation(charge.pk).deadline.last == date(2032, 1, 10)
    services.void_hold(source=plan, reason="απώλεια", actor=None, at=AT)
    assert queries.limitation(charge.pk).deadline.last == date(2031, 12, 31)


def test_the_january_report(party):
    make_charge(party, "10.00")
    make_charge(party, "20.00", source="2")
    pay(make_charge(make_party(2), "40.00", source="3"))
    (row,) = queries.january_report(2030)
    assert (row["year"], row["charges"], row["open"], row["lapses"]) == (2026, 2, D(30), D(30))
    (later,) = queries.january_report(2031)
    assert (later["lapses"], later["lapsed"]) == (0, D(30))
