"""Legal time limits as arithmetic on days (ν. 2690/1999 άρθρο 4, ν. 4727/2020 άρθρα 29-30).

The first day is never counted. A last day on which public services do not work moves to the next
one on which they do. No length stands here: rules are data.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import add_months


class Unit(StrEnum):
    """In what a time limit is counted."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"


class Term(Protocol):
    """A time limit: how long, counted in what, and whether its last day moves."""

    @property
    def days(self) -> int:
        """Return how many."""

    @property
    def unit(self) -> str:
        """Return of what."""

    @property
    def rolls_forward(self) -> bool:
        """Return whether a last day that is no working day becomes the next one."""


@dataclass(frozen=True, slots=True)
class Length:
    """A time limit as a plain value."""

    days: int
    unit: str = Unit.CALENDAR
    rolls_forward: bool = True


def due_date(first: date, term: Term, calendar: LegalCalendar, *, extra_days: int = 0) -> date:
    """Return the last day of a time limit.

    :param first: the day from which it runs; it is not counted
    :param extra_days: calendar days added by an extension and by suspensions
    """
    if term.unit == Unit.WORKING:
        last = calendar.add_working_days(first, term.days) + timedelta(days=extra_days)
    elif term.unit == Unit.MONTHS:
        last = add_months(first, term.days) + timedelta(days=extra_days)
    else:
        last = first + timedelta(days=term.days + extra_days)
    return calendar.roll_forward(last) if term.rolls_forward else last


def start_day(received_on: date, last_document_on: date | None = None) -> date:
    """Return the day from which the time limit runs: competent service, and complete file.

    :param last_document_on: the day on which the last required document came
    """
    return max(received_on, last_document_on) if last_document_on else received_on


def needs_review(special_days: int, general_days: int, *, prevails: bool) -> bool:
    """Tell whether a special time limit must be checked by a lawyer before it is relied on.

    Article 4 §1 keeps special time limits only where they are shorter, unless the law that sets the
    longer one prevails.
    """
    return special_days > general_days and not prevails


def suspended_days(suspended_on: date, resumed_on: date) -> int:
    """Return how many days a suspension took from the time limit."""
    return max(0, (resumed_on - suspended_on).days)


def days_left(due_on: date, on: date) -> int:
    """Return how many calendar days remain; negative ones are days of delay."""
    return (due_on - on).days


def share_used(first: date, due_on: date, on: date) -> int:
    """Return how much of a time limit has gone by, in percent from 0 to 100."""
    whole = max(1, (due_on - first).days)
    return max(0, min(100, round(100 * (on - first).days / whole)))


@dataclass(frozen=True, slots=True)
class Stages:
    """When somebody is warned: so many working days before, and on each of the days after."""

    before: int
    after: tuple[int, ...]


STAGES = Stages(before=5, after=(1, 10, 30))


def stage_on(due_on: date, on: date, calendar: LegalCalendar, stages: Stages = STAGES) -> str:
    """Return which warning is due on a day: `before`, `on`, `after`, or nothing.

    A day on which nobody looked is not lost: before and after last until the next stage.
    """
    if on > due_on:
        return "after"
    if on == due_on:
        return "on"
    return "before" if calendar.add_working_days(on, stages.before) >= due_on else ""
