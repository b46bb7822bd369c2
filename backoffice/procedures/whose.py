"""Whose a task is: by role and unit, by hand, or in the place of somebody for some days."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from backoffice.documents.authority import Post, StandIn, posts_with_absent, stands_in_for
from backoffice.identity.models import User
from backoffice.kernel.kept import once

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
    posts = posts_with_absent(user, on, stands_in_for(user, on))
    return rows.filter(_of_posts(posts.get(user.pk, ())), _asks_for_another(user.pk))


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
    theirs = stands_in_for(user, on)
    holder = task.claimed_by_id
    if holder == user.pk and task.in_place_of_id is not None:
        holder = task.in_place_of_id
    elif task.in_place_of_id is not None:
        return None
    if holder is not None:
        return next((one for one in theirs if one.absent_id == holder and _passes(one, task)), None)
    posts = posts_with_absent(user, on, theirs) if theirs else {}
    if not theirs or _is_of(posts.get(user.pk, ()), task):
        return None
    mine = (one for one in theirs if _passes(one, task))
    return next((one for one in mine if _is_of(posts.get(one.absent_id, ()), task)), None)


def place_of(user: User, task_id: int, on: date) -> int | None:
    """Return for whom a user would do the task of a number, for the verbs that ask for it."""
    task = Task.objects.select_related("case__definition").filter(pk=task_id).first()
    found = in_place_of(user, task, on) if task else None
    return found.absent_id if found else None


def stands_in(user: User, absent_id: int, task: Task, on: date) -> bool:
    """Tell whether a user may do a task in the place of somebody on a day."""
    theirs = stands_in_for(user, on)
    if not any(one.absent_id == absent_id and _passes(one, task) for one in theirs):
        return False
    if absent_id in (task.claimed_by_id, task.in_place_of_id):
        return True
    return _is_of(posts_with_absent(user, on, theirs).get(absent_id, ()), task)


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


def _passes(one: StandIn, task: Task) -> bool:
    return not one.kinds or one.includes(task.case.definition.key)


def _is_of(posts: Collection[Post], task: Task) -> bool:
    return Task.objects.filter(_of_posts(posts), pk=task.pk).exists()


def _kinds(one: StandIn) -> Q:
    return Q(case__definition__key__in=sorted(one.kinds)) if one.kinds else Q()


@dataclass
class _Given:
    """The posts whose tasks are in some share already, so that no task comes twice."""

    whole: dict[str, frozenset[int | None]] = field(default_factory=dict)
    some_kinds: dict[str, list[Q]] = field(default_factory=dict)

    def rest(self, role: str, held: frozenset[int | None], kinds: Q) -> list[Q]:
        """Return what of a role's posts is in no share yet, in ranges of an index; remember it."""
        had = self.whole.get(role, frozenset())
        before = self.some_kinds.setdefault(role, [])
        new = [share & kinds for share in _ranges(role, held, had)]
        left = [reduce(lambda found, one: found & ~one, before, share) for share in new]
        if kinds:
            before += new
        else:
            self.whole[role] = had | held
        return left


def _shares(user: User, on: date) -> list[Q]:
    """Return conditions without overlap that make up a user's worklist."""
    theirs = stands_in_for(user, on)
    posts = posts_with_absent(user, on, theirs)
    absent = [one.absent_id for one in theirs]
    here = Q(in_place_of__isnull=True) | Q(in_place_of__in=absent)
    claimed = Q(state=TaskState.CLAIMED)
    # Two ranges: one condition over both columns would be read whole before it is sorted.
    found = [claimed & Q(claimed_by=user) & here, claimed & Q(in_place_of=user)]
    found += [_held(one, user) for one in theirs]
    given, ready = _Given(), Q(state=TaskState.READY) & ~_asks_for_another(user.pk)
    for role, held in _by_role(posts.get(user.pk, ())).items():
        found += [ready & share for share in given.rest(role, held, Q())]
    for one in theirs:
        # Nobody does in another's place what the other was refused.
        theirs_too = ready & ~_asks_for_another(one.absent_id)
        for role, held in _by_role(posts.get(one.absent_id, ())).items():
            found += [theirs_too & share for share in given.rest(role, held, _kinds(one))]
    return found


def _held(one: StandIn, user: User) -> Q:
    mine = Q(state=TaskState.CLAIMED, claimed_by=one.absent_id, in_place_of__isnull=True)
    return mine & _kinds(one) & ~_asks_for_another(user.pk)


def _by_role(posts: Collection[Post]) -> dict[str, frozenset[int | None]]:
    """Return where each role is held; nowhere in particular is everywhere."""
    roles = sorted({role for role, _unit in posts})
    return {role: frozenset(unit for held, unit in posts if held == role) for role in roles}


def _ranges(role: str, held: frozenset[int | None], had: frozenset[int | None]) -> Iterator[Q]:
    """Yield which tasks of a role some posts give, without those that other posts gave already."""
    if None in had:
        return
    nobodys = Q(department__isnull=True)
    if None in held:
        yield Q(role=role) & ~nobodys & ~Q(department__in=had) if had else Q(role=role)
        return
    units = sorted(unit for unit in held - had if unit is not None)
    if len(units) > FEW_UNITS:
        # Of a role in most units nearly every task is one's own: in order of time it is found
        # soon, and forty ranges would take longer to plan than to read.
        mine = Q(department__in=units)
        yield Q(role=role) & (mine if had else mine | nobodys)
        return
    for unit in units:
        yield Q(role=role, department=unit)
    if not had:
        yield Q(role=role) & nobodys


def _of_posts(posts: Collection[Post]) -> Q:
    """Return the condition of the tasks that somebody's posts give."""
    found = Q(pk__in=[])
    for role, held in _by_role(posts).items():
        here = Q(department__in=held) | Q(department__isnull=True)
        found |= Q(role=role) if None in held else Q(role=role) & here
    return found


@once
def _reach(user: User, on: date) -> Q:
    theirs = stands_in_for(user, on)
    posts = posts_with_absent(user, on, theirs)
    here = Q(in_place_of__isnull=True) | Q(in_place_of__in=[one.absent_id for one in theirs])
    found = _of_posts(posts.get(user.pk, ())) | Q(claimed_by=user) & here | Q(in_place_of=user)
    for one in theirs:
        mine = _of_posts(posts.get(one.absent_id, ())) | Q(claimed_by=one.absent_id)
        found |= _kinds(one) & mine
    return found


def _asks_for_another(user_id: int) -> Any:
    done = Task.objects.filter(case=OuterRef("case"), done_by=user_id, state=TaskState.DONE)
    named = Func(
        OuterRef("not_by"), F("element"), function="jsonb_exists", output_field=BooleanField()
    )
    # Few tasks ask at all: the others are let through without looking at what was done.
    return ~Q(not_by=[]) & Exists(done.filter(named))
