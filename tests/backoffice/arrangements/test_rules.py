"""The law of instalments, without a database; worked examples by their numbers."""

import json
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice import arrangements
from backoffice.arrangements import rules
from backoffice.arrangements.rules import Band, Extra, InterestTerms, Part, WaiverStep
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.money import cents

CALENDAR = LegalCalendar({date(2026, 11, 11): "Άγιος Μηνάς"})
DATA = json.loads((Path(arrangements.__file__).parent / "data" / "schemes.json").read_text("utf-8"))
STANDING, SPECIAL = (scheme["terms"][0] for scheme in DATA["schemes"])
NATURAL = [
    Band(D(row["up_to"]) if row["up_to"] else None, D(row["rate"]))
    for row in STANDING["bands"]
    if row["debtor"] == "natural"
]
POINT, MOST = D(STANDING["child_point"]), D(STANDING["most_child_points"])
STEPS = [
    WaiverStep(row["group"], row["least"], row["most"], D(row["share"]))
    for row in SPECIAL["waivers"]
]
INTEREST = InterestTerms(
    D(STANDING["margin"]),
    STANDING["long_after"],
    D(STANDING["long_margin"]),
    D(STANDING["free_up_to"]),
)


def test_example_1_10_4_ability_of_a_parent_of_one_child():
    monthly = rules.ability(D("22000"), 1, NATURAL, POINT, MOST)
    assert monthly == D("70.00")
    assert rules.able_number(D("3500"), monthly, 24, STANDING["able_number"]) == 48


def test_example_1_10_5_ability_without_children():
    monthly = rules.ability(D("22000"), 0, NATURAL, POINT, MOST)
    assert monthly == D("88.33")
    assert rules.able_number(D("3500"), monthly, 24, STANDING["able_number"]) == 39


def test_example_1_10_6_vulnerable_debtor_in_the_special_arrangement():
    waived = rules.waived(D("300.00"), 6, "vulnerable", STEPS)
    owed = D("1000.00") + D("300.00") - waived
    assert (waived, owed) == (D("255.00"), D("1045.00"))
    parts = rules.equal_parts(owed, 6)
    assert parts == [D("174.17")] * 5 + [D("174.15")]
    late = rules.late_fees(
        Part(1, date(2025, 4, 30), parts[0]),
        date(2025, 5, 20),
        date(2025, 5, 25),
        D(SPECIAL["late_share"]),
        monthly=SPECIAL["late_every_month"],
    )
    assert late == [D("8.71")]


def test_annex_a_6_six_hundred_in_twenty_four_and_no_more():
    assert rules.equal_parts(D("600"), 24) == [D("25.00")] * 24
    assert STANDING["most_number"] == 24
    # Since ν.4646/2019 an instalment is at least 30 euros, so that today it is twenty at most.
    assert rules.most_parts(D("600"), D(STANDING["least_instalment"]), 24, D(0)) == 20


def test_annex_a_7_a_hundred_in_three():
    assert rules.equal_parts(D("100"), 3) == [D("33.33"), D("33.33"), D("33.34")]


@pytest.mark.parametrize(
    ("number", "share"),
    [(1, "0.95"), (2, "0.85"), (6, "0.85"), (7, "0.80"), (12, "0.80"), (13, "0.75"), (60, "0.75")],
)
def test_waiver_table_has_every_row(number, share):
    assert rules.waived(D("100"), number, "vulnerable", STEPS) == cents(D("100") * D(share))
    assert rules.waived(D("100"), number, "others", STEPS) == 0


def test_interest_by_length_ceiling_and_smallness():
    base = D("0.05")
    ask = lambda number, debt="1000", top="0.0876", **more: rules.yearly_interest(  # noqa: E731
        number, D(debt), base, INTEREST, D(top), **more
    )
    assert ask(12) == D("0.0525")
    assert ask(13) == D("0.0675")
    assert ask(13, extra=D("0.015")) == D("0.0825")
    assert ask(24, top="0.06") == D("0.06")
    assert ask(2, debt="10.00") == 0


def test_first_instalment_within_three_working_days_then_month_ends():
    # Good Friday 10/4 and Easter Monday 13/4/2026 do not count.
    days = rules.due_days(date(2026, 4, 9), 3, first_within=3, together=1, calendar=CALENDAR)
    assert days == [date(2026, 4, 16), date(2026, 5, 29), date(2026, 6, 30)]


def test_second_chance_pays_two_together():
    parts = rules.schedule(
        D("300"),
        5,
        monthly=D(0),
        start=date(2026, 6, 15),
        first_within=3,
        calendar=CALENDAR,
        together=2,
    )
    assert [p.due_on for p in parts][:3] == [date(2026, 6, 18)] * 2 + [date(2026, 7, 31)]


money = st.decimals(min_value=60, max_value=200_000, places=2)
rates = st.sampled_from([D(0), D("0.0525"), D("0.0876")])


