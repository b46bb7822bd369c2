"""Two at once on one case: first lost without the lock, then held with it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from backoffice.kernel import reconcile
from backoffice.procedures import services
from backoffice.procedures.errors import TaskNotOpen
from backoffice.procedures.models import Case, Step, Task
from backoffice.procedures.services import people
from tests.backoffice.procedures.conftest import roles
from tests.backoffice.procedures.drawing import AT, Drawing
from tests.backoffice.procedures.office import begin, make_staff, open_tasks, publish

__all__ = ["roles"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("transactional_db", "roles"),
]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts on connections of their own, all released together; return results or errors."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def disagreements() -> list[str]:
    reconcile.load()
    return [
        name
        for name, (_label, rows) in reconcile.QUERIES.items()
        if name.startswith("procedures.") and list(rows())
    ]


def line() -> Drawing:
    drawing = Drawing()
    drawing.node("exclusiveGateway", "way")
    drawing.chain(drawing.start(), drawing.user("check"), "way", drawing.end())
    return drawing


def two_clerks(task: Task) -> list[Any]:
    clerks = [make_staff(f"{name}@town.example", "clerk") for name in ("one", "two")]
    return at_once(
        *(
            lambda clerk=clerk: services.complete_task(
                task_id=task.pk, outcome={"by": clerk.email}, actor=clerk, at=AT
            )
            for clerk in clerks
        )
    )


def test_without_the_lock_both_clerks_complete_the_task(monkeypatch) -> None:
    meeting = threading.Barrier(2)

    def unlocked(task_id: int) -> tuple[Case, Task]:
        task = Task.objects.get(pk=task_id)
        return task.case, task

    real = people._refuse_closed

    def refuse_closed(task: Task) -> None:
        real(task)
        meeting.wait(timeout=60)

    monkeypatch.setattr(people, "lock_for_task", unlocked)
    monkeypatch.setattr(people, "_refuse_closed", refuse_closed)
    # The rows of a finished task and case stay by triggers of their own: here only the lock is
    # looked at, so both of those stand aside.
    connection.cursor().execute("alter table procedures_task disable trigger user")
    connection.cursor().execute("alter table procedures_case disable trigger user")
    try:
        publish(line())
        results = two_clerks(begin().tasks.get())
    finally:
        connection.cursor().execute("alter table procedures_task enable trigger user")
        connection.cursor().execute("alter table procedures_case enable trigger user")
    assert all(isinstance(result, Task) for result in results), results
    assert Step.objects.filter(element="check", what="done").count() == 2
    assert "procedures.done_tasks_in_history" in disagreements()


def test_one_clerk_completes_and_the_other_is_told() -> None:
    publish(line())
    case = begin()
    results = two_clerks(case.tasks.get())
    assert sorted(type(result) for result in results if isinstance(result, Task)) == [Task]
    assert sum(isinstance(result, TaskNotOpen) for result in results) == 1
    assert Step.objects.filter(element="check", what="done").count() == 1
    assert disagreements() == []


def test_eight_doors_start_one_case() -> None:
    publish(line())
    results = at_once(*(lambda: begin(number="7") for _door in range(8)))
    assert len({case.pk for case in results}) == 1
    assert Case.objects.count() == 1


def test_a_timer_fires_once_for_two_workers() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.timer("pause", "P1D")
    drawing.chain("start", "pause", drawing.user("check"), drawing.end())
    publish(drawing)
    case, late = begin(), AT + timedelta(days=2)
    results = at_once(*(lambda: services.fire_timers(at=late) for _worker in range(4)))
    assert sum(results) == 1
    assert open_tasks(case) == ["check"]


def test_branches_of_one_case_joined_at_once_meet_once() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("parallelGateway", "split")
    drawing.node("parallelGateway", "join")
    drawing.flow("start", "split")
    for number in range(6):
        drawing.chain("split", drawing.user(f"t{number}"), "join")
    drawing.chain("join", drawing.user("last"), drawing.end())
    publish(drawing)
    case, clerk = begin(), make_staff("one@town.example", "clerk")
    ids = list(case.tasks.values_list("pk", flat=True))
    results = at_once(
        *(
            lambda pk=pk: services.complete_task(task_id=pk, outcome={}, actor=clerk, at=AT)
            for pk in ids
        )
    )
    assert all(isinstance(result, Task) for result in results), results
    assert open_tasks(case) == ["last"]
    assert disagreements() == []


def test_caller_and_called_never_wait_in_a_circle() -> None:
    publish(_called())
    outer = Drawing("outer")
    outer.start()
    outer.node("callActivity", "call", calledElement="inner")
    outer.timer("late", "P1D", attachedToRef="call")
    outer.chain("start", "call", outer.end())
    outer.chain("late", outer.user("after"), "end")
    publish(outer)
    clerk, late = make_staff("one@town.example", "clerk"), AT + timedelta(days=2)
    cases = [begin("outer", number=str(number)) for number in range(6)]
    for case in cases:
        task = Task.objects.get(case__parent=case)
        done, _fired = at_once(
            lambda task=task: services.complete_task(
                task_id=task.pk, outcome={}, actor=clerk, at=AT
            ),
            lambda: services.fire_timers(at=late),
        )
        assert isinstance(done, (Task, TaskNotOpen)), done
    assert disagreements() == []


def _called() -> Drawing:
    inner = Drawing("inner")
    inner.chain(inner.start(), inner.user("check"), inner.end())
    return inner
