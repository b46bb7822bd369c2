"""Public reads: who has to do what, where a case stands, how long steps take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from backoffice.identity.models import User

from .engine import language as expressions
from .engine.errors import ExpressionError
from .engine.net import FormField, Net
from .engine.state import State
from .finding import tasks_near
from .models import Case, Definition, Errand, Incident, Step, Task, Timer, Version, Wait
from .nets import net_of as _net_of
from .nets import version_in_force as _version_in_force
from .states import (
    OPEN_TASKS,
    CaseState,
    ErrandState,
    IncidentState,
    TaskState,
    TimerState,
    VersionState,
    WaitState,
)
from .whose import (
    done_before_by,
    in_place_of,
    left_to_others,
    may_do,
    parts_of,
    place_of,
    stands_in,
    takes_part,
    tasks_for,
    worklist,
    worklist_parts,
)

__all__ = [
    "CaseView",
    "StepFigure",
    "case_about",
    "case_view",
    "cases",
    "definitions",
    "diagram_marks",
    "doers",
    "done_before_by",
    "form_of",
    "history",
    "in_place_of",
    "last_doer",
    "left_lying",
    "left_to_others",
    "may_do",
    "net_of",
    "open_incidents",
    "open_ways",
    "parts_of",
    "place_of",
    "size_of",
    "stands_in",
    "step_figures",
    "takes_part",
    "tasks_for",
    "tasks_near",
    "waits_for",
    "worklist",
    "worklist_parts",
]
BATCH = 500


def open_ways(process: str, facts: Mapping[str, Any]) -> list[str]:
    """Return the arrows of a procedure whose conditions these facts settle as met, by name.

    What asks for a fact that is not there yet, such as a decision, is left out; so two sets of
    facts can be compared by where they would lead without beginning a case.

    :raises UnknownProcedure: if no version is in force
    """
    net = _net_of(_version_in_force(process).pk)
    ways = []
    for flow in net.flows.values():
        if not flow.condition:
            continue
        try:
            holds = expressions.read(flow.condition).holds(facts)
        except ExpressionError:
            continue
        if holds:
            target = net.elements.get(flow.target)
            ways.append(flow.name or (target.name if target else "") or flow.id)
    return ways


def last_doer(case_id: int) -> User | None:
    """Return who completed the last task of a person in a case or in those it called."""
    rows = Task.objects.filter(
        Q(case=case_id) | Q(case__root=case_id), state=TaskState.DONE, done_by__isnull=False
    )
    task = rows.select_related("done_by").order_by("-done_at", "-pk").first()
    return task.done_by if task else None


def doers(case_id: int) -> list[User]:
    """Return who completed tasks of a case or of those it called, the latest first."""
    rows = Task.objects.filter(
        Q(case=case_id) | Q(case__root=case_id), state=TaskState.DONE, done_by__isnull=False
    )
    found = rows.select_related("done_by").order_by("-done_at", "-pk")
    return list({task.done_by.pk: task.done_by for task in found if task.done_by}.values())


def waits_for(case_id: int, message: str) -> bool:
    """Tell whether a case waits for a message now."""
    rows = Wait.objects.filter(message=message, state=WaitState.WAITING)
    return rows.filter(Q(case=case_id) | Q(case__root=case_id)).exists()


def net_of(version: Version) -> Net:
    """Return the elements and arrows of a version that is or was in force."""
    return _net_of(version.pk)


def form_of(task: Task) -> tuple[FormField, ...]:
    """Return the questions of a task."""
    return _net_of(task.case.version_id).elements[task.element].fields


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that it waits for, what was done, and its marks on the diagram."""

    case: Case
    tasks: list[Task]
    timers: list[Timer]
    waits: list[Wait]
    errands: list[Errand]
    incidents: list[Incident]
    called: list[Case]
    history: list[Step]
    marks: dict[str, str]


def case_view(case: Case) -> CaseView:
    """Return everything about a case for one screen, in eight statements whatever its size."""
    steps = list(history(case))
    incidents = list(case.incidents.filter(state=IncidentState.OPEN).order_by("opened_at"))
    return CaseView(
        case=case,
        tasks=list(
            case.tasks.filter(state__in=OPEN_TASKS).select_related("department", "claimed_by")
        ),
        timers=list(case.timers.filter(state=TimerState.WAITING).order_by("due_at")),
        waits=list(case.waits.filter(state=WaitState.WAITING)),
        errands=list(case.errands.filter(state__in=(ErrandState.WAITING, ErrandState.FAILED))),
        incidents=incidents,
        called=list(case.called.select_related("definition").order_by("opened_at")),
        history=steps,
        marks=_marks(case, {s.element for s in steps if s.what == "done"}, incidents),
    )


