"""The legal calendar: working days of public services, Greek holidays, Orthodox Easter."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.calendars.gregorian import SAT, SUN

from .dates import last_day

WEEKEND = {SAT, SUN}


@lru_cache(maxsize=64)
def national_holidays(year: int) -> dict[date, str]:
    """Return the national holidays of a year with their Greek names."""
    return dict(holidays.country_holidays("GR", years=year, language="el"))


def orthodox_easter(year: int) -> date:
    """Return Orthodox Easter Sunday by the Julian computus, as a Gregorian day (1900-2099)."""
    moon = (19 * (year % 19) + 16) % 30
    offset = moon + (2 * (year % 4) + 4 * (year % 7) + 6 * moon) % 7
    return date(year, 4, 3) + timedelta(days=offset)


class LegalCalendar:
    """Working days of public services in one town.

    :param extra: the town's own holidays, such as its patron saint's day, with their names
    """

    def __init__(self, extra: dict[date, str] | None = None) -> None:
        self.extra = extra or {}

    def name_of(self, day: date) -> str:
        """Return the holiday's name, or nothing on other days."""
        return self.extra.get(day) or national_holidays(day.year).get(day, "")

    def is_working_day(self, day: date) -> bool:
        """Tell whether public services work on a day."""
        return day.weekday() not in WEEKEND and not self.name_of(day)

    def roll_forward(self, day: date) -> date:
        """Return the day itself or the next working day (ν.4727/2020 άρθρο 30 §5)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def roll_back(self, day: date) -> date:
        """Return the day itself or the working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def last_working_day(self, year: int, month: int) -> date:
        """Return the last working day of a month (ν.4978/2022 άρθρο 5)."""
        return self.roll_back(last_day(year, month))

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day that is some working days later; the first day is not counted."""
        for _ in range(count):
            day = self.roll_forward(day + timedelta(days=1))
        return day
