"""What the page of a matter shows of its case: where it stands, the drawing, what happened."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.matters import BLOCKS, HISTORIES, Block, Matter, Told, Visit, history_of

from . import words
from .models import Step
from .models.cases import StepKind
from .states import OPEN_CASES

#: Older lines are one press away: nobody reads further at first.
LINES = 100
VERBS = {
    StepKind.STARTED: gettext_lazy("“%(name)s” began"),
    StepKind.DONE: gettext_lazy("“%(name)s” was done"),
    StepKind.INTERRUPTED: gettext_lazy("“%(name)s” was interrupted"),
    StepKind.FIRED: gettext_lazy("The time of “%(name)s” came"),
    StepKind.RECEIVED: gettext_lazy("“%(name)s” received its message"),
    StepKind.SENT: gettext_lazy("“%(name)s” sent its message"),
    StepKind.FAILED: gettext_lazy("“%(name)s” failed"),
    StepKind.RETRIED: gettext_lazy("“%(name)s” was tried again"),
    StepKind.SUSPENDED: gettext_lazy("The case was suspended"),
    StepKind.RESUMED: gettext_lazy("The case was resumed"),
    StepKind.CANCELLED: gettext_lazy("The case was cancelled"),
    StepKind.MIGRATED: gettext_lazy("The case was moved to another version"),
    StepKind.FINISHED: gettext_lazy("The case ended"),
}


def tell(steps: Iterable[Step], names: Mapping[str, str]) -> Iterable[Told]:
    """Tell a history in words; gateways and the like are not told."""
    for step in steps:
        name = names.get(step.element, "")
        if step.element and not name:
            continue
        verb = str(VERBS[StepKind(step.what)])
        who = step.actor.get_full_name() or step.actor.email if step.actor else _("automatically")
        yield Told(step.at, verb % {"name": name}, who, step.note)


def placed(rows: Iterable[Any], names: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Return rows with the name of the element at which they are."""
    return [(names.get(row.element) or row.element, row) for row in rows]


def case_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return the facts of a case."""
    case = matter.rows.get("case")
    if case is None:
        return None
    # An owner that tells what was sent in words of its own leaves the bare facts out.
    return {"case": case, "facts": sorted(matter.rows.get("facts", {}).items())}


def now_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return what waits in a case and what the reader may do about it."""
    case, view = matter.rows.get("case"), matter.rows.get("case_view")
    if case is None or view is None:
        return None
    names = words.names_of(case.version.xml, visit.language)
    mine = {task.pk for task in matter.rows["tasks"]}
    may = visit.reader.has_perm
    is_open = case.state in OPEN_CASES
    # The owner's page is for doing it; whoever hands tasks over does that on the task's own.
    others = _task_page if may("procedures.assign_task") else lambda _task: ""
    tasks = [
        (task, _address(matter, task.pk) if task.pk in mine else others(task.pk), task.pk in mine)
        for task in [*view.tasks, *_of_called(matter, view)]
    ]
    return {
        "case": case,
        "is_open": is_open,
        "tasks": tasks,
        "waits": placed(view.waits, names),
        "timers": placed(view.timers, names),
        "errands": placed(view.errands, names),
        "incidents": placed(view.incidents, names),
        "called": view.called,
        "may_steer": may("procedures.steer_case") and is_open and not case.parent_id,
        "may_solve": may("procedures.solve_incident"),
        "may_follow": may("procedures.view_case"),
    }


def _of_called(matter: Matter, view: Any) -> list[Any]:
    """Return the tasks of called cases that the reader may do."""
    own = {task.pk for task in view.tasks}
    return [task for task in matter.rows["tasks"] if task.pk not in own]


def _address(matter: Matter, task: int) -> str:
    return _task_page(task) if matter.step_address is None else matter.step_address(task)


def _task_page(task: int) -> str:
    from django.urls import reverse

    return reverse("procedures:task", args=[task])


def drawing_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return the drawing of a case with where it stands."""
    case, view = matter.rows.get("case"), matter.rows.get("case_view")
    if case is None or view is None:
        return None
    return {"case": case, "marks": view.marks, "address": matter.rows["drawing"]}


def history_values(matter: Matter, visit: Visit) -> dict[str, Any]:
    """Return what happened, the latest first; the oldest lines when asked for."""
    lines = history_of(matter, visit)
    whole = visit.is_print or visit.asked.get("history") == "all"
    return {
        "lines": lines if whole else lines[:LINES],
        "more": 0 if whole else max(0, len(lines) - LINES),
    }


def told_of_case(matter: Matter, visit: Visit) -> Iterable[Told]:
    """Tell the steps of a case."""
    case, view = matter.rows.get("case"), matter.rows.get("case_view")
    if case is None or view is None:
        return ()
    return tell(view.history, words.names_of(case.version.xml, visit.language))


def register_blocks() -> None:
    """Enter the blocks, and the lines of history."""
    folder = "procedures/matter"
    for key, block in (
        ("case", Block(14, gettext_lazy("Procedure"), f"{folder}/case.html", case_values)),
        ("now", Block(20, gettext_lazy("Where it stands"), f"{folder}/now.html", now_values)),
        (
            "drawing",
            Block(80, gettext_lazy("Diagram"), f"{folder}/drawing.html", drawing_values),
        ),
        (
            "history",
            Block(90, gettext_lazy("What happened"), f"{folder}/history.html", history_values),
        ),
    ):
        BLOCKS.register(key, block)
    HISTORIES.register("case", told_of_case)
