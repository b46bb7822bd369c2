"""Verbs of definitions, cases and automatic steps."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.audit.models import Entry
from backoffice.procedures import operations, services
from backoffice.procedures.engine.reading import UnreadableDiagram
from backoffice.procedures.errors import (
    AnswersRefused,
    CaseNotRunning,
    IncidentSolved,
    NotFit,
    TaskNotOpen,
    TaskTaken,
    UnknownProcedure,
    VersionStays,
)
from backoffice.procedures.models import Errand, Incident, Step, Task
from backoffice.procedures.operations import BusinessError, Field

from .drawing import AT, Drawing, form
from .office import begin, complete, make_staff, open_tasks, operation, publish, run_errands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "roles", "books_agree")]


@pytest.fixture
def calls():
    """An operation that notes what it was given, and says no or breaks on demand."""
    seen: list[dict] = []

    def run(context, inputs):
        if inputs["text"] == "no":
            raise BusinessError("refused", "We said no.")
        if inputs["text"] == "break":
            raise ConnectionError("password=hunter2")
        seen.append({"key": context.key, **inputs})
        return {"length": len(inputs["text"]), "secret": "not named by any output"}

    operation("test.write", run, {"text": "text"}, {"length": "number", "secret": "text"})
    yield seen
    operations.REGISTRY._handlers.pop("test.write")


def automatic(caught: bool = False) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.service("write", "test.write", {"text": "=facts.text"}, {"length": "size"})
    drawing.chain("start", "write", drawing.user("last"), drawing.end())
    if caught:
        drawing.error("refused", "refused", "write")
        drawing.chain("refused", drawing.user("talk"), "end")
    return drawing


def line() -> Drawing:
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.end())
    return drawing


# -- definitions


def test_a_published_version_never_changes(clerk) -> None:
    version = publish(line())
    for statement in (
        "update procedures_version set xml = 'other' where id = %s",
        "update procedures_version set checksum = 'other' where id = %s",
        "update procedures_version set state = 'draft' where id = %s",
        "delete from procedures_version where id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement, [version.pk])
    with pytest.raises(VersionStays):
        services.publish_version(version_id=version.pk, actor=clerk, at=AT)


def test_a_draft_is_kept_and_replaced_until_published(clerk) -> None:
    first = services.save_draft(key="permit", xml="<a/>", actor=clerk, at=AT)
    again = services.save_draft(key="permit", xml=line().xml(), actor=clerk, at=AT)
    assert (first.pk, again.number) == (again.pk, 1)
    assert first.checksum != again.checksum
    services.publish_version(version_id=again.pk, actor=clerk, at=AT)
    assert services.save_draft(key="permit", xml="<a/>", actor=clerk, at=AT).number == 2


def test_a_faulty_drawing_is_not_published(clerk) -> None:
    draft = services.save_draft(key="permit", xml=Drawing().xml(), actor=clerk, at=AT)
    with pytest.raises((NotFit, UnreadableDiagram)):
        services.publish_version(version_id=draft.pk, actor=clerk, at=AT)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_running_cases_stay_on_their_version_and_new_ones_begin_on_the_next(clerk) -> None:
    first = publish(line())
    case = begin(number="1")
    second = publish(longer())
    other = begin(number="2")
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.version, other.version, first.state) == (first, second, "retired")
    assert complete(case, "check", clerk).state == "completed"
    assert open_tasks(complete(other, "check", clerk)) == ["more"]
    services.restore_version(version_id=first.pk, actor=clerk, at=AT)
    assert begin(number="3").version == first


def longer() -> Drawing:
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.user("more"), drawing.end())
    return drawing


def test_nothing_begins_without_a_version_in_force(clerk) -> None:
    with pytest.raises(UnknownProcedure, match="permit"):
        begin()
    version = publish(line())
    services.retire_version(version_id=version.pk, actor=clerk, at=AT)
    with pytest.raises(UnknownProcedure):
        begin()


# -- people's tasks


def test_two_people_cannot_hold_one_task(clerk) -> None:
    publish(line())
    task = begin().tasks.get()
    other = make_staff("other@town.example", "clerk")
    services.claim_task(task_id=task.pk, actor=clerk, at=AT)
    services.claim_task(task_id=task.pk, actor=clerk, at=AT)
    for verb in (services.claim_task, services.release_task):
        with pytest.raises(TaskTaken):
            verb(task_id=task.pk, actor=other, at=AT)
    with pytest.raises(TaskTaken):
        services.complete_task(task_id=task.pk, outcome={}, actor=other, at=AT)
    services.release_task(task_id=task.pk, actor=clerk, at=AT)
    services.assign_task(task_id=task.pk, to_user_id=other.pk, actor=clerk, at=AT)
    task = services.complete_task(task_id=task.pk, outcome={}, actor=other, at=AT)
    assert (task.state, task.done_by) == ("done", other)


def test_completing_twice_is_completing_once(clerk) -> None:
    publish(line())
    task = begin().tasks.get()
    for _again in range(2):
        services.complete_task(task_id=task.pk, outcome={"a": 1}, actor=clerk, at=AT)
    assert Step.objects.filter(element="check", what="done").count() == 1
    assert Entry.objects.filter(action="procedures.task.completed").count() == 1
    with pytest.raises(TaskNotOpen):
        services.complete_task(task_id=task.pk, outcome={"a": 2}, actor=clerk, at=AT)


def test_answers_are_checked_field_by_field(clerk) -> None:
    fields = form(
        ("sum", "money", True),
        ("when", "date", False),
        ("kind", "choice", True),
        ("ok", "yes_no", True),
        choices=("a", "b"),
    )
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check", fields), drawing.end())
    publish(drawing)
    task = begin().tasks.get()
    wrong = {"sum": "1.234", "when": "soon", "kind": "c", "stranger": 1}
    with pytest.raises(AnswersRefused) as caught:
        services.complete_task(task_id=task.pk, outcome=wrong, actor=clerk, at=AT)
    assert set(caught.value.errors) == {"sum", "when", "kind", "ok", "stranger"}
    right = {"sum": "12.50", "when": "2026-12-01", "kind": "a", "ok": "yes"}
    services.complete_task(task_id=task.pk, outcome=right, actor=clerk, at=AT)
    task.case.refresh_from_db()
    assert task.case.facts == {"sum": "12.50", "when": "2026-12-01", "kind": "a", "ok": True}


def test_a_finished_task_is_never_rewritten(clerk) -> None:
    publish(line())
    case = complete(begin(), "check", clerk)
    for statement in (
        "update procedures_task set state = 'ready'",
        "delete from procedures_task",
        "update procedures_step set note = 'x'",
        "delete from procedures_step",
        "update procedures_case set facts = '{}'",
        "delete from procedures_case",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    assert case.state == "completed"


def test_a_suspended_case_takes_no_step(clerk, calls) -> None:
    publish(automatic())
    case = begin(text="hello")
    services.suspend_case(case_id=case.pk, reason="asked for papers", actor=clerk, at=AT)
    assert run_errands() == 0
    services.resume_case(case_id=case.pk, actor=clerk, at=AT)
    assert run_errands() == 1
    services.suspend_case(case_id=case.pk, reason="again", actor=clerk, at=AT)
    with pytest.raises(CaseNotRunning):
        complete(case, "last", clerk)
    services.cancel_case(case_id=case.pk, reason="withdrawn", actor=clerk, at=AT)
    with pytest.raises(CaseNotRunning):
        services.cancel_case(case_id=case.pk, reason="again", actor=clerk, at=AT)
    assert open_tasks(case) == []


# -- automatic steps


def test_an_automatic_step_runs_from_the_queue_once(calls) -> None:
    publish(automatic())
    jobs = ProcrastinateJob.objects.filter(task_name="procedures.run_service_step")
    before = jobs.count()
    case = begin(text="hello")
    errand = Errand.objects.get()
    assert jobs.count() == before + 1
    assert (jobs.latest("id").args, open_tasks(case)) == ({"errand_id": errand.pk}, [])
    assert services.run_service_step(errand_id=errand.pk, at=AT)
    assert not services.run_service_step(errand_id=errand.pk, at=AT)
    case.refresh_from_db()
    assert calls == [{"key": f"{case.code}:{errand.token}", "text": "hello"}]
    assert (open_tasks(case), case.facts) == (["last"], {"text": "hello", "size": 5})


def test_a_failing_step_is_tried_again_later_and_then_shown(calls, clerk) -> None:
    publish(automatic())
    case = begin(text="break")
    errand, at, waits = Errand.objects.get(), AT, []
    while errand.state == "waiting":
        at = errand.next_at
        services.run_service_step(errand_id=errand.pk, at=at)
        errand.refresh_from_db()
        waits.append(errand.next_at - at)
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    incident = Incident.objects.get()
    assert (incident.tries, errand.state) == (5, "failed")
    assert "ConnectionError" in incident.error
    assert "hunter2" not in incident.error
    services.correct_facts(
        case_id=case.pk, facts={"text": "ok"}, reason="mended", actor=clerk, at=at
    )
    services.retry_incident(incident_id=incident.pk, actor=clerk, at=at)
    with pytest.raises(IncidentSolved):
        services.retry_incident(incident_id=incident.pk, actor=clerk, at=at)
    assert run_errands(at) == 1
    assert open_tasks(case) == ["last"]


def test_too_early_is_not_yet(calls) -> None:
    publish(automatic())
    begin(text="break")
    errand = Errand.objects.get()
    services.run_service_step(errand_id=errand.pk, at=AT)
    assert not services.run_service_step(errand_id=errand.pk, at=AT + timedelta(seconds=29))
    errand.refresh_from_db()
    assert errand.tries == 1


def test_saying_no_takes_the_boundary(calls) -> None:
    publish(automatic(caught=True))
    case = begin(text="no")
    run_errands()
    assert open_tasks(case) == ["talk"]
    assert Errand.objects.get().state == "cancelled"


def test_saying_no_without_a_boundary_is_an_incident_at_once(calls) -> None:
    publish(automatic())
    begin(text="no")
    run_errands()
    assert Incident.objects.get().error == "We said no."


def test_a_missing_fact_is_an_incident_that_names_it(calls) -> None:
    publish(automatic())
    begin()
    run_errands()
    assert "text" in Incident.objects.get().error


def test_a_step_that_fails_leaves_nothing_of_its_effect(calls) -> None:
    def write_then_break(context, inputs):
        operations.run("audit.note", context, {"text": "half done"})
        raise ConnectionError

    operation("test.half", write_then_break)
    try:
        drawing = Drawing()
        drawing.start()
        drawing.service("half", "test.half")
        drawing.chain("start", "half", drawing.end())
        publish(drawing)
        begin()
        run_errands()
        assert not Entry.objects.filter(action="procedures.case.noted").exists()
        assert Errand.objects.get().tries == 1
    finally:
        operations.REGISTRY._handlers.pop("test.half")


def test_letters_leave_by_the_queue(mailoutbox) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.service(
        "tell",
        "mail.notify",
        {"to": "=facts.email", "subject": "Your case\nBcc: x@y.example", "text": "It is ready."},
    )
    drawing.chain("start", "tell", drawing.end())
    publish(drawing)
    case = begin(email="a@b.example")
    run_errands()
    case.refresh_from_db()
    job = ProcrastinateJob.objects.filter(task_name="procedures.send_letter").latest("id")
    from backoffice.procedures.tasks import send_letter

    send_letter.func(**job.args)
    assert (case.state, mailoutbox[0].to) == ("completed", ["a@b.example"])
    assert "\n" not in mailoutbox[0].subject


# -- operations


def test_inputs_are_brought_to_their_types_or_refused() -> None:
    from decimal import Decimal

    seen = []
    operation(
        "test.typed",
        lambda context, inputs: seen.append(inputs),
        {"amount": "money", "day": "date", "yes": "yes_no", "items": "list"},
    )
    try:
        good = {"amount": "12.5", "day": "2026-01-02", "yes": "true", "items": [1]}
        operations.run("test.typed", None, good)
        assert seen[0]["amount"] == Decimal("12.5")
        for name, value in [("amount", "x"), ("day", "x"), ("yes", "x"), ("items", "x")]:
            with pytest.raises(operations.InputRefused):
                operations.run("test.typed", None, {**good, name: value})
        with pytest.raises(operations.InputRefused, match="stranger"):
            operations.run("test.typed", None, {**good, "stranger": 1})
        with pytest.raises(operations.InputRefused, match="needs"):
            operations.run("test.typed", None, {})
    finally:
        operations.REGISTRY._handlers.pop("test.typed")
    with pytest.raises(ValueError, match="unknown type"):
        operations.register(operations.Operation("x", "x", "", print, {"a": Field("soup", "a")}))


def test_the_catalogue_describes_every_operation() -> None:
    names = [o.name for o in operations.catalogue()]
    assert {"audit.note", "mail.notify"} <= set(names)
    assert names == sorted(names)
    assert all(str(o.title) and str(o.help) for o in operations.catalogue())


# -- decision tables

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
 namespace="x"><decision id="fee" name="Fee class"><decisionTable id="t" hitPolicy="{policy}">
<input id="i1"><inputExpression id="e1"><text>sqm</text></inputExpression></input>
<input id="i2"><inputExpression id="e2"><text>kind</text></inputExpression></input>
<output id="o1" name="fee_class"/>
<rule id="r1"><inputEntry id="a1"><text>&lt; 50</text></inputEntry>
<inputEntry id="a2"><text>-</text></inputEntry>
<outputEntry id="b1"><text>"small"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="a3"><text>[50..200]</text></inputEntry>
<inputEntry id="a4"><text>"cafe", "bar"</text></inputEntry>
<outputEntry id="b2"><text>"food"</text></outputEntry></rule>
<rule id="r3"><inputEntry id="a5"><text>&gt;= 100</text></inputEntry>
<inputEntry id="a6"><text>not("cafe")</text></inputEntry>
<outputEntry id="b3"><text>"large"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@pytest.mark.parametrize(
    ("sqm", "kind", "answer"),
    [
        (20, "bar", "small"),
        (60, "cafe", "food"),
        (300, "shop", "large"),
        (150, "bar", None),
        (60, "shop", None),
    ],
)
def test_decision_table(clerk, sqm, kind, answer) -> None:
    publish(TABLE.format(policy="UNIQUE"), key="fee_class", kind="decision")
    drawing = Drawing()
    drawing.start()
    drawing.node("businessRuleTask", "decide", loggia_decision="fee_class")
    drawing.chain("start", "decide", drawing.user("last"), drawing.end())
    publish(drawing)
    case = begin(sqm=sqm, kind=kind)
    if answer is None:
        assert Incident.objects.get(case=case).element == "decide"
    else:
        assert (case.facts["fee_class"], open_tasks(case)) == (answer, ["last"])


def test_first_and_collect() -> None:
    from backoffice.procedures.engine import decisions

    names = {"sqm": 150, "kind": "bar"}
    assert decisions.read(TABLE.format(policy="FIRST")).decide(names) == {"fee_class": "food"}
    collected = decisions.read(TABLE.format(policy="COLLECT")).decide(names)
    assert collected == {"fee_class": ["food", "large"]}
    with pytest.raises(UnreadableDiagram, match="PRIORITY"):
        decisions.read(TABLE.format(policy="PRIORITY"))


def test_every_verb_leaves_one_audit_row(clerk, calls) -> None:
    publish(automatic())
    case = begin(text="hello")
    run_errands()
    task = Task.objects.get(case=case)
    services.claim_task(task_id=task.pk, actor=clerk, at=AT)
    services.complete_task(task_id=task.pk, outcome={}, actor=clerk, at=AT)
    actions = list(Entry.objects.filter(action__startswith="procedures").order_by("pk"))
    assert [e.action.removeprefix("procedures.") for e in actions] == [
        "version.drafted",
        "version.published",
        "case.started",
        "step.run",
        "task.claimed",
        "task.completed",
    ]
