"""Reads: right, and in as many statements for many cases as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.procedures import queries, services

from .drawing import AT, Drawing, form
from .office import begin, complete, make_staff, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles", "books_agree")]
DAY = AT.date()


def line() -> Drawing:
    drawing = Drawing()
    questions = form(("fine", "yes_no", False))
    drawing.chain(
        drawing.start(), drawing.user("check", questions), drawing.user("sign"), drawing.end()
    )
    return drawing


def statements(read) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        read()
    return len(seen)


def test_the_worklist_is_that_of_the_role_and_flat(clerk) -> None:
    publish(line())

    def read() -> list[str]:
        return [
            f"{t.name} {t.case.definition.name} {t.department} {t.claimed_by}"
            for t in queries.worklist(clerk, DAY)
        ]

    begin(number="1")
    few = statements(read)
    for number in range(2, 12):
        begin(number=str(number))
    assert (len(read()), statements(read)) == (11, few)
    # Roles, whose work is passed on, tasks; a program, which keeps no answer, asks once too.
    assert few == 3
    assert list(queries.worklist(make_staff("t@town.example", "treasurer"), DAY)) == []


def test_what_another_took_or_a_halted_case_is_left_out(clerk) -> None:
    publish(line())
    taken, halted, free = (begin(number=str(n)) for n in range(3))
    other = make_staff("other@town.example", "clerk")
    services.claim_task(task_id=taken.tasks.get().pk, actor=other, at=AT)
    services.suspend_case(case_id=halted.pk, reason="x", actor=clerk, at=AT)
    assert [t.case for t in queries.worklist(clerk, DAY)] == [free]
    assert {t.case for t in queries.worklist(other, DAY)} == {taken, free}


def test_a_case_is_read_in_eight_statements_whatever_its_history(clerk) -> None:
    publish(line())
    case = begin()
    few = statements(lambda: queries.case_view(case))
    case = complete(case, "check", clerk)
    view = queries.case_view(case)
    assert statements(lambda: queries.case_view(case)) == few == 7
    assert view.marks == {"start": "done", "check": "done", "sign": "current"}
    assert queries.diagram_marks(case) == view.marks
    assert [t.element for t in view.tasks] == ["sign"]


def test_completing_a_task_takes_ten_statements_at_most(clerk) -> None:
    publish(line())
    task = begin().tasks.get()
    services.complete_task(
        task_id=begin(number="warm").tasks.get().pk, outcome={}, actor=clerk, at=AT
    )
    spent = statements(
        lambda: services.complete_task(task_id=task.pk, outcome={}, actor=clerk, at=AT)
    )
    # Savepoints of the test's own transaction are among them.
    assert spent <= 10


def test_figures_of_steps(clerk) -> None:
    version = publish(line())
    for hours in (1, 2, 9):
        case = begin(number=str(hours))
        complete(case, "check", clerk, at=AT + timedelta(hours=hours))
    figures = queries.step_figures(version, AT - timedelta(days=1))
    assert figures["check"].count == 3
    assert figures["check"].median == 2 * 3600
    assert 7 * 3600 < figures["check"].p90 <= 9 * 3600
    assert queries.step_figures(version, AT + timedelta(days=1)) == {}


def test_questions_of_a_task() -> None:
    publish(line())
    task = begin().tasks.get()
    assert [(f.name, f.kind) for f in queries.form_of(task)] == [("fine", "yes_no")]


def test_the_filters_have_their_indexes() -> None:
    # An empty table's plan says nothing: to the planner every index is as good.
    wanted = {"task_of_role": "(role, ", "case_by_subject": "(subject_kind, subject_id"}
    with connection.cursor() as cursor:
        for index, columns in wanted.items():
            cursor.execute("select indexdef from pg_indexes where indexname = %s", [index])
            (definition,) = cursor.fetchone()
            assert columns in definition


def test_a_case_is_kept_in_few_bytes(clerk) -> None:
    publish(line())
    case = complete(begin(), "check", clerk)
    size = queries.size_of(case)
    assert size["state"] < 120
    assert size["history"] < 400
