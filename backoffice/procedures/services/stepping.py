"""How a step reaches the rows: the case is locked, the engine moves, all its effects are written.

A family of cases (a case and those it called) is locked by its outermost member, first and once;
steps of one family therefore wait for each other and never in a circle.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import SimpleLazyObject

from backoffice.documents.authority import FOR_ABSENT
from backoffice.identity.models import User
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.procedures import nets, tasks
from backoffice.procedures.engine.state import (
    Closed,
    Opened,
    Passed,
    Sent,
    State,
    Stuck,
    Uncaught,
)
from backoffice.procedures.engine.stepper import Run
from backoffice.procedures.facts import plain
from backoffice.procedures.models import Case, Errand, Incident, Step, Task, Timer, Wait
from backoffice.procedures.models.cases import StepKind
from backoffice.procedures.states import (
    CASE_MOVES,
    OPEN_TASKS,
    CaseState,
    ErrandState,
    IncidentState,
    TaskState,
    TimerState,
    WaitState,
)

from .writing import Line, write_step


def lock_family(rows: QuerySet[Any]) -> Case:
    """Lock the outermost case of the one that a row (task, errand, timer …) belongs to."""
    root = rows.values(outermost=Coalesce(F("case__root_id"), F("case_id")))[:1]
    return Case.objects.select_for_update().get(pk=root)


def lock_case(case_id: int) -> Case:
    """Lock a case, after its outermost case where it was called."""
    return member(Case.objects.select_for_update().get(pk=_outermost(case_id)), case_id)


def hold_case(*, case_id: int) -> None:
    """Let no step of a case's family happen until the caller's transaction ends.

    Whoever locks what a case is about holds the case first: an automatic step, which acts on that
    under the lock of its case, would else wait crosswise.
    """
    family = Case.objects.select_for_update().filter(pk=_outermost(case_id))
    family.values_list("pk").get()


def _outermost(case_id: int) -> QuerySet[Case, Any]:
    rows = Case.objects.filter(pk=case_id)
    return rows.values(outermost=Coalesce(F("root_id"), F("pk")))[:1]


def member(root: Case, case_id: int) -> Case:
    """Return a case of a locked family."""
    return root if root.pk == case_id else Case.objects.select_for_update().get(pk=case_id)


@dataclass
class Stepping:
    """A locked case, its engine, and the rows that a step adds."""

    case: Case
    actor: User | None
    at: datetime
    caller: "Stepping | None" = None
    #: the task whose completion this step is; it is written with the step
    finished: Task | None = None
    run: Run = field(init=False)
    before: int = field(init=False)

    def __post_init__(self) -> None:
        case = self.case
        state = State.unpack(case.engine)
        self.before = state.last
        self.run = Run(
            net=nets.net_of(case.version_id),
            state=state,
            facts=dict(case.facts),
            at=self.at,
            # Read only by the few steps that reckon with working days.
            calendar=cast("LegalCalendar", SimpleLazyObject(legal_calendar)),
            decide=_decide,
            about={
                "code": case.code,
                "subject": case.subject_id,
                "subject_kind": case.subject_kind,
                "title": case.title,
            },
        )

    def write(self) -> None:
        """Write what the engine asked for, and the case as it stands now."""
        from .following import follow

        ledger = _Ledger(self)
        ledger.in_place_of = self._in_place_of()
        for effect in self.run.effects:
            ledger.enter(effect)
        self.run.effects = []
        if self.run.is_over and self.case.state == CaseState.RUNNING:
            ledger.finish()
        self.case.engine = self.run.state.pack()
        self.case.facts = plain(self.run.facts)
        begun = [task_row(self, opened) for opened in ledger.opened if opened.kind == "task"]
        write_step(self, ledger.steps, begun)
        ledger.write()
        self.before = self.run.state.last
        follow(self, ledger)

    def _in_place_of(self) -> tuple[int, str] | None:
        task = self.finished
        if task is None or task.in_place_of is None:
            return None
        return task.token, f"{FOR_ABSENT} {task.in_place_of}"

    def note(
        self, what: str, *, element: str = "", token: int | None = None, text: str = ""
    ) -> None:
        """Add a line to the case's history that the engine does not know of."""
        Step.objects.create(
            case=self.case,
            version_id=self.case.version_id,
            element=element,
            token=token,
            what=what,
            at=self.at,
            actor=self.actor,
            note=text[:240],
        )


def _decide(key: str, names: Mapping[str, Any]) -> dict[str, Any]:
    return plain(nets.table_of(nets.version_in_force(key).pk).decide(names))