@settings(max_examples=120, deadline=None)
@given(money, st.integers(2, 60), rates, st.dates(date(2024, 10, 11), date(2035, 1, 1)))
def test_schedule_makes_the_debt_on_working_days(total, wanted, rate, start):
    number = min(wanted, rules.most_parts(total, D("30"), 60, rate / 12))
    parts = rules.schedule(
        total, number, monthly=rate / 12, start=start, first_within=3, calendar=CALENDAR
    )
    assert sum(part.capital for part in parts) == total
    assert [part.number for part in parts] == list(range(1, number + 1))
    assert all(part.amount >= 30 for part in parts[:-1])
    assert len({part.amount for part in parts[:-1]}) <= 1
    assert abs(parts[-1].amount - parts[0].amount) <= D("0.01") * 2 * number
    assert all(part.capital > 0 and part.interest >= 0 for part in parts)
    assert all(CALENDAR.is_working_day(part.due_on) for part in parts)
    assert [p.due_on for p in parts] == sorted({p.due_on for p in parts})
    assert parts[0].interest == 0


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.decimals(min_value=1, max_value=300, places=2), max_size=8),
    st.decimals(min_value=1, max_value=900, places=2),
)
def test_spread_gives_every_cent_and_nothing_too_small(owed, amount):
    rows = list(enumerate(owed))
    total = min(amount, sum(owed, D(0)))
    parts = rules.spread(amount, rows, D("1.00"))
    assert sum(part for _key, part in parts) >= total
    assert sum(part for _key, part in parts) < total + 1
    assert all(part <= owed[key] and part >= min(D("1.00"), owed[key]) for key, part in parts)


PARTS = [Part(n, date(2026, n + 3, 28), D("100.00")) for n in range(1, 6)]


def stand(came, by, extras=()):
    return rules.progress(PARTS, [(date(2026, m, d), D(a)) for m, d, a in came], extras)


def test_money_covers_the_oldest_first():
    statuses = stand([(4, 20, "150.00")], None)
    assert statuses[0].paid_on == date(2026, 4, 20)
    assert (statuses[1].paid_on, statuses[1].missing) == (None, D("50.00"))


def test_reversed_money_uncovers():
    statuses = stand([(4, 20, "100.00"), (4, 20, "-100.00"), (5, 20, "100.00")], None)
    assert statuses[0].paid_on == date(2026, 5, 20)


def test_instalment_is_not_paid_while_its_interest_is_open():
    extras = [Extra(1, date(2026, 4, 28), None)]
    assert stand([(4, 20, "100.00")], None, extras)[0].paid_on is None


A = [(row["cause"], row["limit"]) for row in STANDING["losses"]]
C = [(row["cause"], row["limit"]) for row in SPECIAL["losses"]]


@pytest.mark.parametrize(
    ("losses", "came", "by", "cause"),
    [
        (A, [], date(2026, 4, 28), None),  # the last day counts
        (A, [], date(2026, 4, 29), None),  # once is forgiven
        (A, [(5, 4, "100")], date(2026, 5, 28), None),
        (A, [(5, 4, "100")], date(2026, 5, 29), "late_total"),  # the second time is not
        (A, [(5, 4, "100"), (5, 20, "100")], date(2026, 6, 28), None),
        (A, [], date(2026, 5, 29), "late_total"),
        (C, [], date(2026, 5, 28), None),
        (C, [], date(2026, 5, 29), "unpaid_in_a_row"),
        (C, [(5, 4, "100"), (6, 4, "100")], date(2026, 6, 28), None),
        (C, [(5, 4, "100"), (6, 4, "100")], date(2026, 6, 29), "late_total"),
    ],
)
def test_when_an_arrangement_is_lost(losses, came, by, cause):
    assert rules.lost(stand(came, by), losses, by) == cause


def test_late_instalment_must_be_cleared_with_its_surcharge_by_the_next_one():
    # Capital came, the surcharge of the late instalment did not.
    extras = [Extra(1, date(2026, 5, 28), None, is_late_fee=True)]
    statuses = stand([(5, 4, "100"), (5, 20, "100")], None, extras)
    assert rules.lost(statuses, A, date(2026, 5, 28)) is None
    assert rules.lost(statuses, A, date(2026, 5, 29)) == "unpaid_past_next"


def test_last_instalment_may_be_a_month_late():
    statuses = stand([(4, 20, "400")], None)
    assert rules.lost(statuses, A, date(2026, 9, 28)) is None
    assert rules.lost(statuses, A, date(2026, 9, 29)) == "last_late_months"


@pytest.mark.parametrize(
    ("monthly", "until", "count"),
    [(False, date(2026, 12, 1), 1), (True, date(2026, 4, 29), 1), (True, date(2026, 5, 29), 2)],
)
def test_surcharges_of_a_late_instalment(monthly, until, count):
    found = rules.late_fees(PARTS[0], None, until, D("0.15"), monthly=monthly)
    assert found == [D("15.00")] * count


def test_paying_ahead_lowers_interest():
    assert rules.interest_due(D("5.00"), D("1000"), D("0.005")) == D("5.00")
    assert rules.interest_due(D("5.00"), D("200"), D("0.005")) == D("1.00")
    assert rules.interest_due(D("5.00"), D("-3"), D("0.005")) == 0
