"""Days, ranges and tax periods. Legal days are days in Athens; instants are UTC."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

ATHENS = ZoneInfo("Europe/Athens")


def athens_day(at: datetime) -> date:
    """Return the legal day of an instant."""
    return at.astimezone(ATHENS).date()


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month if it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return min_day(year, month + 1, day.day)


def min_day(year: int, month: int, day: int) -> date:
    """Return a day of a month, or the month's last day where the month is shorter."""
    return date(year, month, min(day, last_day(year, month).day))


def last_day(year: int, month: int) -> date:
    """Return the last calendar day of a month."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from first to last, both included; without a last day it has no end."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a range cannot end before it begins")

    def contains(self, day: date) -> bool:
        """Tell whether a day lies in the range."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "DateRange") -> bool:
        """Tell whether two ranges share a day."""
        ends_before = self.last is not None and self.last < other.first
        begins_after = other.last is not None and other.last < self.first
        return not (ends_before or begins_after)


@dataclass(frozen=True, order=True, slots=True)
class TaxPeriod:
    """A calendar month or quarter for which something is declared; written 2026-03 or 2026-Q1."""

    year: int
    kind: Literal["month", "quarter"]
    index: int

    PATTERN = re.compile(r"^(\d{4})-(?:Q([1-4])|(0[1-9]|1[0-2]))$")

    @classmethod
    def parse(cls, text: str) -> "TaxPeriod":
        """Read a period from its written form.

        :raises ValueError: if the text is neither a month nor a quarter
        """
        match = cls.PATTERN.match(text)
        if not match:
            raise ValueError(f"{text!r} is not a period such as 2026-03 or 2026-Q1")
        year, quarter, month = match.groups()
        return cls(int(year), "quarter" if quarter else "month", int(quarter or month))

    @classmethod
    def of(cls, day: date, kind: Literal["month", "quarter"]) -> "TaxPeriod":
        """Return the period of a kind that contains a day."""
        return cls(day.year, kind, day.month if kind == "month" else (day.month + 2) // 3)

    def __str__(self) -> str:
        if self.kind == "quarter":
            return f"{self.year}-Q{self.index}"
        return f"{self.year}-{self.index:02d}"

    @property
    def months(self) -> int:
        """How many months it has."""
        return 1 if self.kind == "month" else 3

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.index - 1) * self.months + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return last_day(self.year, self.index * self.months)

    def next(self) -> "TaxPeriod":
        """Return the period that follows."""
        return TaxPeriod.of(self.last + timedelta(days=1), self.kind)

    def label(self, language: str) -> str:
        """Return its name for people: «Μάρτιος 2026», «1st quarter 2026»."""
        with override(language):
            if self.kind == "month":
                return f"{MONTHS[self.index]} {self.year}"
            return _("Quarter %(index)s of %(year)s") % {"index": self.index, "year": self.year}
