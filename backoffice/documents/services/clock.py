"""Verbs of the legal clock: one per entry, and everything that moves its last day."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from backoffice.audit.services import record
from backoffice.documents.models import (
    Clock,
    ClockEvent,
    ClockRule,
    LetterTemplate,
    Scope,
)
from backoffice.documents.refusals import (
    ClockDayWrong,
    ClockExists,
    ExtendedAlready,
    NoSuchRule,
    WhyMissing,
)
from backoffice.documents.rules import clock as law
from backoffice.documents.steps import CLOCK_MOVES, ClockState
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.kernel.transactions import joined

from .changes import locked, set_due
from .telling import order_message

DATA = Path(__file__).resolve().parent.parent / "data" / "clock_rules.json"
GENERAL, FORWARD, SEVERAL = "general", "forward", "several-services"


@transaction.atomic
def load_circulation() -> int:
    """Enter rules, fields of subjects and templates that are missing; again changes nothing.

    :returns: how many rows were entered
    """
    data = json.loads(DATA.read_text(encoding="utf-8"))
    made = 0
    for row in data["rules"]:
        rule, is_new = ClockRule.objects.get_or_create(
            code=row["code"], valid_from=date.fromisoformat(row["valid_from"]), defaults=_terms(row)
        )
        made += is_new
        _say_what_follows(rule, row)
    for position, row in enumerate(data["scopes"]):
        names = {"name_el": row["name_el"], "name_en": row["name_en"], "position": position}
        made += Scope.objects.get_or_create(code=row["code"], defaults=names)[1]
    for row in data["templates"]:
        rest = {name: value for name, value in row.items() if name != "code"}
        made += LetterTemplate.objects.get_or_create(code=row["code"], defaults=rest)[1]
    return made


def _say_what_follows(rule: ClockRule, row: dict[str, Any]) -> None:
    """Fill in what a rule entered by an earlier version does not say; the town's words stay."""
    if "after_el" in row and not rule.after_el and not rule.after_en:
        rule.after_el, rule.after_en = row["after_el"], row["after_en"]
        rule.save(update_fields=["after_el", "after_en"])


def _terms(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("code", "valid_from")}


def rule_on(code: str, on: date) -> ClockRule:
    """Return the rule of a code that is in force on a day.

    :raises NoSuchRule: if there is none
    """
    return _needed(rules_on({code}, on), code)


def rules_on(codes: Collection[str], on: date) -> dict[str, ClockRule]:
    """Return the rules that are in force on a day, by code; what is not in force is left out."""
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    rows = ClockRule.objects.filter(in_force, code__in=codes, valid_from__lte=on)
    # Of several of a code the newest counts.
    return {row.code: row for row in rows.order_by("valid_from")}


def _needed(rules: Mapping[str, ClockRule], code: str) -> ClockRule:
    if code not in rules:
        raise NoSuchRule(code)
    return rules[code]


@joined
def start_clock(
    *,
    entry_id: int,
    rule: str,
    complete_on: date | None,
    actor: User | None,
    at: datetime,
    received_on: date | None = None,
    service: str = "",
    wrong_service: bool = False,
) -> Clock:
    """Start the time limit of an entry, or wait for the competent service or for documents.

    :param rule: the code of a rule in force on the day of receipt
    :param complete_on: the day of the last required document; none while some are missing
    :param received_on: the day the competent service received it, the day of registration if none
    :param service: under which name answer times are counted
    :param wrong_service: whether it must first be forwarded (ν. 2690/1999 άρθρο 4 §1)
    :raises ClockExists: if one runs already
    """
    entry = locked(entry_id)
    if Clock.objects.filter(entry=entry).exists():
        raise ClockExists
    received = received_on or athens_day(entry.registered_at)
    rules = rules_on({rule, GENERAL}, received)
    found, general = _needed(rules, rule), _needed(rules, GENERAL)
    clock = Clock(
        entry=entry,
        rule=found,
        service=service[:120],
        received_on=received,
        needs_review=not found.is_general
        and found.unit == law.Unit.CALENDAR
        and law.needs_review(found.days, general.days, prevails=found.prevails),
    )
    if wrong_service:
        clock.state = ClockState.FORWARDING
        clock.forward_by = law.due_date(received, rule_on(FORWARD, received), legal_calendar())
    else:
        _complete(clock, complete_on)
    clock.save()
    happened = [(ClockEvent.Kind.RECEIVED, received)]
    if clock.state == ClockState.RUNNING and clock.complete_on:
        happened.append((ClockEvent.Kind.STARTED, clock.complete_on))
    _note_all(clock, happened, actor, at)
    _finish(clock, "started", actor, at)
    return clock


def _complete(clock: Clock, complete_on: date | None) -> None:
    if complete_on is None:
        clock.state = ClockState.INCOMPLETE
        return
    clock.state = ClockState.RUNNING
    clock.complete_on = law.start_day(clock.received_on, complete_on)
    clock.due_on = _due(clock)


def _due(clock: Clock) -> date:
    assert clock.complete_on is not None
    return law.due_date(
        clock.complete_on,
        clock.rule,
        legal_calendar(),
        extra_days=clock.extension_days + clock.suspended_days,
    )


def _locked(entry_id: int) -> Clock:
    return (
        Clock.objects.select_for_update(of=["self"])
        .select_related("rule", "entry__book")
        .get(entry_id=entry_id)
    )


def _move(clock: Clock, state: ClockState) -> None:
    check_move(CLOCK_MOVES, ClockState(clock.state), state)
    clock.state = state


def _check_day(clock: Clock, on: date, at: datetime) -> None:
    last = clock.events.order_by("-on").values_list("on", flat=True).first()
    if on > athens_day(at) or (last is not None and on < last):
        raise ClockDayWrong


