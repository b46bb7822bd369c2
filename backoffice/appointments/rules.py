"""When an office can receive somebody: pure reckoning with hours, closures and what is taken."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from backoffice.kernel.dates import ATHENS


@dataclass(frozen=True, slots=True)
class Span:
    """A time from an instant up to another, which is no longer in it."""

    start: datetime
    end: datetime

    def meets(self, other: "Span") -> bool:
        """Tell whether the two have a moment in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of a counter on a weekday.

    :param weekday: 0 for Monday
    """

    counter_id: int
    weekday: int
    opens: time
    closes: time
    first: date
    last: date | None

    def on(self, day: date) -> Span | None:
        """Return the hours on a day, or nothing if they are not of that day."""
        in_force = self.first <= day and (self.last is None or day <= self.last)
        if not in_force or day.weekday() != self.weekday:
            return None
        return Span(at_wall(day, self.opens), at_wall(day, self.closes))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a topic asks for.

    :param minutes: how long one appointment lasts
    :param pause: minutes kept free after it
    :param lead: the shortest time between booking and appointment
    :param horizon: for how many days ahead times are offered
    """

    minutes: int
    pause: int
    lead: timedelta
    horizon: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked, with the counters that are free then."""

    start: datetime
    end: datetime
    counters: tuple[int, ...]


def at_wall(day: date, clock: time) -> datetime:
    """Return the instant at which the clock on the wall shows a time on a day in Athens."""
    return datetime.combine(day, clock, ATHENS).astimezone(UTC)


def free_slots(
    wish: Wish,
    openings: Iterable[Opening],
    taken: Iterable[tuple[int, Span]],
    closed: Iterable[tuple[int | None, Span]],
    holidays: Collection[date],
    days: Sequence[date],
    now: datetime,
) -> list[Slot]:
    """Return what can be booked on some days, the earliest first.

    :param taken: counters and times that are booked, pauses included
    :param closed: counters (or None for all) and times when they do not receive
    :param holidays: days on which no public service works
    """
    last = day_after(now.astimezone(ATHENS).date(), wish.horizon)
    busy: dict[int | None, list[Span]] = {}
    for counter, span in (*taken, *closed):
        busy.setdefault(counter, []).append(span)
    found: dict[datetime, list[int]] = {}
    for day in days:
        if day in holidays or day > last:
            continue
        for counter, start in _starts(wish, openings, busy, day):
            if start >= now + wish.lead:
                found.setdefault(start, []).append(counter)
    length = timedelta(minutes=wish.minutes)
    return [
        Slot(start, start + length, tuple(sorted(set(found[start])))) for start in sorted(found)
    ]


def _starts(
    wish: Wish, openings: Iterable[Opening], busy: dict[int | None, list[Span]], day: date
) -> Iterator[tuple[int, datetime]]:
    step = timedelta(minutes=wish.minutes + wish.pause)
    for opening in openings:
        hours = opening.on(day)
        if hours is None:
            continue
        in_the_way = [*busy.get(opening.counter_id, ()), *busy.get(None, ())]
        start = hours.start
        while start + timedelta(minutes=wish.minutes) <= hours.end:
            whole = Span(start, start + step)
            if not any(span.meets(whole) for span in in_the_way):
                yield opening.counter_id, start
            start += step


def day_after(day: date, count: int) -> date:
    """Return the day some days later."""
    return day + timedelta(days=count)


def overlapping(hours: Sequence[tuple[time, time]]) -> bool:
    """Tell whether hours of one weekday meet each other or end before they begin."""
    ordered = sorted(hours)
    if any(opens >= closes for opens, closes in ordered):
        return True
    return any(first[1] > second[0] for first, second in pairwise(ordered))
