"""Reads of the legal clock: where it stands, in the words of either side, and the figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from backoffice.documents.access import readable, sight_of
from backoffice.documents.models import Clock, ClockEvent, ClockRule, Entry
from backoffice.documents.rules import clock as law
from backoffice.documents.rules.figures import Answered, Figure, figures
from backoffice.documents.steps import ClockState
from backoffice.identity.models import User
from backoffice.kernel.dates import add_months
from backoffice.kernel.queries import legal_calendar
from theme.formatting import day

#: The rule of forwarding, and its days while no rule was entered.
FORWARD, FORWARD_DAYS = "forward", 3
MOVES_THE_DAY = (
    ClockEvent.Kind.STARTED,
    ClockEvent.Kind.FORWARDED,
    ClockEvent.Kind.RESUMED,
    ClockEvent.Kind.EXTENDED,
)


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as staff see it: how far it has gone, and what is left."""

    clock: Clock
    left: int
    share: int
    is_late: bool
    events: tuple[ClockEvent, ...]


def clock_of(entry: Entry, on: date) -> ClockView | None:
    """Return the clock of an entry, if one was started."""
    clock = Clock.objects.select_related("rule").filter(entry=entry).first()
    if clock is None:
        return None
    first = clock.complete_on or clock.received_on
    due = clock.due_on or clock.forward_by
    until = clock.stopped_on or clock.suspended_on or on
    return ClockView(
        clock=clock,
        left=law.days_left(due, until) if due else 0,
        share=law.share_used(first, due, until) if due else 0,
        is_late=bool(due and until > due),
        events=tuple(clock.events.select_related("actor")),
    )


def clocks_of(entry_ids: Iterable[int]) -> dict[int, Clock]:
    """Return the clocks of several entries, by entry; those without one are left out."""
    rows = Clock.objects.filter(entry__in=list(entry_ids)).select_related("rule")
    return {clock.entry_id: clock for clock in rows}


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock in plain words, for whoever asked: where it stands, what happened, which law."""

    now: str
    history: tuple[str, ...]
    basis: str
    after: str


def forward_limits(on: date) -> Callable[[date], date]:
    """Return what says until when something received on a day is forwarded, by the rule of `on`.

    Legal source: ν. 2690/1999 άρθρο 4 §1, for what was received by a service not competent.
    """
    in_force = ClockRule.objects.filter(code=FORWARD, valid_from__lte=on)
    rule = in_force.exclude(valid_until__lt=on).first()
    term: law.Term = rule or law.Length(FORWARD_DAYS, rolls_forward=False)
    calendar = legal_calendar()
    return lambda received_on: law.due_date(received_on, term, calendar)


def clock_words(entry: Entry, *, on: date, language: str) -> ClockWords | None:
    """Return an entry's time limit as its applicant reads it; names of staff are left out."""
    view = clock_of(entry, on)
    if view is None:
        return None
    with override(language):
        return ClockWords(
            _now(view, on),
            tuple(_event(event) for event in view.events),
            view.clock.rule.legal_basis,
            view.clock.rule.after,
        )


def _now(view: ClockView, on: date) -> str:
    clock = view.clock
    if clock.state == ClockState.FORWARDING:
        return _(
            "Your request is on its way to the competent service, by %(day)s at the latest."
        ) % {"day": day(clock.forward_by) if clock.forward_by else ""}
    if clock.state == ClockState.INCOMPLETE:
        return _("We wait for the missing documents; the time limit begins with the last of them.")
    if clock.state == ClockState.SUSPENDED:
        return _("The time limit stands still since %(day)s: %(reason)s") % {
            "day": day(clock.suspended_on) if clock.suspended_on else "",
            "reason": clock.suspend_reason,
        }
    if clock.state == ClockState.STOPPED:
        return _stopped(clock)
    return _running(view)


def _stopped(clock: Clock) -> str:
    form = {
        Clock.Outcome.REJECTED: _("Refused with reasons on %(day)s."),
        Clock.Outcome.FORWARDED: _("Forwarded to another authority on %(day)s."),
        Clock.Outcome.WITHDRAWN: _("You withdrew it on %(day)s."),
    }.get(Clock.Outcome(clock.outcome), _("Answered on %(day)s."))
    return form % {"day": day(clock.stopped_on) if clock.stopped_on else ""}


def _running(view: ClockView) -> str:
    due = view.clock.due_on
    assert due is not None
    if view.is_late:
        return _(
            "The answer was due on %(day)s and is late. You may ask the head of the service why."
        ) % {"day": day(due)}
    words = ngettext(
        "The answer is due by %(day)s, in %(left)s day.",
        "The answer is due by %(day)s, in %(left)s days.",
        view.left,
    )
    return words % {"day": day(due), "left": view.left}


def _event(event: ClockEvent) -> str:
    said = f"{day(event.on)}: {event.get_kind_display()}"
    if event.reason:
        said = f"{said} – {event.reason}"
    if event.kind in MOVES_THE_DAY and event.due_on:
        due = _("the answer is due by %(day)s") % {"day": day(event.due_on)}
        said = f"{said} ({due})"
    return said


def rules_in_force(on: date) -> QuerySet[ClockRule]:
    """Return the rules of time limits that are in force on a day."""
    return (
        ClockRule.objects.filter(valid_from__lte=on)
        .exclude(valid_until__lt=on)
        .exclude(code__in=["forward", "several-services", "deemed-served"])
    )


def running_clocks(user: User) -> QuerySet[Clock]:
    """Return the time limits that run in entries a user may read, the nearest first."""
    mine = Entry.objects.filter(readable(sight_of(user)))
    return (
        Clock.objects.filter(entry__in=mine)
        .exclude(state=ClockState.STOPPED)
        .select_related("rule", "entry__book", "entry__department")
        .order_by("due_on", "forward_by", "pk")
    )


def late_clocks(user: User, on: date) -> QuerySet[Clock]:
    """Return the time limits that have passed."""
    return running_clocks(user).filter(state=ClockState.RUNNING, due_on__lt=on)


def ending_clocks(user: User, on: date, until: date) -> QuerySet[Clock]:
    """Return the time limits that end from a day until another."""
    return running_clocks(user).filter(state=ClockState.RUNNING, due_on__gte=on, due_on__lte=until)


def answer_times(*, on: date, months: int = 12) -> list[Figure]:
    """Return how fast the town answered, by month and service, for public reading.

    :param months: how many months back, the present one included
    """
    since = add_months(on.replace(day=1), 1 - months)
    rows = (
        Clock.objects.filter(state=ClockState.STOPPED, stopped_on__gte=since)
        .exclude(outcome__in=[Clock.Outcome.WITHDRAWN, Clock.Outcome.FORWARDED])
        .values_list(
            "service",
            "rule__name_el",
            "received_on",
            "stopped_on",
            "due_on",
            "suspended_days",
        )
    )
    return figures(_answered(rows))


def _answered(
    rows: Iterable[tuple[str, str, date, date | None, date | None, int]],
) -> Iterable[Answered]:
    for service, rule, received, stopped, due, suspended in rows:
        if stopped is not None:
            yield Answered(service or rule, received, stopped, due, suspended)
