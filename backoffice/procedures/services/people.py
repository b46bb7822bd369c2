"""What people do with tasks: take, give back, hand over, complete."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.documents.authority import FOR_ABSENT
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.procedures import queries, tasks
from backoffice.procedures.answers import read_answers
from backoffice.procedures.engine.net import FormField
from backoffice.procedures.errors import (
    CaseNotRunning,
    NotStandingIn,
    SamePerson,
    TaskNotOpen,
    TaskTaken,
)
from backoffice.procedures.facts import plain
from backoffice.procedures.models import Case, Task
from backoffice.procedures.news import is_heard
from backoffice.procedures.states import OPEN_TASKS, TASK_MOVES, CaseState, TaskState

from .stepping import Stepping, member
from .writing import lock_for_task

HELD = ["state", "claimed_by", "claimed_at", "in_place_of"]


@transaction.atomic
def claim_task(*, task_id: int, actor: User, at: datetime, in_place_of: int | None = None) -> Task:
    """Take a task, so that nobody else does it too; taking one's own again changes nothing.

    Whoever took it in somebody's place has it only until that person takes it back.

    :param in_place_of: the person whose tasks are passed on to the actor, where it is not the
        actor's own (`queries.in_place_of`)
    :raises TaskTaken: if somebody else took it
    :raises SamePerson: if it asks for another person than whoever did an earlier step
    :raises NotStandingIn: if that person's tasks are not passed on to the actor
    """
    _case, task = _locked(task_id)
    if task.state == TaskState.CLAIMED and task.claimed_by_id == actor.pk:
        return task
    _refuse_others(task, actor, in_place_of)
    _refuse_wrong_place(task, actor, in_place_of, at)
    if task.state == TaskState.CLAIMED:
        # Given back first, as by hand: the table of moves knows no way from one holder to another.
        check_move(TASK_MOVES, TaskState(task.state), TaskState.READY)
        task.state = TaskState.READY
    return _hold(task, actor, at, "procedures.task.claimed", actor, in_place_of)


@transaction.atomic
def release_task(*, task_id: int, actor: User, at: datetime) -> Task:
    """Give a task back to its role.

    :raises TaskTaken: if somebody else holds it and the actor may not assign tasks
    """
    _case, task = _locked(task_id)
    if task.claimed_by_id != actor.pk and not actor.has_perm("procedures.assign_task"):
        raise TaskTaken(_("Only whoever took the task can give it back."))
    check_move(TASK_MOVES, TaskState(task.state), TaskState.READY)
    before = {"claimed_by": task.claimed_by_id}
    task.state, task.claimed_by, task.claimed_at = TaskState.READY, None, None
    task.in_place_of = None
    task.save(update_fields=HELD)
    record("procedures.task.released", task, actor=actor, at=at, before=before)
    return task


@transaction.atomic
def assign_task(*, task_id: int, to_user_id: int, actor: User, at: datetime) -> Task:
    """Hand a task to somebody, whoever held it.

    :raises SamePerson: if it asks for another person than whoever did an earlier step
    """
    _case, task = _locked(task_id)
    if task.state == TaskState.CLAIMED:
        task.state = TaskState.READY
    user = User.objects.get(pk=to_user_id)
    return _hold(task, user, at, "procedures.task.assigned", actor)


@transaction.atomic
def complete_task(
    *,
    task_id: int,
    outcome: Mapping[str, Any],
    actor: User,
    at: datetime,
    in_place_of: int | None = None,
) -> Task:
    """Complete a task with the answers of its form, and let the case go on.

    The same answers by the same person again change nothing. What is done in somebody's place
    says so, in the task, the history and the trail.

    :param in_place_of: as in `claim_task`; a task that the actor took says it already
    :raises AnswersRefused: if answers do not fit the form
    :raises TaskTaken: if somebody else took it
    :raises TaskNotOpen: if it was done otherwise, or is no longer needed
    :raises SamePerson: if it asks for another person than whoever did an earlier step
    :raises NotStandingIn: if that person's tasks are not, or no longer, passed on to the actor
    """
    root, task = lock_for_task(task_id)
    mine = task.state == TaskState.DONE and task.done_by_id == actor.pk
    if mine and task.outcome == plain(dict(outcome)):
        return task
    _refuse_closed(task)
    if task.claimed_by_id == actor.pk:
        in_place_of = task.in_place_of_id
    _refuse_others(task, actor, in_place_of)
    _refuse_wrong_place(task, actor, in_place_of, at)
    _refuse_same_person(task, actor)
    case = member(root, task.case_id)
    _refuse_halted(case)
    stepping = Stepping(case, actor, at)
    answers = read_answers(_fields(stepping, task), outcome)
    task.state, task.done_at, task.done_by = TaskState.DONE, at, actor
    task.outcome, task.in_place_of_id = plain(answers), in_place_of
    stepping.finished = task
    stepping.run.complete(task.token, task.outcome)
    stepping.write()
    note = f"{FOR_ABSENT} {task.in_place_of}" if task.in_place_of else ""
    record("procedures.task.completed", task, actor=actor, at=at, after=task.outcome, note=note)
    if is_heard(case.subject_kind) and case.state == CaseState.RUNNING:
        tasks.defer_news(root.pk)
    return task


def _fields(stepping: Stepping, task: Task) -> tuple[FormField, ...]:
    return stepping.run.net.elements[task.element].fields


def _locked(task_id: int) -> tuple[Case, Task]:
    root, task = lock_for_task(task_id)
    _refuse_closed(task)
    case = member(root, task.case_id)
    _refuse_halted(case)
    return case, task


def _refuse_closed(task: Task) -> None:
    if task.state == TaskState.DONE:
        raise TaskNotOpen(_("The task was done already. Reload the page to see where it stands."))
    if task.state not in OPEN_TASKS:
        raise TaskNotOpen(_("The task is no longer needed. Reload the page to see why."))


def _refuse_others(task: Task, actor: User, in_place_of: int | None) -> None:
    if task.state != TaskState.CLAIMED or actor.pk in (task.claimed_by_id, task.in_place_of_id):
        return
    if in_place_of is None or in_place_of != task.claimed_by_id or task.in_place_of_id:
        raise TaskTaken(_("Somebody else took this task. Choose another, or ask them."))


def _refuse_wrong_place(task: Task, actor: User, absent_id: int | None, at: datetime) -> None:
    if absent_id is None:
        return
    if not queries.stands_in(actor, absent_id, task, athens_day(at)):
        raise NotStandingIn(
            _("The tasks of this person are not passed on to you now. Leave it to them.")
        )
    _refuse_same_person(task, User.objects.get(pk=absent_id))


def _refuse_same_person(task: Task, user: User) -> None:
    step = queries.done_before_by(user, task)
    if step:
        raise SamePerson(
            _(
                "Whoever did “%(step)s” cannot do this too: it asks for a second person. "
                "Leave it to a colleague."
            )
            % {"step": step}
        )


def _refuse_halted(case: Case) -> None:
    if case.state == CaseState.SUSPENDED:
        raise CaseNotRunning(_("The case is suspended. Resume it first."))


def _hold(
    task: Task, user: User, at: datetime, verb: str, actor: User, in_place_of: int | None = None
) -> Task:
    check_move(TASK_MOVES, TaskState(task.state), TaskState.CLAIMED)
    _refuse_same_person(task, user)
    task.state, task.claimed_by, task.claimed_at = TaskState.CLAIMED, user, at
    task.in_place_of_id = in_place_of
    task.save(update_fields=HELD)
    after = {"claimed_by": user.pk}
    if in_place_of is not None:
        after["in_place_of"] = in_place_of
    record(verb, task, actor=actor, at=at, after=after)
    return task
