"""Whole cases through small drawings: every element that the engine runs."""

from datetime import timedelta

import pytest

from backoffice.procedures import queries, services
from backoffice.procedures.models import Case, Incident, Step, Timer, Wait

from .drawing import AT, Drawing, form, many
from .office import begin, complete, open_tasks, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles", "books_agree")]


def line(*, key: str = "permit") -> Drawing:
    drawing = Drawing(key)
    drawing.chain(drawing.start(), drawing.user("check"), drawing.user("sign"), drawing.end())
    return drawing


def test_a_case_goes_from_task_to_task_and_ends(clerk) -> None:
    publish(line())
    case = begin()
    assert open_tasks(case) == ["check"]
    case = complete(case, "check", clerk)
    assert (open_tasks(case), case.state) == (["sign"], "running")
    case = complete(case, "sign", clerk)
    assert (case.state, case.closed_at, case.engine["t"]) == ("completed", AT, {})
    done = [s.element for s in queries.history(case) if s.what == "done"]
    assert done == ["start", "check", "sign", "end"]


def test_same_subject_is_the_same_case() -> None:
    publish(line())
    assert begin(number="7") == begin(number="7")
    assert begin(number="8") != begin(number="7")


def choice() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("decide", form(("answer", "choice", True), choices=("yes", "no", "perhaps")))
    drawing.node("exclusiveGateway", "which", default="otherwise")
    drawing.chain("start", "decide", "which")
    drawing.flow("which", drawing.user("grant"), 'answer = "yes"')
    drawing.flow("which", drawing.user("refuse"), 'answer = "no"')
    drawing.flow("which", drawing.user("ask"), name="otherwise")
    for name in ("grant", "refuse", "ask"):
        drawing.flow(name, "end")
    drawing.end()
    return drawing


@pytest.mark.parametrize(
    ("answer", "task"), [("yes", "grant"), ("no", "refuse"), ("perhaps", "ask")]
)
def test_exclusive_gateway_takes_one_way(clerk, answer: str, task: str) -> None:
    publish(choice())
    case = complete(begin(), "decide", clerk, answer=answer)
    assert open_tasks(case) == [task]
    assert case.facts == {"answer": answer}


def parallel() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.node("parallelGateway", "split")
    drawing.node("parallelGateway", "join")
    drawing.flow("start", "split")
    for name in ("a", "b", "c"):
        drawing.chain("split", drawing.user(name), "join")
    drawing.chain("join", drawing.user("last"), drawing.end())
    return drawing


def test_parallel_gateway_waits_for_all(clerk) -> None:
    publish(parallel())
    case = begin()
    for name in ("b", "a", "c"):
        assert "last" not in open_tasks(case)
        case = complete(case, name, clerk)
    assert open_tasks(case) == ["last"]


def inclusive() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.node("inclusiveGateway", "split", default="plain")
    drawing.node("inclusiveGateway", "join")
    drawing.flow("start", "split")
    drawing.flow("split", drawing.user("fire"), "sqm > 100")
    drawing.flow("split", drawing.user("health"), "food")
    drawing.flow("split", drawing.user("plain_check"), name="plain")
    for name in ("fire", "health", "plain_check"):
        drawing.flow(name, "join")
    drawing.chain("join", drawing.user("last"), drawing.end())
    return drawing


@pytest.mark.parametrize(
    ("sqm", "food", "tasks"),
    [
        (200, True, ["fire", "health"]),
        (200, False, ["fire"]),
        (50, True, ["health"]),
        (50, False, ["plain_check"]),
    ],
)
def test_inclusive_gateway_waits_for_those_taken(clerk, sqm, food, tasks) -> None:
    publish(inclusive())
    case = begin(sqm=sqm, food=food)
    assert open_tasks(case) == tasks
    for name in tasks:
        assert "last" not in open_tasks(case)
        case = complete(case, name, clerk)
    assert open_tasks(case) == ["last"]


