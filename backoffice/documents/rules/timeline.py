"""A time limit as a picture: what was counted, what stood still, what came too late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """What a stretch of days is."""

    BEFORE = "before"
    COUNTED = "counted"
    STILL = "still"
    AHEAD = "ahead"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one kind; `left` and `width` in percent of the picture."""

    part: Part
    first: date
    last: date
    left: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Days:
    """The days that decide a time limit; `until` is today, or the day on which it was stopped."""

    received: date
    begun: date | None
    due: date | None
    until: date
    pauses: Sequence[tuple[date, date]] = ()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stretches in order, and where begun, due and now stand, in percent of the picture."""

    stretches: tuple[Stretch, ...]
    begun_at: float
    due_at: float | None
    now_at: float


def timeline(days: Days) -> Timeline:
    """Return the picture of a time limit."""
    first = days.received
    last = max(filter(None, (days.due, days.until, days.begun, first)))
    whole = max(1, (last - first).days)

    def place(day: date) -> float:
        return round(100 * (day - first).days / whole, 2)

    found = [one for one in _stretches(days) if one.last > one.first]
    placed = tuple(
        Stretch(
            one.part,
            one.first,
            one.last,
            place(one.first),
            round(place(one.last) - place(one.first), 2),
        )
        for one in found
    )
    return Timeline(
        placed,
        place(days.begun or first),
        place(days.due) if days.due else None,
        place(days.until),
    )


def _stretches(days: Days) -> Iterable[Stretch]:
    if days.begun is None or days.due is None:
        yield Stretch(Part.BEFORE, days.received, days.until)
        return
    yield Stretch(Part.BEFORE, days.received, days.begun)
    here, counted_to = days.begun, min(days.until, days.due)
    for first, last in days.pauses:
        first, last = max(first, here), min(last, days.until)
        yield from _counted(here, min(first, counted_to))
        yield Stretch(Part.STILL, first, last)
        here = max(here, last)
    yield from _counted(here, counted_to)
    if days.until > days.due:
        yield Stretch(Part.LATE, max(days.due, here), days.until)
    elif not days.is_over:
        yield Stretch(Part.AHEAD, max(here, days.until), days.due)


def _counted(first: date, last: date) -> Iterable[Stretch]:
    if last > first:
        yield Stretch(Part.COUNTED, first, last)
