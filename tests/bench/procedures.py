"""User tasks advanced a second by one core: our compact state against SpiffWorkflow's own.

A core's second is a second of processor time, of this process and of its database backend together:
what is measured is the work, not who else uses the machine. Both wait for the disk at each commit
besides, which several processes do side by side.

Ours is the whole verb, as a screen calls it: locks, rights by state, history, the next task, the
audit row, the commit. Theirs is the least that a stock use of SpiffWorkflow 3.2 needs: the case's
serialised workflow read from a row, one task run, the workflow written back; no history, no task
row, no audit. One process each, one after the other.
"""

import os
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from . import harness
from .harness import Contest, Result
from .scratch import copied_database

CASES = 40
TASKS = 5
AIM = 200.0


class Bench:
    """A published procedure of five tasks in a row with a choice after each, and its cases."""

    def __init__(self) -> None:
        from backoffice.identity.models import User
        from backoffice.identity.services.roles import load_roles
        from tests.backoffice.procedures.reference import parse

        load_roles(at=timezone.now())
        self.numbers = count(1)
        self.xml = _drawing()
        self.clerk = User.objects.create_user("bench@town.example", is_staff=True)
        self._publish()
        self.specs = parse(self.xml, "bench")
        with connection.cursor() as cursor:
            cursor.execute(
                "create table if not exists bench_stock (id bigserial primary key, state text)"
            )

    def _publish(self) -> None:
        from backoffice.procedures import services

        now = timezone.now()
        draft = services.save_draft(key="bench", xml=self.xml, actor=None, at=now)
        services.publish_version(version_id=draft.pk, actor=None, at=now)

    def ours(self) -> float:
        """Return how many tasks a second are completed through `services.complete_task`."""
        from backoffice.procedures import services
        from backoffice.procedures.models import Case, Task

        cases = [self._begin() for _case in range(CASES)]
        begun, done = worked(), 0
        for _step in range(TASKS):
            tasks = Task.objects.filter(case__in=cases, state="ready").values_list("pk", flat=True)
            for task_id in list(tasks):
                services.complete_task(
                    task_id=task_id, outcome={"go": True}, actor=self.clerk, at=timezone.now()
                )
                done += 1
        rate = done / (worked() - begun)
        finished = Case.objects.filter(pk__in=cases, state="completed").count()
        if (finished, done) != (CASES, CASES * TASKS):
            raise AssertionError(f"{finished} of {CASES} cases finished after {done} tasks")
        return rate

    def _begin(self) -> int:
        from backoffice.kernel.actors import Source
        from backoffice.procedures import services

        return services.start_case(
            process="bench",
            subject=Source("bench", str(next(self.numbers))),
            facts={"applicant": "Synthetic Person", "amount": "120.00"},
            actor=None,
            at=timezone.now(),
        ).pk

    def stock(self) -> float:
        """Return how many tasks a second SpiffWorkflow advances with its own serializer."""
        from tests.backoffice.procedures.reference import Reference

        facts = {"applicant": "Synthetic Person", "amount": "120.00"}
        rows = [_insert(Reference.begin(self.specs, facts).freeze()) for _case in range(CASES)]
        begun = worked()
        for _step in range(TASKS):
            for row in rows:
                _advance(row)
        return CASES * TASKS / (worked() - begun)

    def bytes_of(self) -> dict[str, Any]:
        """Return what the database keeps for a case half way, ours and theirs."""
        from backoffice.procedures import queries, services
        from backoffice.procedures.models import Case, Task
        from tests.backoffice.procedures.reference import Reference

        case = Case.objects.get(pk=self._begin())
        task = Task.objects.get(case=case)
        services.complete_task(
            task_id=task.pk, outcome={"go": True}, actor=self.clerk, at=timezone.now()
        )
        reference = Reference.begin(self.specs, dict(case.facts))
        reference.complete(task.element, go=True)
        return {**queries.size_of(case), "stock": len(reference.freeze().encode())}


def worked() -> float:
    """Return the seconds of processor time of this process and its database backend so far.

    A backend on another machine cannot be seen, and is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    seconds = time.process_time()
    if backend.exists():
        # Fields 14 and 15 of proc(5), counted after the name, which may hold spaces.
        user, system = backend.read_text().rpartition(")")[2].split()[11:13]
        seconds += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return seconds


def _drawing() -> str:
    from tests.backoffice.procedures.drawing import Drawing

    drawing = Drawing("bench")
    before = drawing.start()
    for number in range(TASKS):
        task = drawing.user(f"t{number}")
        gate, on, away = f"g{number}", f"on{number}", f"away{number}"
        drawing.node("exclusiveGateway", gate, default=on)
        drawing.flow(before, task)
        drawing.flow(task, gate)
        drawing.flow(gate, drawing.end(away), "not go")
        before = drawing.node("exclusiveGateway", f"h{number}")
        drawing.flow(gate, before, name=on)
    drawing.flow(before, drawing.end())
    return drawing.xml()


def _insert(state: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("insert into bench_stock (state) values (%s) returning id", [state])
        return int(cursor.fetchone()[0])


def _advance(row: int) -> None:
    from tests.backoffice.procedures.reference import Reference

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select state from bench_stock where id = %s for update", [row])
        case = Reference.thaw(cursor.fetchone()[0])
        case.complete(case.ready()[0], go=True)
        cursor.execute("update bench_stock set state = %s where id = %s", [case.freeze(), row])


def run() -> Iterator[Result]:
    """Measure the contests about procedures."""
    with copied_database("loggia_bench_procedures"):
        bench = Bench()
        yield harness.compete(
            Contest(
                "tasks_against_stock_spiff",
                "/s",
                "SpiffWorkflow 3.2, its serializer, one row",
                1.0,
                bench.ours,
                bench.stock,
            )
        )
        yield harness.compete(
            Contest("tasks_a_core_second", "/s", "aim", 1.0, bench.ours, lambda: AIM)
        )
        sizes = bench.bytes_of()
        ours = sizes["row"] + sizes["history"]
        yield Result(
            name="case_bytes",
            value=ours,
            unit="B (row with facts and state, and history)",
            baseline=f"serialised workflow; our state alone is {sizes['state']} B",
            baseline_value=sizes["stock"],
            ratio=round(sizes["stock"] / ours, 3),
            target=5.0,
            met=sizes["stock"] / ours >= 5.0,
        )