def test_no_condition_holds_is_an_incident_that_can_be_mended(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("exclusiveGateway", "which")
    drawing.flow("start", "which")
    drawing.flow("which", drawing.user("grant"), "amount > 10")
    drawing.flow("which", drawing.user("refuse"), "amount < 5")
    drawing.chain("grant", drawing.end())
    drawing.flow("refuse", "end")
    publish(drawing)
    case = begin(amount=7)
    incident = Incident.objects.get(case=case)
    assert (incident.element, incident.state) == ("which", "open")
    assert queries.diagram_marks(case)["which"] == "incident"
    services.correct_facts(case_id=case.pk, facts={"amount": 70}, reason="typo", actor=None, at=AT)
    services.retry_incident(incident_id=incident.pk, actor=clerk, at=AT)
    case.refresh_from_db()
    assert open_tasks(case) == ["grant"]


def with_sub(marker: str = "") -> Drawing:
    inner = Drawing()
    inner.chain(inner.start("s2"), inner.user("inspect"), inner.user("report"), inner.end("e2"))
    drawing = Drawing()
    drawing.start()
    drawing.sub("visit", inner, marker)
    drawing.chain("start", "visit", drawing.user("last"), drawing.end())
    return drawing


def test_subprocess(clerk) -> None:
    publish(with_sub())
    case = begin()
    assert open_tasks(case) == ["inspect"]
    case = complete(case, "inspect", clerk)
    case = complete(case, "report", clerk)
    assert open_tasks(case) == ["last"]


def test_parallel_instances_of_a_subprocess_keep_their_answers_apart(clerk) -> None:
    publish(with_sub(many("shops", "shop", gather="findings", answer="verdict")))
    case = begin(shops=["A", "B"])
    assert open_tasks(case) == ["inspect", "inspect"]
    first, second = case.tasks.order_by("token")
    services.complete_task(task_id=second.pk, outcome={"note": "B seen"}, actor=clerk, at=AT)
    reports = case.tasks.filter(element="report")
    services.complete_task(task_id=reports.get().pk, outcome={"verdict": "bad"}, actor=clerk, at=AT)
    services.complete_task(task_id=first.pk, outcome={"note": "A seen"}, actor=clerk, at=AT)
    services.complete_task(
        task_id=reports.get(state="ready").pk, outcome={"verdict": "good"}, actor=clerk, at=AT
    )
    case.refresh_from_db()
    assert open_tasks(case) == ["last"]
    assert case.facts == {"shops": ["A", "B"], "findings": ["good", "bad"]}


def test_sequential_instances_come_one_after_another(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("ask", many("people", "person", sequential=True, gather="answers", answer="said"))
    drawing.chain("start", "ask", drawing.user("last"), drawing.end())
    publish(drawing)
    case = begin(people=["a", "b", "c"])
    for said in ("x", "y", "z"):
        assert open_tasks(case) == ["ask"]
        case = complete(case, "ask", clerk, said=said)
    assert (open_tasks(case), case.facts["answers"]) == (["last"], ["x", "y", "z"])


def test_instances_end_when_enough_have_answered(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user(
        "vote", many("people", until="nrOfCompletedInstances >= 2", gather="votes", answer="vote")
    )
    drawing.chain("start", "vote", drawing.user("last"), drawing.end())
    publish(drawing)
    case = begin(people=["a", "b", "c"])
    case = complete(case, "vote", clerk, vote="yes")
    case = complete(case, "vote", clerk, vote="no")
    assert open_tasks(case) == ["last"]
    assert case.facts["votes"] == ["yes", "no"]


def test_no_instance_at_all_goes_straight_on() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("vote", many("people", gather="votes"))
    drawing.chain("start", "vote", drawing.user("last"), drawing.end())
    publish(drawing)
    case = begin(people=[])
    assert (open_tasks(case), case.facts["votes"]) == (["last"], [])


def test_called_procedure_is_a_case_of_its_own_on_the_version_in_force(clerk) -> None:
    inner = line(key="inspection")
    first = publish(inner)
    outer = Drawing("permit")
    outer.start()
    outer.node("callActivity", "call", calledElement="inspection")
    outer.chain("start", "call", outer.user("last"), outer.end())
    publish(outer)
    inner.user("extra")
    inner.chain("check", "extra", "end")
    second = publish(inner)
    case = begin(size=3)
    called = Case.objects.get(parent=case)
    assert (called.version, called.facts) == (second, {"size": 3})
    assert first.cases.count() == 0
    for name in ("check", "sign", "extra"):
        called = complete(called, name, clerk, **{f"by_{name}": True})
    case.refresh_from_db()
    assert (called.state, open_tasks(case)) == ("completed", ["last"])
    assert case.facts["by_extra"] is True


def test_cancelling_ends_called_cases_too(clerk) -> None:
    publish(line(key="inspection"))
    outer = Drawing("permit")
    outer.start()
    outer.node("callActivity", "call", calledElement="inspection")
    outer.chain("start", "call", outer.end())
    publish(outer)
    case = begin()
    services.cancel_case(case_id=case.pk, reason="withdrawn", actor=clerk, at=AT)
    assert set(Case.objects.values_list("state", flat=True)) == {"cancelled"}
    assert open_tasks(Case.objects.get(parent=case)) == []


def test_error_end_of_a_called_procedure_is_caught_by_its_caller(clerk) -> None:
    inner = Drawing("inspection")
    inner.chain(inner.start(), inner.user("check"), inner.error_end("bad", "unfit"))
    publish(inner)
    outer = Drawing("permit")
    outer.start()
    outer.node("callActivity", "call", calledElement="inspection")
    outer.error("caught", "unfit", "call")
    outer.chain("start", "call", outer.user("grant"), outer.end())
    outer.chain("caught", outer.user("refuse"), "end")
    publish(outer)
    case = begin()
    complete(Case.objects.get(parent=case), "check", clerk)
    assert open_tasks(case) == ["refuse"]
    assert Case.objects.get(parent=case).state == "cancelled"


def test_terminate_ends_everything(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("parallelGateway", "split")
    drawing.flow("start", "split")
    drawing.chain("split", drawing.user("a"), drawing.end("stop", "<terminateEventDefinition/>"))
    drawing.chain("split", drawing.user("b"), drawing.end())
    publish(drawing)
    case = complete(begin(), "a", clerk)
    assert (case.state, open_tasks(case)) == ("completed", [])


def test_error_end_is_caught_at_the_subprocess(clerk) -> None:
    inner = Drawing()
    inner.start("s2")
    inner.node("parallelGateway", "split2")
    inner.flow("s2", "split2")
    inner.chain("split2", inner.user("inspect"), inner.error_end("bad", "unfit"))
    inner.chain("split2", inner.user("other"), inner.end("e2"))
    drawing = Drawing()
    drawing.start()
    drawing.sub("visit", inner)
    drawing.error("caught", "unfit", "visit")
    drawing.chain("start", "visit", drawing.user("last"), drawing.end())
    drawing.chain("caught", drawing.user("refuse"), "end")
    publish(drawing)
    case = complete(begin(), "inspect", clerk)
    assert open_tasks(case) == ["refuse"]
    assert Step.objects.filter(case=case, element="other", what="interrupted").exists()


def test_race_between_message_and_timer(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("eventBasedGateway", "race")
    drawing.flow("start", "race")
    drawing.chain("race", drawing.message("paid", "fee.paid"), drawing.user("issue"), drawing.end())
    drawing.chain("race", drawing.timer("late", "P10D"), drawing.user("remind"), "end")
    publish(drawing)
    case, other = begin(number="1"), begin(number="2")
    services.send_message(
        name="fee.paid", correlation=case.code, payload={"amount": "5"}, key="p1", at=AT
    )
    assert open_tasks(case) == ["issue"]
    assert Timer.objects.get(case=case).state == "cancelled"
    services.fire_timers(at=AT + timedelta(days=11))
    assert (open_tasks(case), open_tasks(other)) == (["issue"], ["remind"])
    assert Wait.objects.get(case=other).state == "cancelled"


def test_link_jumps() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("intermediateThrowEvent", "off", '<linkEventDefinition name="page2"/>')
    drawing.node("intermediateCatchEvent", "on", '<linkEventDefinition name="page2"/>')
    drawing.chain("start", "off")
    drawing.chain("on", drawing.user("check"), drawing.end())
    publish(drawing)
    assert open_tasks(begin()) == ["check"]


def test_loop_back_through_a_gateway_visits_again(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("check")
    drawing.node("exclusiveGateway", "good", default="back")
    drawing.chain("start", "check", "good")
    drawing.flow("good", drawing.end(), "fine")
    drawing.flow("good", "check", name="back")
    publish(drawing)
    case = begin()
    for _round in range(3):
        case = complete(case, "check", clerk, fine=False)
    assert case.tasks.count() == 4
    assert complete(case, "check", clerk, fine=True).state == "completed"
