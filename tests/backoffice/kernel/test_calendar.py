"""The legal calendar, by the worked examples of the domain references."""

from datetime import date, timedelta

import holidays
import pytest

from backoffice.kernel.calendar import LegalCalendar, orthodox_easter
from backoffice.kernel.dates import DateRange, TaxPeriod, add_months

CALENDAR = LegalCalendar({date(2026, 11, 11): "Άγιος Μηνάς"})


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (2024, date(2024, 5, 5)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 12)),
        (2027, date(2027, 5, 2)),
        (2028, date(2028, 4, 16)),
    ],
)
def test_orthodox_easter(year: int, easter: date) -> None:
    assert orthodox_easter(year) == easter


@pytest.mark.parametrize("year", range(1990, 2060))
def test_easter_agrees_with_the_holiday_package(year: int) -> None:
    monday = orthodox_easter(year) + timedelta(days=1)
    assert monday in holidays.country_holidays("GR", years=year)


@pytest.mark.parametrize(
    ("example", "start", "days", "due"),
    [
        ("T3-1", date(2026, 3, 2), 50, date(2026, 4, 21)),
        ("T3-2", date(2026, 3, 10), 50, date(2026, 4, 29)),
        ("T3-3", date(2026, 3, 12), 50, date(2026, 5, 4)),
        ("T3-4", date(2026, 3, 4), 50, date(2026, 4, 23)),
        ("T3-5", date(2026, 11, 13), 10, date(2026, 11, 23)),
    ],
)
def test_deadline_rolls_forward(example: str, start: date, days: int, due: date) -> None:
    assert CALENDAR.roll_forward(start + timedelta(days=days)) == due


def test_revenue_1_10_example_1_last_working_day_of_next_month() -> None:
    assert CALENDAR.last_working_day(2026, 4) == date(2026, 4, 30)


def test_last_working_day_skips_weekend_and_holiday() -> None:
    assert CALENDAR.last_working_day(2026, 1) == date(2026, 1, 30)
    assert CALENDAR.last_working_day(2026, 12) == date(2026, 12, 31)
    assert LegalCalendar({date(2026, 12, 31): "x"}).last_working_day(2026, 12) == date(2026, 12, 30)


def test_local_holiday_is_no_working_day() -> None:
    assert not CALENDAR.is_working_day(date(2026, 11, 11))
    assert CALENDAR.name_of(date(2026, 11, 11)) == "Άγιος Μηνάς"
    assert LegalCalendar().is_working_day(date(2026, 11, 11))


def test_presumed_access_after_ten_working_days() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 2), 10) == date(2026, 11, 17)


def test_tax_periods() -> None:
    month, quarter = TaxPeriod.parse("2026-12"), TaxPeriod.parse("2026-Q1")
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (quarter.first, quarter.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert str(month.next()) == "2027-01"
    assert str(TaxPeriod.parse("2026-Q4").next()) == "2027-Q1"
    assert TaxPeriod.of(date(2026, 8, 5), "quarter") == TaxPeriod.parse("2026-Q3")
    with pytest.raises(ValueError, match="2026-13"):
        TaxPeriod.parse("2026-13")


def test_ranges() -> None:
    first = DateRange(date(2026, 1, 1), date(2026, 1, 31))
    assert first.contains(date(2026, 1, 31))
    assert not first.contains(date(2026, 2, 1))
    assert first.overlaps(DateRange(date(2026, 1, 31)))
    assert not first.overlaps(DateRange(date(2026, 2, 1)))
    with pytest.raises(ValueError, match="end before"):
        DateRange(date(2026, 2, 1), date(2026, 1, 1))


def test_add_months_keeps_to_the_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 2, 10), 3) == date(2026, 5, 10)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
