"""A crowd of notices: asked about side by side, booked as a set, each with its own outcome."""

import pytest
from django.utils import timezone

from eservices.payments import draining, inbox, tasks
from eservices.payments.models import Attempt, Notice
from integrations.stripe.messages import GatewayUnavailable

from .till import Till, bill, make_party, owed, receipts

COMPLETED = "checkout.session.completed"


@pytest.fixture
def crowd(till: Till) -> list[Attempt]:
    """Three debtors who paid, and whose notices wait."""
    attempts = []
    for number in range(3):
        till.charge = bill(make_party(number + 2), f"{20 + number}.00", source=f"crowd-{number}")
        attempts.append(till.begin())
        till.page(attempts[-1]).pay()
    till.deliver(COMPLETED)
    return attempts


def drain() -> int:
    return draining.drain(at=timezone.now())


def waiting() -> list[Notice]:
    return list(Notice.objects.filter(state="waiting", type=COMPLETED).order_by("pk"))


def outcomes() -> list[tuple[str, str]]:
    found = Notice.objects.filter(type=COMPLETED).order_by("pk")
    return list(found.values_list("state", "outcome"))


def test_a_crowd_is_booked_together_and_once(till: Till, crowd: list[Attempt]) -> None:
    assert drain() == 3
    assert outcomes() == [("done", "recorded")] * 3
    assert [receipt.number for receipt in receipts()] == [1, 2, 3]
    assert {owed(bill_of(attempt)) for attempt in crowd} == {0}
    assert set(Attempt.objects.values_list("state", flat=True)) == {"closed"}
    assert all(Attempt.objects.values_list("intent_id", flat=True))
    assert drain() == 0
    for notice in Notice.objects.filter(type=COMPLETED):
        inbox.work_off(notice_id=notice.pk, at=timezone.now())
    assert len(receipts()) == 3


def bill_of(attempt: Attempt) -> object:
    return attempt.payment.items.get().charge


def test_the_queue_entry_of_one_brings_all(till: Till, crowd: list[Attempt]) -> None:
    tasks.work_on_notice(waiting()[2].pk)
    assert waiting() == []
    assert len(receipts()) == 3


def test_one_alone_is_no_crowd(till: Till, crowd: list[Attempt]) -> None:
    for notice in waiting()[:2]:
        inbox.work_on(notice_id=notice.pk, at=timezone.now())
    assert drain() == 0
    assert len(waiting()) == 1


def test_a_stranger_among_them_waits_for_its_own_entry(till: Till, crowd: list[Attempt]) -> None:
    Attempt.objects.filter(pk=crowd[0].pk).update(session_id="cs_another")
    assert drain() == 2
    (left,) = waiting()
    assert inbox.work_off(notice_id=left.pk, at=timezone.now()).outcome == "stranger"
    assert len(receipts()) == 2
    Attempt.objects.filter(pk=crowd[0].pk).update(session_id=left.payload["id"])
    till.settle(crowd[0])
    Notice.objects.filter(pk=left.pk).update(state="done")


def test_a_silent_gateway_leaves_everything_waiting(
    till: Till, crowd: list[Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise GatewayUnavailable("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(draining.StripeGateway, "read_session", silent)
        assert drain() == 0
    assert len(waiting()) == 3
    assert drain() == 3


def test_a_crash_in_the_batch_leaves_nothing_half_done(
    till: Till, crowd: list[Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(Exception):
        pass

    def cut(*_: object) -> int:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(draining, "_finish", cut)
        with pytest.raises(PowerCut):
            drain()
    assert receipts() == []
    assert len(waiting()) == 3
    assert drain() == 3
    assert [receipt.number for receipt in receipts()] == [1, 2, 3]
