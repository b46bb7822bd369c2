"""When an event takes place: rules of RFC 5545, expanded by the clock of Athens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

ATHENS = ZoneInfo("Europe/Athens")
# A rule without an end is followed this far into the future.
HORIZON = timedelta(days=730)


class UnreadableRule(ValueError):
    """A repetition is not written as RFC 5545 asks."""


@dataclass(frozen=True)
class Times:
    """When an event begins and ends, and how it repeats.

    :param rule: an RRULE value such as `FREQ=WEEKLY;COUNT=8`, or nothing
    :param exceptions: local days on which it does not take place
    """

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
    rule: str = ""
    exceptions: frozenset[date] = frozenset()


@dataclass(frozen=True, order=True)
class Occurrence:
    """One time that an event takes place, by the clock of Athens."""

    starts_at: datetime
    ends_at: datetime


def read_rule(text: str) -> vRecur:
    """Return a repetition rule.

    :raises UnreadableRule: if it is not one, or repeats more often than daily
    """
    try:
        rule = vRecur.from_ical(text)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableRule(text) from error
    if not rule.get("FREQ") or rule["FREQ"][0] not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise UnreadableRule(text)
    return rule


def read_days(text: str) -> frozenset[date]:
    """Read one day on each line, written 27/10/2026.

    :raises UnreadableRule: naming the first line that is not a day
    """
    days = set()
    for line in filter(None, (part.strip() for part in text.splitlines())):
        try:
            day, month, year = (int(part) for part in line.split("/"))
            days.add(date(year, month, day))
        except ValueError as error:
            raise UnreadableRule(line) from error
    return frozenset(days)


def event_component(times: Times) -> Event:
    """Return the times as an iCalendar event, in Athens' zone so that summer time is followed."""
    event = Event()
    start, end = times.starts_at.astimezone(ATHENS), times.ends_at.astimezone(ATHENS)
    if times.is_all_day:
        event.add("dtstart", start.date())
        event.add("dtend", end.date() + timedelta(days=1))
    else:
        event.add("dtstart", start)
        event.add("dtend", end)
    if times.rule:
        event.add("rrule", read_rule(times.rule))
        for day in sorted(times.exceptions):
            left_out = day if times.is_all_day else datetime.combine(day, start.timetz())
            event.add("exdate", left_out)
    return event


def occurrences(times: Times, first: datetime, until: datetime) -> list[Occurrence]:
    """Return when an event takes place within a span, in order.

    Wall-clock time stays: an event at 19:00 is at 19:00 before and after summer time ends.
    """
    if not times.rule:
        own = Occurrence(times.starts_at.astimezone(ATHENS), times.ends_at.astimezone(ATHENS))
        return [own] if own.starts_at < until and own.ends_at >= first else []
    calendar = Calendar()
    calendar.add_component(event_component(times))
    found = recurring_ical_events.of(calendar).between(first, until)
    return sorted(_occurrence(part) for part in found)


def _occurrence(part: Event) -> Occurrence:
    # A part of an event always carries both; the package types them as any property.
    start: Any = part.decoded("DTSTART")
    end: Any = part.decoded("DTEND")
    if isinstance(start, datetime):
        return Occurrence(start.astimezone(ATHENS), end.astimezone(ATHENS))
    midnight = datetime.min.time()
    last = datetime.combine(end, midnight, tzinfo=ATHENS) - timedelta(minutes=1)
    return Occurrence(datetime.combine(start, midnight, tzinfo=ATHENS), last)


def last_end(times: Times) -> datetime | None:
    """Return when the last occurrence ends, or nothing when the rule has no end."""
    if not times.rule:
        return times.ends_at
    rule = read_rule(times.rule)
    if not rule.get("COUNT") and not rule.get("UNTIL"):
        return None
    span = times.starts_at + timedelta(days=366 * 10)
    found: Iterable[Occurrence] = occurrences(times, times.starts_at, span)
    return max((one.ends_at for one in found), default=times.ends_at)
