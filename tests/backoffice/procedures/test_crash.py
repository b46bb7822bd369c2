"""Killed anywhere: no step is lost and none is done twice.

A process that works on a case is killed with SIGKILL just before one of its SQL statements, again
and again at seeded places; whoever comes after it finishes the case.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from backoffice.audit.models import Entry
from backoffice.identity.models import User
from backoffice.kernel import reconcile
from backoffice.procedures import queries, services, tasks
from backoffice.procedures.models import Case, Errand, Step, Task
from tests.factories.servers import database_url

from .drawing import AT, Drawing
from .office import begin, make_staff, publish

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("transactional_db", "roles"),
]
ROOT = Path(__file__).parents[3]
STEPS = 4


def way() -> Drawing:
    """Four automatic steps, each leaving a note, with two people's tasks among them."""
    drawing = Drawing()
    drawing.start()
    for number in range(STEPS):
        drawing.service(f"note{number}", "audit.note", {"text": f"step {number}"})
    drawing.chain(
        "start",
        "note0",
        drawing.user("check"),
        "note1",
        "note2",
        drawing.user("sign"),
        "note3",
        drawing.end(),
    )
    return drawing


def work_on(case_id: int, clerk_id: int) -> None:
    """Do whatever the case waits for until it is over, as worker and clerk together."""
    clerk = User.objects.get(pk=clerk_id)
    for _step in range(50):
        for errand in Errand.objects.filter(case=case_id, state="waiting"):
            services.run_service_step(errand_id=errand.pk, at=AT)
        for task in Task.objects.filter(case=case_id, state="ready"):
            services.complete_task(task_id=task.pk, outcome={}, actor=clerk, at=AT)
        if Case.objects.get(pk=case_id).state == "completed":
            return


def work_until(statement: int | None, case_id: int, clerk_id: int) -> bool:
    """Work in a process that dies before its n-th statement; tell whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        seen = 0

        def count(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(count):
                work_on(case_id, clerk_id)
        except BaseException:
            os._exit(3)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def check_whole(case: Case) -> None:
    case.refresh_from_db()
    assert case.state == "completed"
    notes = Entry.objects.filter(action="procedures.case.noted").values_list("note", flat=True)
    assert sorted(notes) == [f"step {number}" for number in range(STEPS)]
    done = Counter(Step.objects.filter(case=case, what="done").values_list("element", flat=True))
    assert done == Counter(["start", "note0", "check", "note1", "note2", "sign", "note3", "end"])
    reconcile.load()
    for name, (_label, rows) in reconcile.QUERIES.items():
        if name.startswith("procedures."):
            assert list(rows()) == [], name


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_seeded_statements(seed: int) -> None:
    publish(way())
    case, clerk = begin(), make_staff("clerk@town.example", "clerk")
    places = random.Random(seed)
    killed = 0
    for _life in range(12):
        killed += work_until(places.randint(1, 30), case.pk, clerk.pk)
    work_until(None, case.pk, clerk.pk)
    assert killed >= 3
    check_whole(case)


def test_killed_before_every_statement_of_one_step() -> None:
    publish(way())
    case, clerk = begin(), make_staff("clerk@town.example", "clerk")
    statement = 1
    # Every life dies one statement later than the one before, which sweeps over all of a step.
    while work_until(statement, case.pk, clerk.pk) and statement < 60:
        statement += 1
    assert statement > 15
    work_until(None, case.pk, clerk.pk)
    check_whole(case)


def worker(*options: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "procrastinate",
            "worker",
            "--queues=procedures",
            "--fetch-job-polling-interval=0.2",
            *options,
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_a_real_worker_killed_in_the_queue_is_followed_by_another() -> None:
    with connection.cursor() as cursor:
        # The queue's own tables are not emptied between tests.
        cursor.execute("delete from procrastinate_jobs where queue_name = 'procedures'")
    publish(way())
    clerk = make_staff("clerk@town.example", "clerk")
    cases = [begin(number=str(number)) for number in range(30)]
    first = worker()
    try:
        _wait(lambda: Errand.objects.filter(state="done").count() >= 3, first)
        first.send_signal(signal.SIGKILL)
    finally:
        first.kill()
        first.wait()
    left = Errand.objects.filter(state="waiting").count()
    assert left > 0
    # What the minute's sweep does with the steps that nobody finished.
    for errand_id in queries.left_lying(before=timezone.now()):
        tasks.defer_errand(errand_id)
    second = worker()
    try:
        _wait(lambda: not Errand.objects.filter(state="waiting").exists(), second)
    finally:
        second.terminate()
        second.wait(60)
    for case in cases:
        assert list(case.tasks.values_list("element", "state")) == [("check", "ready")]
        assert case.steps.filter(element="note0", what="done").count() == 1
    assert Entry.objects.filter(action="procedures.case.noted").count() == len(cases)
    work_on(cases[0].pk, clerk.pk)
    cases[0].refresh_from_db()
    assert cases[0].state == "completed"


def _wait(done: Any, process: "subprocess.Popen[bytes]") -> None:
    for _tick in range(600):
        if done():
            return
        if process.poll() is not None:
            raise AssertionError((process.stderr.read() if process.stderr else b"").decode()[-800:])
        time.sleep(0.05)
    raise AssertionError("The worker did not get there in 30 seconds.")
