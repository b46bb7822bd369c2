"""Whose a task is: by role and unit, by hand, or in the place of somebody for some days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from backoffice.documents.authority import StandIn, standing_in
from backoffice.identity.models import User
from backoffice.identity.queries import held_on

from .models import Case, Task
from .states import OPEN_TASKS, CaseState, TaskState

FEW_UNITS = 3
RELATED = ("case__definition", "case__version", "department", "claimed_by", "in_place_of")


def worklist(user: User, on: date) -> QuerySet[Task]:
    """Return the open tasks that are a user's to do on a day, the most urgent first.

    Those are the tasks of the user's roles and units, and of the people for whom the user stands
    in. What somebody else took is left out, and what asks for another person than the user;
    suspended cases wait.
    """
    rows = _open().filter(reduce(or_, _shares(user, on)))
    return rows.select_related(*RELATED).order_by("due_at", "opened_at", "pk")


def worklist_parts(user: User, on: date) -> list[QuerySet[Task]]:
    """Return the same tasks as `worklist` in parts without overlap, one index range each.

    One condition over all of them would have to be read whole before the first can be shown.
    """
    return [_open().filter(share) for share in _shares(user, on)]


def left_to_others(user: User, on: date) -> QuerySet[Task]:
    """Return the open tasks of a user's roles that ask for another person than the user."""
    rows = Task.objects.filter(state=TaskState.READY, case__state=CaseState.RUNNING)
    return rows.filter(_of_roles(user.pk, on), _asks_for_another(user.pk))


def may_do(user: User, task: Task, on: date) -> bool:
    """Tell whether a task is one of a user's roles, in the user's hands, or passed on to him."""
    return Task.objects.filter(_reach(user, on), pk=task.pk).exists()


def tasks_for(user: User, case: Case, on: date) -> list[Task]:
    """Return the open tasks of a case, and of those it called, that a user may do now."""
    rows = _open().filter(Q(case=case) | Q(case__root=case)).filter(reduce(or_, _shares(user, on)))
    return list(rows.select_related(*RELATED[2:], "case").order_by("due_at", "pk"))


def parts_of(user: User, on: date) -> QuerySet[Task]:
    """Return the tasks of any case, done or not, that are or were a user's or passed on to him."""
    return Task.objects.filter(_reach(user, on) | Q(done_by=user))


def takes_part(user: User, case: Case, on: date) -> bool:
    """Tell whether a user has, or had, anything to do in a case."""
    return parts_of(user, on).filter(case=case).exists()


def in_place_of(user: User, task: Task, on: date) -> StandIn | None:
    """Return for whom a user would do a task; nothing where it is the user's own.

    :param on: the day on which roles and absences are asked for
    """
    theirs = _standing(user, on)
    holder = task.claimed_by_id
    if holder == user.pk and task.in_place_of_id is not None:
        holder = task.in_place_of_id
    elif task.in_place_of_id is not None:
        return None
    if holder is not None:
        return next((one for one in theirs if one.absent_id == holder and _passes(one, task)), None)
    if not theirs or Task.objects.filter(_of_roles(user.pk, on), pk=task.pk).exists():
        return None
    return next((one for one in theirs if _passes(one, task) and _is_of(one, task, on)), None)


def place_of(user: User, task_id: int, on: date) -> int | None:
    """Return for whom a user would do the task of a number, for the verbs that ask for it."""
    task = Task.objects.select_related("case__definition").filter(pk=task_id).first()
    found = in_place_of(user, task, on) if task else None
    return found.absent_id if found else None


def stands_in(user: User, absent_id: int, task: Task, on: date) -> bool:
    """Tell whether a user may do a task in the place of somebody on a day."""
    for one in _standing(user, on):
        if one.absent_id == absent_id and _passes(one, task):
            return absent_id in (task.claimed_by_id, task.in_place_of_id) or _is_of(one, task, on)
    return False


def done_before_by(user: User, task: Task) -> str:
    """Return the step that a user did, and whose doer a task does not want; nothing otherwise."""
    if not task.not_by:
        return ""
    done = Task.objects.filter(
        case=task.case_id, element__in=task.not_by, state=TaskState.DONE, done_by=user
    )
    step = done.order_by("-done_at").first()
    return step.name if step else ""


