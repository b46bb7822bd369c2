"""Until when a debt can be certified and collected.

Legal sources: ΚΔΚ άρθρο 166Α (ν.5027/2023 άρθρο 39, ν.5043/2023 άρθρο 7); what extends:
ν.4270/2014 άρθρο 138 §1; arrangements: ν.4152/2013 υποπαρ. Α.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.kernel.dates import DateRange, add_months

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that extends the time to collect, and its day."""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """What the time to collect a debt depends on.

    :ivar years: as the kind of charge says; none where nothing lapses
    :ivar arranged: days under arrangement, on which the time stands still
    :ivar months_after: months after an arrangement before which it does not end, each with its
        first day as law
    """

    certified_on: date
    years: int | None
    events: tuple[Event, ...] = ()
    arranged: tuple[DateRange, ...] = ()
    months_after: tuple[tuple[date, int], ...] = ()

    def months_on(self, day: date) -> int:
        """Return the months after an arrangement that was the law on a day."""
        return next((m for first, m in reversed(self.months_after) if first <= day), 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a debt can be collected, and what made it that day.

    :ivar last: none where nothing lapses, or while an arrangement lasts
    :ivar extended_by: the event that extended the first period, if any
    :ivar days_still: days on which the time stood still
    """

    last: date | None
    first_period: date | None
    extended_by: Event | None = None
    days_still: int = 0

    def has_passed(self, on: date) -> bool:
        """Tell whether it lies before a day."""
        return self.last is not None and self.last < on


def certify_until(
    arose_on: date, years: int | None, undeclared: int, *, declared: bool
) -> date | None:
    """Return the last day to certify a debt; none where nothing lapses.

    Some years from the end of the year in which it arose; more for what was not declared, or not
    truly.

    :param years: as the kind of charge says
    :param undeclared: years for what was not declared, or not truly
    :param declared: whether a true and complete declaration was filed, or none was due
    """
    if years is None:
        return None
    return date(arose_on.year + (years if declared else max(years, undeclared)), 12, 31)


def collect_until(clock: Clock) -> Deadline:
    """Return the last day to collect a certified debt.

    Years from the end of the year of certification; once as many again if something of the law's
    list happened in time. While it is arranged the time stands still, and never ends earlier than
    the law's months after the arrangement.
    """
    if clock.years is None:
        return Deadline(None, None)
    first = date(clock.certified_on.year + clock.years, 12, 31)
    still = sorted(clock.arranged, key=lambda span: span.first)
    if any(span.last is None and span.first <= first for span in still):
        return Deadline(None, first, days_still=0)
    stretched = _stretched(first, still)
    event = min(
        (event for event in clock.events if clock.certified_on <= event.on <= stretched),
        key=lambda event: event.on,
        default=None,
    )
    last = stretched
    if event is not None:
        last = _stretched(date(first.year + clock.years, 12, 31), still)
        if any(span.last is None and span.first <= last for span in still):
            return Deadline(None, first, event)
    for span in still:
        if span.last is not None and span.first <= last:
            last = max(last, add_months(span.last, clock.months_on(span.last)))
    days = _days_within(still, last)
    return Deadline(last, first, event, days)


def _stretched(end: date, still: Sequence[DateRange]) -> date:
    """Move an end by the days that stood still before it."""
    for span in still:
        if span.last is not None and span.first <= end:
            end += span.last - span.first + ONE_DAY
    return end


def _days_within(still: Sequence[DateRange], last: date) -> int:
    return sum((s.last - s.first).days + 1 for s in still if s.last and s.first <= last)
