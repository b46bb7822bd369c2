"""The law without a database; worked examples carry their number in domain/revenue.md §2.7."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.business_fees import rules
from backoffice.business_fees.rules import Outcome
from backoffice.business_fees.states import (
    CITIZEN_WORDS,
    DECLARATION_MOVES,
    PERIOD_MOVES,
    DeclarationState,
    PeriodState,
)
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import DateRange, TaxPeriod
from backoffice.kernel.states import unreachable
from backoffice.revenue.rules import TariffRow, TariffTable, first_day_of_tariff

CALENDAR = LegalCalendar()


def tariff(key: str, rate: str, first: date, last: date | None = None) -> TariffRow:
    return TariffRow(key, Decimal(rate), first, last, "ν.5143/2024 άρθρο 30", "", key, key)


def split(period: TaxPeriod, key: str, *rows: TariffRow) -> list[rules.Span[TariffRow]]:
    table = TariffTable(rows)
    changes = [r.valid_from for r in rows] + [
        r.valid_until + rules.DAY for r in rows if r.valid_until
    ]
    return rules.spans_of(period, changes=changes, rate_on=lambda day: table.on(key, day))


@pytest.mark.parametrize(
    ("example", "base", "rate", "fee"),
    [
        (1, "48000.00", "0.005", "240.00"),
        (5, "130000.50", "0.0075", "975.00"),
        (6, "31200.00", "0.05", "1560.00"),
    ],
)
def test_example_fee(example: int, base: str, rate: str, fee: str) -> None:
    assert rules.fee_on(Decimal(base), Decimal(rate)) == Decimal(fee)


def test_example_1_is_due_on_the_last_working_day_of_april() -> None:
    assert rules.due_on(TaxPeriod(2026, "month", 3), CALENDAR) == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026-Q3", date(2026, 10, 30)),
        ("2026-Q4", date(2027, 1, 29)),
        ("2026-12", date(2027, 1, 29)),
        ("2026-04", date(2026, 5, 29)),
    ],
)
def test_due_days_are_working_days(period: str, due: date) -> None:
    assert rules.due_on(TaxPeriod.parse(period), CALENDAR) == due


def test_example_4_a_raised_rate_binds_after_three_months_and_splits_its_month() -> None:
    binds = first_day_of_tariff(date(2026, 2, 10), 3)
    assert binds == date(2026, 5, 10)
    rows = (
        tariff("stay.hotel", "0.005", date(2024, 10, 11), date(2026, 5, 9)),
        tariff("stay.hotel", "0.0075", binds),
    )
    spans = split(TaxPeriod(2026, "month", 5), "stay.hotel", *rows)
    assert [(s.first, s.last, s.tariff.rate) for s in spans] == [
        (date(2026, 5, 1), date(2026, 5, 9), Decimal("0.005")),
        (date(2026, 5, 10), date(2026, 5, 31), Decimal("0.0075")),
    ]


def test_example_7_a_month_of_collections_is_shared_out() -> None:
    shares = rules.share_out(
        Decimal("10000.00"), state_rate=Decimal("0.05"), fund_rate=Decimal("0.05")
    )
    assert (shares.state, shares.fund, shares.kept) == (
        Decimal("500.00"),
        Decimal("500.00"),
        Decimal("9000.00"),
    )


def test_example_8_a_take_away_window_owes_nothing() -> None:
    assert not rules.is_liable(needs_tables=True, has_tables=False)
    assert rules.is_liable(needs_tables=True, has_tables=True)
    assert rules.is_liable(needs_tables=False, has_tables=False)


def test_an_area_has_its_own_rate_before_the_towns_general_one() -> None:
    rows = (
        tariff("stay.hotel", "0.005", date(2024, 10, 11)),
        tariff("stay.hotel@beach", "0.0075", date(2026, 3, 15), date(2026, 3, 20)),
    )
    spans = split(TaxPeriod(2026, "month", 3), "stay.hotel@beach", *rows)
    assert [(s.first.day, s.last.day, s.tariff.rate) for s in spans] == [
        (1, 14, Decimal("0.005")),
        (15, 20, Decimal("0.0075")),
        (21, 31, Decimal("0.005")),
    ]


def test_a_change_that_does_not_change_the_rate_row_splits_nothing() -> None:
    rows = (
        tariff("stay.hotel", "0.005", date(2024, 10, 11)),
        tariff("stay.rooms", "0.0075", date(2026, 3, 15)),
    )
    (span,) = split(TaxPeriod(2026, "month", 3), "stay.hotel", *rows)
    assert (span.first, span.last) == (date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("books", "vat_liable", "kind"),
    [
        ("double", True, "month"),
        ("single", True, "quarter"),
        ("none", True, "quarter"),
        ("double", False, "quarter"),
    ],
)
def test_period_kind(books: str, vat_liable: bool, kind: str) -> None:
    assert rules.period_kind(books, vat_liable) == kind


def due(kind: str, first: date, last: date | None, after: date | None, until: date) -> list[str]:
    found = rules.periods_due(kind=kind, operation=DateRange(first, last), after=after, until=until)
    return [str(period) for period in found]


def test_periods_are_owed_from_the_month_of_opening_to_that_of_closing() -> None:
    opened, closed = date(2026, 3, 20), date(2026, 5, 2)
    assert due("month", opened, closed, None, date(2026, 12, 31)) == [
        "2026-03",
        "2026-04",
        "2026-05",
    ]


def test_periods_that_have_not_begun_are_not_owed() -> None:
    assert due("quarter", date(2026, 1, 1), None, None, date(2026, 7, 1)) == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    ]
    assert due("month", date(2026, 9, 1), None, None, date(2026, 8, 31)) == []


def test_moving_to_quarters_within_a_quarter_goes_on_by_months_to_its_end() -> None:
    found = due("quarter", date(2025, 1, 1), None, date(2026, 1, 31), date(2026, 5, 1))
    assert found == ["2026-02", "2026-03", "2026-Q2"]


@given(
    first=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    switch=st.integers(0, 40),
    kinds=st.tuples(st.sampled_from(["month", "quarter"]), st.sampled_from(["month", "quarter"])),
)
def test_no_day_is_left_out_or_counted_twice(
    first: date, switch: int, kinds: tuple[str, str]
) -> None:
    operation = DateRange(first, None)
    until = date(2026, 12, 31)
    early = list(rules.periods_due(kind=kinds[0], operation=operation, after=None, until=until))
    early = early[: switch + 1]
    late = rules.periods_due(kind=kinds[1], operation=operation, after=early[-1].last, until=until)
    periods = [*early, *late]
    for one, other in itertools.pairwise(periods):
        assert other.first == one.last + rules.DAY
    assert periods[0].first <= first <= periods[0].last
    assert periods[-1].last >= until


@pytest.mark.parametrize(
    ("before", "now", "untouched", "expected"),
    [
        (None, "0", True, Outcome.NOTHING),
        (None, "240", True, Outcome.CHARGE),
        ("240", "240", True, Outcome.NOTHING),
        ("240", "300", True, Outcome.REPLACE),
        ("240", "0", True, Outcome.REPLACE),
        ("240", "300", False, Outcome.CHARGE_DIFFERENCE),
        ("240", "200", False, Outcome.CREDIT_DIFFERENCE),
        ("240", "0", False, Outcome.CREDIT_DIFFERENCE),
        ("0", "50", True, Outcome.REPLACE),
    ],
)
def test_what_a_declaration_does_to_the_debt(
    before: str | None, now: str, untouched: bool, expected: Outcome
) -> None:
    found = rules.outcome(
        before=None if before is None else Decimal(before), now=Decimal(now), untouched=untouched
    )
    assert found is expected


def test_the_receiver_is_the_latest_row_in_force_when_the_period_begins() -> None:
    rows = [(date(2025, 3, 1), "aade"), (date(2026, 1, 1), "town")]
    assert rules.received_by(date(2025, 2, 28), rows, default="town") == "town"
    assert rules.received_by(date(2025, 3, 1), rows, default="town") == "aade"
    assert rules.received_by(date(2026, 1, 1), rows, default="aade") == "town"


def test_state_tables_are_whole() -> None:
    assert set(PERIOD_MOVES) == set(PeriodState) == set(CITIZEN_WORDS)
    assert set(DECLARATION_MOVES) == set(DeclarationState)
    assert not unreachable(PERIOD_MOVES, PeriodState.EXPECTED)
    starts = unreachable(DECLARATION_MOVES, DeclarationState.PROPOSED)
    assert not starts