def _open() -> QuerySet[Task]:
    return Task.objects.filter(state__in=OPEN_TASKS, case__state=CaseState.RUNNING)


def _standing(user: User, on: date) -> list[StandIn]:
    return standing_in(user.pk, on)


def _passes(one: StandIn, task: Task) -> bool:
    return not one.kinds or one.includes(task.case.definition.key)


def _is_of(one: StandIn, task: Task, on: date) -> bool:
    return Task.objects.filter(_of_roles(one.absent_id, on), pk=task.pk).exists()


def _kinds(one: StandIn) -> Q:
    return Q(case__definition__key__in=sorted(one.kinds)) if one.kinds else Q()


@dataclass
class _Taken:
    """The shares given out so far, so that no task comes twice."""

    by_role: dict[str, list[Q]] = field(default_factory=dict)

    def rest(self, role: str, share: Q) -> Q:
        """Return what of a role's share nobody had, and remember it."""
        before = self.by_role.setdefault(role, [])
        left = reduce(lambda found, one: found & ~one, before, share)
        before.append(share)
        return left


def _shares(user: User, on: date) -> list[Q]:
    """Return conditions without overlap that make up a user's worklist."""
    theirs = _standing(user, on)
    absent = [one.absent_id for one in theirs]
    here = Q(in_place_of__isnull=True) | Q(in_place_of__in=absent)
    found = [Q(state=TaskState.CLAIMED) & (Q(claimed_by=user) & here | Q(in_place_of=user))]
    found += [_held(one, user) for one in theirs]
    taken, ready = _Taken(), Q(state=TaskState.READY) & ~_asks_for_another(user.pk)
    for role, share in _posts(user.pk, on):
        found.append(ready & taken.rest(role, share))
    for one in theirs:
        # Nobody does in another's place what the other was refused.
        theirs_too = ready & ~_asks_for_another(one.absent_id)
        for role, share in _posts(one.absent_id, on):
            found.append(theirs_too & taken.rest(role, share & _kinds(one)))
    return found


def _held(one: StandIn, user: User) -> Q:
    mine = Q(state=TaskState.CLAIMED, claimed_by=one.absent_id, in_place_of__isnull=True)
    return mine & _kinds(one) & ~_asks_for_another(user.pk)


def _posts(user_id: int, on: date) -> Iterator[tuple[str, Q]]:
    """Yield roles and which tasks each gives, in ranges that an index brings in order."""
    units: dict[str, set[int | None]] = {}
    for assignment in held_on(on).filter(user=user_id):
        units.setdefault(assignment.role.code, set()).add(assignment.department_id)
    for role, held in units.items():
        if None in held:
            yield role, Q(role=role)
            continue
        nobodys = Q(department__isnull=True)
        if len(held) > FEW_UNITS:
            # Of a role in most units nearly every task is one's own: in order of time it is found
            # soon, and forty ranges would take longer to plan than to read.
            yield role, Q(role=role) & (Q(department__in=held) | nobodys)
            continue
        for unit in held:
            yield role, Q(role=role, department=unit)
        yield role, Q(role=role) & nobodys


def _of_roles(user_id: int, on: date) -> Q:
    return reduce(or_, (share for _role, share in _posts(user_id, on)), Q(pk__in=[]))


def _reach(user: User, on: date) -> Q:
    theirs = _standing(user, on)
    here = Q(in_place_of__isnull=True) | Q(in_place_of__in=[one.absent_id for one in theirs])
    found = _of_roles(user.pk, on) | Q(claimed_by=user) & here | Q(in_place_of=user)
    for one in theirs:
        found |= _kinds(one) & (_of_roles(one.absent_id, on) | Q(claimed_by=one.absent_id))
    return found


def _asks_for_another(user_id: int) -> Any:
    done = Task.objects.filter(case=OuterRef("case"), done_by=user_id, state=TaskState.DONE)
    named = Func(
        OuterRef("not_by"), F("element"), function="jsonb_exists", output_field=BooleanField()
    )
    # Few tasks ask at all: the others are let through without looking at what was done.
    return ~Q(not_by=[]) & Exists(done.filter(named))
