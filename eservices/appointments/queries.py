"""Free times arranged for a page: a week, its days, and a day's times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from backoffice.appointments import queries as office
from backoffice.appointments.rules import Slot
from backoffice.kernel.dates import athens_day

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """A day with how many times are free."""

    on: date
    free: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a place: its days, and the times of the chosen day.

    :ivar earlier: first day of the week before, if it may be looked at
    :ivar later: first day of the week after, if times may be free then
    """

    days: Sequence[Day]
    chosen: date | None
    slots: Sequence[Slot]
    earlier: date | None
    later: date | None


def week_of(topic: Any, place: Any, *, first: date, chosen: date | None, now: datetime) -> Week:
    """Return the week from a day on; without a choice the first day that has a free time."""
    today = athens_day(now)
    end = today + timedelta(days=topic.horizon_days)
    first = min(max(first, today), end)
    last = min(first + timedelta(days=WEEK - 1), end)
    slots = office.free_slots(topic, place, first=first, last=last, now=now)
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(athens_day(slot.start), []).append(slot)
    length = (last - first).days + 1
    days = [first + timedelta(days=index) for index in range(length)]
    if chosen not in by_day:
        chosen = min(by_day, default=None)
    return Week(
        [Day(day, len(by_day.get(day, ()))) for day in days],
        chosen,
        by_day.get(chosen, []) if chosen else [],
        max(first - timedelta(days=WEEK), today) if first > today else None,
        last + timedelta(days=1) if last < end else None,
    )
