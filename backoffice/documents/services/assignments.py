"""Verbs of assignments: who acts on an entry, who is informed, and what becomes of it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, transaction

from backoffice.audit.services import record
from backoffice.documents.authority import ASSIGNMENTS, departments_on, stands_for_on
from backoffice.documents.models import Assignment, Entry
from backoffice.documents.refusals import AssignedAlready, NotInUnit, NotYours, WhyMissing
from backoffice.documents.states import EntryState
from backoffice.documents.steps import (
    ASSIGNMENT_MOVES,
    OPEN_ASSIGNMENTS,
    AssignmentState,
)
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move

from .changes import locked, move_entry
from .register import let_read

Purpose = Assignment.Purpose


@transaction.atomic
def assign_entry(
    *,
    entry_id: int,
    department_id: int,
    actor: User,
    at: datetime,
    user_id: int | None = None,
    purpose: str = Purpose.ACTION,
    note: str = "",
    due_on: date | None = None,
    inform: Iterable[int] = (),
) -> Assignment:
    """Give an entry to a unit, or to a person in it; further units may be informed.

    :param inform: units that receive it for information
    :raises AssignedAlready: if somebody has it for action
    :raises NotInUnit: if the person does not work in the unit today
    """
    entry = locked(entry_id)
    made = _assign(entry, department_id, user_id, purpose, note, due_on, actor, at)
    for unit in inform:
        if unit != department_id:
            _assign(entry, unit, None, Purpose.INFORMATION, note, None, actor, at)
    if purpose == Purpose.ACTION and entry.state in (
        EntryState.REGISTERED,
        EntryState.IN_PROGRESS,
    ):
        move_entry(entry_id=entry.pk, state=EntryState.ASSIGNED, actor=actor, at=at)
    record(
        "documents.entry.assigned",
        entry,
        actor=actor,
        at=at,
        after={"unit": department_id, "person": user_id, "purpose": purpose, "due_on": due_on},
        note=note,
    )
    return made


def _assign(
    entry: Entry,
    department_id: int,
    user_id: int | None,
    purpose: str,
    note: str,
    due_on: date | None,
    actor: User,
    at: datetime,
    after: Assignment | None = None,
) -> Assignment:
    if user_id and department_id not in departments_on(user_id, athens_day(at)):
        raise NotInUnit
    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                entry=entry,
                purpose=purpose,
                department_id=department_id,
                user_id=user_id,
                note=note.strip(),
                due_on=due_on,
                assigned_by=actor,
                assigned_at=at,
                after=after,
            )
    except IntegrityError:
        held = entry.assignments.filter(purpose=Purpose.ACTION, state__in=OPEN_ASSIGNMENTS)
        raise AssignedAlready(_whose(held.select_related("user", "department").first())) from None
    let_read(
        entry_id=entry.pk,
        at=at,
        department_ids=[department_id],
        user_ids=[user_id] if user_id else [],
    )
    transaction.on_commit(partial(_tell, made.pk))
    return made


def _whose(held: Assignment | None) -> str:
    return str((held.user or held.department) if held else "")


def _tell(assignment_id: int) -> None:
    from backoffice.documents.circulation_tasks import tell_assigned

    tell_assigned.defer(assignment_id=assignment_id)


def _locked(assignment_id: int) -> Assignment:
    return (
        Assignment.objects.select_for_update(of=["self"])
        .select_related("entry__book", "department", "user")
        .get(pk=assignment_id)
    )


def _check_holder(held: Assignment, actor: User, at: datetime) -> None:
    on = athens_day(at)
    if held.user_id is None:
        if held.department_id in departments_on(actor.pk, on):
            return
        raise NotYours
    if held.user_id in {actor.pk, *stands_for_on(actor.pk, on, ASSIGNMENTS)}:
        return
    raise NotYours


def _close(held: Assignment, state: AssignmentState, actor: User, at: datetime) -> None:
    check_move(ASSIGNMENT_MOVES, AssignmentState(held.state), state)
    held.state, held.answered_at, held.answered_by = state, at, actor
    held.save(update_fields=["state", "answered_at", "answered_by", "return_reason"])


@transaction.atomic
def accept_assignment(*, assignment_id: int, actor: User, at: datetime) -> Assignment:
    """Take an entry on; for action, work on it has begun. A deputy may accept for the absent.

    :raises NotYours: if it waits for somebody else
    """
    held = _locked(assignment_id)
    _check_holder(held, actor, at)
    _close(held, AssignmentState.ACCEPTED, actor, at)
    if held.purpose == Purpose.ACTION and held.entry.state == EntryState.ASSIGNED:
        move_entry(entry_id=held.entry_id, state=EntryState.IN_PROGRESS, actor=actor, at=at)
    record(
        "documents.assignment.accepted",
        held.entry,
        actor=actor,
        at=at,
        after={"purpose": held.purpose, "unit": held.department_id},
    )
    return held


@transaction.atomic
def return_assignment(*, assignment_id: int, reason: str, actor: User, at: datetime) -> Assignment:
    """Give an entry back to whoever assigned it, with the reason.

    :raises WhyMissing: without a reason
    :raises NotYours: if it waits for somebody else
    """
    if not reason.strip():
        raise WhyMissing
    held = _locked(assignment_id)
    _check_holder(held, actor, at)
    held.return_reason = reason.strip()
    _close(held, AssignmentState.RETURNED, actor, at)
    if held.purpose == Purpose.ACTION and held.entry.state in (
        EntryState.ASSIGNED,
        EntryState.IN_PROGRESS,
    ):
        if held.entry.state == EntryState.IN_PROGRESS:
            move_entry(entry_id=held.entry_id, state=EntryState.ASSIGNED, actor=actor, at=at)
        move_entry(entry_id=held.entry_id, state=EntryState.REGISTERED, actor=actor, at=at)
    record("documents.assignment.returned", held.entry, actor=actor, at=at, note=reason.strip())
    transaction.on_commit(partial(_tell, held.pk))
    return held


@transaction.atomic
def pass_on_assignment(
    *,
    assignment_id: int,
    department_id: int,
    actor: User,
    at: datetime,
    user_id: int | None = None,
    note: str = "",
    due_on: date | None = None,
) -> Assignment:
    """Pass an assignment down or across: to a clerk of the unit, or while somebody is absent.

    :raises NotInUnit: if the person does not work in the unit today
    """
    held = _locked(assignment_id)
    if not actor.has_perm("documents.assign_entry"):
        _check_holder(held, actor, at)
    _close(held, AssignmentState.PASSED_ON, actor, at)
    made = _assign(
        held.entry,
        department_id,
        user_id,
        held.purpose,
        note or held.note,
        due_on or held.due_on,
        actor,
        at,
        after=held,
    )
    if held.entry.state == EntryState.IN_PROGRESS and held.purpose == Purpose.ACTION:
        move_entry(entry_id=held.entry_id, state=EntryState.ASSIGNED, actor=actor, at=at)
    record(
        "documents.assignment.passed_on",
        held.entry,
        actor=actor,
        at=at,
        after={"unit": department_id, "person": user_id},
        note=note,
    )
    return made


def finish_assignments(entry: Entry, actor: User | None, at: datetime) -> int:
    """Mark what was open on an entry as done; part of a larger verb."""
    done = entry.assignments.filter(purpose=Purpose.ACTION, state__in=OPEN_ASSIGNMENTS)
    return done.update(state=AssignmentState.DONE, answered_at=at, answered_by=actor)
