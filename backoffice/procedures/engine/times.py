"""When a timer is due: ISO 8601 dates, durations and cycles, and working days of the town."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import ATHENS, add_months

from .errors import ExpressionError

WORKING_DAYS = re.compile(r"P(\d{1,4})WD")
DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?"
)
CYCLE = re.compile(r"R(\d{1,3})/(P.+)")
MAX_ROUNDS = 366


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires first, and how often again."""

    at: datetime
    rounds: int = 0


def after(text: str, start: datetime, calendar: LegalCalendar) -> datetime:
    """Return the instant a duration later; months and days keep the clock of Athens.

    A number of working days (`P5WD`) ends with the last of them, at midnight.

    :raises ExpressionError: if the text is no duration
    """
    working = WORKING_DAYS.fullmatch(text)
    local = start.astimezone(ATHENS)
    if working:
        last = calendar.add_working_days(local.date(), int(working.group(1)))
        return datetime.combine(last + timedelta(days=1), time(), ATHENS)
    match = DURATION.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in match.groups())
    try:
        day = add_months(local.date(), years * 12 + months) + timedelta(weeks=weeks, days=days)
    except (OverflowError, ValueError):
        raise _unreadable(text) from None
    moved = datetime.combine(day, local.timetz()).astimezone(UTC)
    return moved + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def due(form: str, text: str, start: datetime, calendar: LegalCalendar) -> Due:
    """Return when a timer that begins to wait now is due.

    :param form: timeDate, timeDuration or timeCycle
    :raises ExpressionError: if the text is not of that form
    """
    if form == "timeDate":
        return Due(_instant(text))
    if form == "timeDuration":
        return Due(after(text, start, calendar))
    match = CYCLE.fullmatch(text) if form == "timeCycle" else None
    if match is None or not 1 <= int(match.group(1)) <= MAX_ROUNDS:
        raise _unreadable(text)
    return Due(after(match.group(2), start, calendar), int(match.group(1)) - 1)


def again(text: str, last: datetime, calendar: LegalCalendar) -> datetime:
    """Return when a cycle that fired is due next."""
    match = CYCLE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    return after(match.group(2), last, calendar)


def _instant(text: str) -> datetime:
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), time(), ATHENS)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(text) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=ATHENS)


def _unreadable(text: str) -> ExpressionError:
    return ExpressionError(
        _(
            "“%(text)s” is not a time. Write a date (2026-12-31), a duration (P30D, PT2H), "
            "working days (P5WD) or rounds (R3/P10D)."
        )
        % {"text": text[:60]}
    )