def _note(
    clock: Clock, kind: str, on: date, actor: User | None, at: datetime, reason: str = ""
) -> None:
    _note_all(clock, [(kind, on)], actor, at, reason)


def _note_all(
    clock: Clock,
    happened: Sequence[tuple[str, date]],
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    said = {"reason": reason[:300], "due_on": clock.due_on, "at": at, "actor": actor}
    for event in ClockEvent.objects.bulk_create(
        ClockEvent(clock=clock, kind=kind, on=on, **said) for kind, on in happened
    ):
        order_message(event)


def _finish(clock: Clock, verb: str, actor: User | None, at: datetime, note: str = "") -> None:
    limit = clock.due_on or clock.forward_by
    set_due(entry_id=clock.entry_id, due_on=limit, rule=clock.rule.code, at=at)
    record(
        f"documents.clock.{verb}",
        clock.entry,
        actor=actor,
        at=at,
        after={"state": clock.state, "due_on": clock.due_on, "rule": clock.rule.code},
        note=note,
    )


@transaction.atomic
def complete_file(*, entry_id: int, complete_on: date, actor: User | None, at: datetime) -> Clock:
    """Let the time limit run from the day of the last required document."""
    clock = _locked(entry_id)
    _check_day(clock, complete_on, at)
    _move(clock, ClockState.RUNNING)
    clock.complete_on = law.start_day(clock.received_on, complete_on)
    clock.due_on = _due(clock)
    clock.save()
    _note(clock, ClockEvent.Kind.STARTED, clock.complete_on, actor, at)
    _finish(clock, "started", actor, at)
    return clock


@transaction.atomic
def forward_clock(
    *, entry_id: int, received_on: date, actor: User | None, at: datetime, complete: bool = True
) -> Clock:
    """Say that the competent service of the town has received it; its time limit runs from there.

    :param complete: whether every required document is there
    """
    clock = _locked(entry_id)
    _check_day(clock, received_on, at)
    if complete:
        _move(clock, ClockState.RUNNING)
        clock.complete_on = received_on
        clock.due_on = _due(clock)
    else:
        _move(clock, ClockState.INCOMPLETE)
    clock.forward_by = None
    clock.save()
    _note(clock, ClockEvent.Kind.FORWARDED, received_on, actor, at)
    _finish(clock, "forwarded", actor, at)
    return clock


@transaction.atomic
def suspend_clock(
    *, entry_id: int, reason: str, actor: User | None, at: datetime, on: date | None = None
) -> Clock:
    """Stop counting while the applicant or another authority is waited for; the reason is shown.

    :raises WhyMissing: without a reason
    """
    if not reason.strip():
        raise WhyMissing
    clock = _locked(entry_id)
    day = on or athens_day(at)
    _check_day(clock, day, at)
    _move(clock, ClockState.SUSPENDED)
    clock.suspended_on, clock.suspend_reason = day, reason.strip()[:300]
    clock.save()
    _note(clock, ClockEvent.Kind.SUSPENDED, day, actor, at, reason.strip())
    _finish(clock, "suspended", actor, at, reason.strip())
    return clock


@transaction.atomic
def resume_clock(
    *, entry_id: int, actor: User | None, at: datetime, on: date | None = None
) -> Clock:
    """Count on; the last day moves by as many days as the suspension took."""
    clock = _locked(entry_id)
    day = on or athens_day(at)
    _check_day(clock, day, at)
    since = clock.suspended_on
    _move(clock, ClockState.RUNNING)
    assert since is not None
    clock.suspended_days += law.suspended_days(since, day)
    clock.suspended_on, clock.suspend_reason = None, ""
    clock.due_on = _due(clock)
    clock.save()
    _note(clock, ClockEvent.Kind.RESUMED, day, actor, at)
    _finish(clock, "resumed", actor, at)
    return clock


@transaction.atomic
def extend_clock(*, entry_id: int, reason: str, actor: User | None, at: datetime) -> Clock:
    """Extend the time limit because several services take part; the law allows it once.

    :raises ExtendedAlready: if it was extended before
    """
    if not reason.strip():
        raise WhyMissing
    clock = _locked(entry_id)
    if clock.extension_days:
        raise ExtendedAlready
    if clock.state != ClockState.RUNNING:
        check_move(CLOCK_MOVES, ClockState(clock.state), ClockState.SUSPENDED)
    clock.extension_days = rule_on(SEVERAL, clock.received_on).days
    clock.due_on = _due(clock)
    clock.save()
    _note(clock, ClockEvent.Kind.EXTENDED, athens_day(at), actor, at, reason.strip())
    _finish(clock, "extended", actor, at, reason.strip())
    return clock


@transaction.atomic
def stop_clock(
    *,
    entry_id: int,
    actor: User | None,
    at: datetime,
    outcome: str = Clock.Outcome.ANSWERED,
    reason: str = "",
) -> Clock | None:
    """Stop the time limit with the answer; an entry without one, or stopped before, stays so."""
    clock = (
        Clock.objects.select_for_update(of=["self"])
        .select_related("rule", "entry__book")
        .filter(entry_id=entry_id)
        .first()
    )
    if clock is None or clock.state == ClockState.STOPPED:
        return clock
    day = athens_day(at)
    if clock.state == ClockState.SUSPENDED and clock.suspended_on:
        clock.suspended_days += law.suspended_days(clock.suspended_on, day)
        clock.suspended_on = None
    _move(clock, ClockState.STOPPED)
    clock.stopped_on, clock.outcome = day, outcome
    clock.save()
    _note(clock, ClockEvent.Kind.STOPPED, day, actor, at, reason)
    _finish(clock, "stopped", actor, at, reason)
    return clock