def history(case: Case) -> QuerySet[Step]:
    """Return what happened in a case, from the beginning."""
    return Step.objects.filter(case=case).select_related("actor").order_by("pk")


def diagram_marks(case: Case) -> dict[str, str]:
    """Return `done`, `current`, `waiting` or `incident` for every element that a case came to."""
    done = Step.objects.filter(case=case, what="done").values_list("element", flat=True)
    return _marks(case, set(done.distinct()), list(case.incidents.filter(state=IncidentState.OPEN)))


def _marks(case: Case, done: set[str], incidents: Sequence[Incident]) -> dict[str, str]:
    marks = dict.fromkeys(done, "done")
    for token in State.unpack(case.engine).tokens.values():
        marks[token.element] = "current" if token.wait in ("task", "scope", "many") else "waiting"
    for incident in incidents:
        marks[incident.element] = "incident"
    return marks


@dataclass(frozen=True, slots=True)
class StepFigure:
    """How often an element was passed, and how long it took: half and nine tenths were faster."""

    count: int
    median: float
    p90: float


FIGURES = """
select element, count(*),
    coalesce(percentile_cont(0.5) within group (order by extract(epoch from at - began_at)), 0),
    coalesce(percentile_cont(0.9) within group (order by extract(epoch from at - began_at)), 0)
from procedures_step
where version_id = %s and at >= %s and what = 'done'
group by element
"""


def step_figures(version: Version, since: datetime) -> dict[str, StepFigure]:
    """Return, for every element of a version, count and times in seconds since an instant."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [version.pk, since])
        return {
            element: StepFigure(count, float(median), float(p90))
            for element, count, median, p90 in cursor.fetchall()
        }


def open_incidents() -> QuerySet[Incident]:
    """Return the incidents that wait for somebody, the latest first."""
    rows = Incident.objects.filter(state=IncidentState.OPEN)
    return rows.select_related("case__definition", "case__version").order_by("-opened_at")


def cases() -> QuerySet[Case]:
    """Return all cases with what a list shows, the latest first."""
    return Case.objects.select_related("definition", "version", "department", "party").order_by(
        "-opened_at", "-pk"
    )


def case_about(process: str, kind: str, number: str) -> Case | None:
    """Return the case of a procedure about a subject, if there is one."""
    rows = cases().filter(subject_kind=kind, subject_id=number, parent__isnull=True)
    return rows.filter(definition__key=process).first()


def definitions() -> QuerySet[Definition]:
    """Return all procedures and decision tables, saying which have a version in force."""
    in_force = Version.objects.filter(definition=OuterRef("pk"), state=VersionState.PUBLISHED)
    return Definition.objects.annotate(is_in_force=Exists(in_force)).order_by("kind", "name_el")


def processes_in_force() -> QuerySet[Definition]:
    """Return the procedures that have a version in force."""
    in_force = Version.objects.filter(definition=OuterRef("pk"), state=VersionState.PUBLISHED)
    return Definition.objects.filter(Exists(in_force), kind="process").order_by("name_el")


def left_lying(before: datetime) -> list[int]:
    """Return automatic steps that should have run before an instant and did not."""
    rows = Errand.objects.filter(
        state=ErrandState.WAITING, next_at__lt=before, case__state=CaseState.RUNNING
    )
    return list(rows.order_by("next_at").values_list("pk", flat=True)[:BATCH])


def size_of(case: Case) -> dict[str, Any]:
    """Return how many bytes the database keeps for a case's row, its state and its history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_column_size(c.engine), pg_column_size(c.facts), pg_column_size(c.*), "
            "(select coalesce(sum(pg_column_size(s.*)), 0) from procedures_step s "
            "where s.case_id = c.id) from procedures_case c where c.id = %s",
            [case.pk],
        )
        state, facts, row, steps = cursor.fetchone()
    return {"state": state, "facts": facts, "row": row, "history": steps}