class _Ledger:
    """The rows of one step, written kind by kind."""

    def __init__(self, stepping: Stepping) -> None:
        self.stepping = stepping
        self.case = stepping.case
        self.steps: list[Line] = []
        self.opened: list[Opened] = []
        self.closed: dict[str, set[int]] = defaultdict(set)
        self.sent: list[Sent] = []
        self.stuck: list[Stuck] = []
        self.uncaught: list[Uncaught] = []
        self.waits: list[Wait] = []
        #: the token of the task that somebody did for another, and what the history says of it
        self.in_place_of: tuple[int, str] | None = None

    def enter(self, effect: object) -> None:
        """Sort one effect; what a step opens and closes again is never written."""
        if isinstance(effect, Passed):
            self.steps.append(self._line(effect))
        elif isinstance(effect, Opened):
            self.opened.append(effect)
        elif isinstance(effect, Closed):
            self._close(effect)
        elif isinstance(effect, Sent):
            self.sent.append(effect)
        elif isinstance(effect, Stuck):
            self.stuck.append(effect)
        elif isinstance(effect, Uncaught):
            self.uncaught.append(effect)

    def _line(self, effect: Passed) -> Line:
        note = effect.note
        if self.in_place_of and effect.what == StepKind.DONE:
            token, words = self.in_place_of
            note = note or (words if effect.token == token else "")
        return Line(effect.element, effect.token, effect.what, effect.began_at, note[:240])

    def _close(self, effect: Closed) -> None:
        self.opened = [
            o for o in self.opened if o.token != effect.token or o.kind not in effect.kinds
        ]
        if "stuck" in effect.kinds:
            self.stuck = [s for s in self.stuck if s.token != effect.token]
        if effect.token <= self.stepping.before:
            for kind in effect.kinds:
                self.closed[kind].add(effect.token)

    def finish(self) -> None:
        """Close the case: no token is left."""
        check_move(CASE_MOVES, CaseState(self.case.state), CaseState.COMPLETED)
        self.case.state = CaseState.COMPLETED
        self.case.closed_at = self.stepping.at
        self.steps.append(Line("", None, StepKind.FINISHED, self.case.opened_at, ""))

    def write(self) -> None:
        """Write what few steps have; each kind is one statement."""
        self._write_closed()
        self._open_timers([o for o in self.opened if o.kind == "timer"])
        self._open_waits([o for o in self.opened if o.kind == "message"])
        self._open_errands([o for o in self.opened if o.kind == "errand"])
        if self.stuck:
            Incident.objects.bulk_create([self._incident(stuck) for stuck in self.stuck])

    def _write_closed(self) -> None:
        at, case = self.stepping.at, self.case
        kinds: dict[str, tuple[Any, str, dict[str, Any]]] = {
            "task": (Task, "state__in", {"state": TaskState.CANCELLED}),
            "timer": (Timer, "state", {"state": TimerState.CANCELLED}),
            "message": (Wait, "state", {"state": WaitState.CANCELLED}),
            "errand": (Errand, "state__in", {"state": ErrandState.CANCELLED}),
        }
        live: dict[str, Any] = {
            "task": OPEN_TASKS,
            "timer": TimerState.WAITING,
            "message": WaitState.WAITING,
            "errand": (ErrandState.WAITING, ErrandState.FAILED),
        }
        for kind, (model, lookup, change) in kinds.items():
            if tokens := self.closed.get(kind):
                rows = model.objects.filter(case=case, token__in=tokens, **{lookup: live[kind]})
                rows.update(**change)
        if tokens := self.closed.get("stuck", set()) | self.closed.get("errand", set()):
            Incident.objects.filter(case=case, token__in=tokens, state=IncidentState.OPEN).update(
                state=IncidentState.SOLVED, solved_at=at, solved_by=self.stepping.actor
            )

    def _open_timers(self, opened: list[Opened]) -> None:
        if opened:
            Timer.objects.bulk_create(
                Timer(
                    case=self.case,
                    element=item.element,
                    token=item.token,
                    due_at=cast("datetime", item.due_at),
                    rounds=item.rounds,
                )
                for item in opened
            )

    def _open_waits(self, opened: list[Opened]) -> None:
        self.waits = [
            Wait(
                case=self.case,
                element=item.element,
                token=item.token,
                message=item.name,
                correlation=item.correlation,
                opened_at=self.stepping.at,
            )
            for item in opened
        ]
        if self.waits:
            Wait.objects.bulk_create(self.waits)

    def _open_errands(self, opened: list[Opened]) -> None:
        if not opened:
            return
        errands = Errand.objects.bulk_create(
            Errand(
                case=self.case,
                element=item.element,
                token=item.token,
                operation=item.name,
                opened_at=self.stepping.at,
                next_at=self.stepping.at,
            )
            for item in opened
        )
        for errand in errands:
            tasks.defer_errand(errand.pk)

    def _incident(self, stuck: Stuck) -> Incident:
        return Incident(
            case=self.case,
            element=stuck.element,
            token=stuck.token,
            error=stuck.error,
            opened_at=self.stepping.at,
        )


def task_row(stepping: Stepping, opened: Opened) -> Task:
    """Return the row of a task that begins: whose it is, in words and by lane."""
    net = stepping.run.net
    element = net.elements[opened.element]
    role, department = net.role_of(element)
    return Task(
        case=stepping.case,
        element=element.id,
        token=opened.token,
        name_el=element.label[:240],
        name_en=element.name_en[:240],
        role=role,
        department_id=department_of(department, stepping.case),
        opened_at=stepping.at,
        due_at=opened.due_at,
        not_by=list(element.not_by),
    )


def department_of(code: str, case: Case) -> int | None:
    """Return the department that a lane names, or the case's own."""
    from backoffice.identity.queries import departments_as_tree
    from backoffice.kernel.dates import athens_day

    if not code:
        return case.department_id
    units = departments_as_tree(athens_day(case.opened_at))
    return next((unit.pk for _depth, unit in units if unit.code == code), case.department_id)
