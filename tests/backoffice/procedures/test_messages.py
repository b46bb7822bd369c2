"""Messages: thrown, caught, early, doubled, and by their key once."""

import pytest

from backoffice.procedures import services
from backoffice.procedures.errors import KeyUsed
from backoffice.procedures.models import Message, Wait

from .drawing import AT, Drawing
from .office import begin, complete, open_tasks, publish, run_messages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles", "books_agree")]


def waiting(correlation: str = "=facts.charge", key: str = "permit") -> Drawing:
    drawing = Drawing(key)
    drawing.start()
    drawing.message("paid", "charge.paid", "receiveTask", loggia_correlation=correlation)
    drawing.chain("start", "paid", drawing.user("issue"), drawing.end())
    return drawing


def send(correlation: str, key: str = "k1", **payload):
    return services.send_message(
        name="charge.paid", correlation=correlation, payload=payload, key=key, at=AT
    )


def test_a_message_reaches_whoever_waits_for_it_alone() -> None:
    publish(waiting())
    case, other = begin(number="1", charge="C1"), begin(number="2", charge="C2")
    send("C1", receipt="R7")
    case.refresh_from_db()
    assert (open_tasks(case), case.facts["receipt"]) == (["issue"], "R7")
    assert open_tasks(other) == []


def test_the_same_key_is_the_same_message() -> None:
    publish(waiting())
    case = begin(charge="C1")
    assert send("C1") == send("C1")
    assert case.steps.filter(what="received").count() == 1
    with pytest.raises(KeyUsed):
        send("C1", amount=5)
    with pytest.raises(KeyUsed):
        send("C2")


def test_a_message_that_comes_first_is_kept() -> None:
    publish(waiting())
    message = send("C1", receipt="R7")
    assert message.taken_at is None
    case = begin(charge="C1")
    message.refresh_from_db()
    assert (open_tasks(case), message.taken_at) == (["issue"], AT)
    assert open_tasks(begin(number="2", charge="C1")) == []


def test_a_message_to_a_suspended_case_is_kept_until_it_is_resumed(clerk) -> None:
    publish(waiting())
    case = begin(charge="C1")
    services.suspend_case(case_id=case.pk, reason="x", actor=clerk, at=AT)
    send("C1")
    assert open_tasks(case) == []
    services.resume_case(case_id=case.pk, actor=clerk, at=AT)
    assert open_tasks(case) == ["issue"]


def test_what_crossed_its_wait_is_swept_up() -> None:
    publish(waiting())
    case = begin(charge="C1")
    # As when the two transactions did not see each other.
    Message.objects.create(key="k9", name="charge.paid", correlation="C1", sent_at=AT)
    assert services.deliver_kept(at=AT) == 1
    assert services.deliver_kept(at=AT) == 0
    assert open_tasks(case) == ["issue"]


def test_one_case_throws_and_another_catches() -> None:
    publish(waiting(correlation="=facts.about"))
    drawing = Drawing("payment")
    drawing.start()
    drawing.message("tell", "charge.paid", "sendTask", loggia_correlation="=facts.about")
    drawing.parts[-1] = drawing.parts[-1].replace(
        "></sendTask>",
        '><extensionElements><loggia:input name="receipt" value="=facts.receipt_number"/>'
        "</extensionElements></sendTask>",
    )
    drawing.chain("start", "tell", drawing.end())
    publish(drawing)
    catcher = begin(number="1", about="X")
    begin("payment", number="2", about="X", receipt_number="R1")
    assert open_tasks(catcher) == []
    run_messages()
    run_messages()
    catcher.refresh_from_db()
    assert (open_tasks(catcher), catcher.facts["receipt"]) == (["issue"], "R1")


def test_a_boundary_message_interrupts(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("check")
    drawing.message("withdrawn", "applicant.withdrew", attachedToRef="check")
    drawing.chain("start", "check", drawing.end())
    drawing.chain("withdrawn", drawing.user("close"), "end")
    publish(drawing)
    case = begin()
    services.send_message(
        name="applicant.withdrew", correlation=case.code, payload={}, key="w", at=AT
    )
    assert open_tasks(case) == ["close"]


def test_a_boundary_message_that_does_not_interrupt(clerk) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("check")
    drawing.message("asked", "applicant.asked", attachedToRef="check", cancelActivity="false")
    drawing.chain("start", "check", drawing.end())
    drawing.chain("asked", drawing.user("answer"), drawing.end("asked_end"))
    publish(drawing)
    case = begin()
    services.send_message(name="applicant.asked", correlation=case.code, payload={}, key="w", at=AT)
    assert open_tasks(case) == ["answer", "check"]
    case = complete(case, "check", clerk)
    assert complete(case, "answer", clerk).state == "completed"
    assert Wait.objects.filter(state="waiting").count() == 0


def test_a_message_once_taken_stays() -> None:
    from django.db import DatabaseError, connection, transaction

    publish(waiting())
    begin(charge="C1")
    send("C1")
    for statement in (
        "update procedures_message set payload = '{\"a\": 1}'",
        "update procedures_message set taken_at = null",
        "delete from procedures_message",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
