"""What every step reads and writes, in as few round trips as can be.

A step of a person's task would otherwise be seven statements, and most of their time the way to the
server and back, and the object-relational mapper on both sides of it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import models

from backoffice.kernel.sql import run
from backoffice.procedures.facts import FactsEncoder
from backoffice.procedures.models import Case, Task

if TYPE_CHECKING:
    from .stepping import Stepping

Row = TypeVar("Row", bound=models.Model)


class Line(NamedTuple):
    """A line of the history that a step adds."""

    element: str
    token: int | None
    what: str
    began_at: datetime | None
    note: str


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


LOCK = f"""
select {_columns(Case)} from procedures_case where id = (
    select coalesce(c.root_id, c.id) from procedures_task t join procedures_case c
    on c.id = t.case_id where t.id = %s) for update
"""  # noqa: S608
READ = f"select {_columns(Task)} from procedures_task where id = %s"  # noqa: S608

WRITE = """
with finished as (
    update procedures_task set state = 'done', done_at = %(at)s, done_by_id = %(actor)s,
        in_place_of_id = %(in_place_of)s, outcome = %(outcome)s::jsonb
    where id = %(finished)s
), kept as (
    update procedures_case set engine = %(engine)s::jsonb, facts = %(facts)s::jsonb,
        state = %(state)s, closed_at = %(closed_at)s, closing_note = %(closing_note)s
    where id = %(case)s
), told as (
    insert into procedures_step
        (case_id, version_id, element, token, what, began_at, "at", actor_id, note)
    select %(case)s, %(version)s, element, token, what, began_at, %(at)s, %(actor)s, note
    from jsonb_to_recordset(%(steps)s::jsonb)
        as step(element text, token int, what text, began_at timestamptz, note text)
)
insert into procedures_task (case_id, element, token, name_el, name_en, role, department_id,
    state, opened_at, due_at, not_by, outcome)
select %(case)s, element, token, name_el, name_en, role, department_id, 'ready', %(at)s, due_at,
    not_by, '{}'::jsonb
from jsonb_to_recordset(%(tasks)s::jsonb)
    as task(element text, token int, name_el text, name_en text, role text, department_id bigint,
        due_at timestamptz, not_by jsonb)
"""


def lock_for_task(task_id: int) -> tuple[Case, Task]:
    """Lock the outermost case of a task, and return both as they are now.

    :raises Task.DoesNotExist: if there is no such task
    """
    locked = run(LOCK, [task_id])
    # Read after the lock was given: what somebody else did meanwhile is seen.
    found = run(READ, [task_id])
    if not locked or not found:
        raise Task.DoesNotExist
    return _made(Case, locked[0]), _made(Task, found[0])


def _made(model: type[Row], values: tuple[Any, ...]) -> Row:
    fields = model._meta.concrete_fields
    plain = [
        json.loads(value) if isinstance(field, models.JSONField) else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db("default", [str(field.attname) for field in fields], plain)


def write_step(stepping: "Stepping", steps: Sequence[Line], tasks: Sequence[Task]) -> None:
    """Write a step of a locked case, with the task whose completion led to it, if one did."""
    case, finished = stepping.case, stepping.finished
    run(
        WRITE,
        {
            "at": stepping.at,
            "actor": stepping.actor.pk if stepping.actor else None,
            "finished": finished.pk if finished else None,
            "in_place_of": finished.in_place_of_id if finished else None,
            "outcome": _json(finished.outcome if finished else {}),
            "case": case.pk,
            "version": case.version_id,
            "engine": _json(case.engine),
            "facts": _json(case.facts),
            "state": str(case.state),
            "closed_at": case.closed_at,
            "closing_note": case.closing_note,
            "steps": _json([step._asdict() for step in steps]),
            "tasks": _json([_task(task) for task in tasks]),
        },
    )
    stepping.finished = None


def _task(task: Task) -> dict[str, Any]:
    return {
        "element": task.element,
        "token": task.token,
        "name_el": task.name_el,
        "name_en": task.name_en,
        "role": task.role,
        "department_id": task.department_id,
        "due_at": task.due_at,
        "not_by": task.not_by,
    }


def _json(value: Any) -> str:
    return json.dumps(value, cls=FactsEncoder, ensure_ascii=False)
