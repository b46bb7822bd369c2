"""The gateway's notices as the sandbox sends them: doubled, late, mixed, forged, about the past."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from backoffice.revenue.models import Credit
from eservices.payments import door, inbox
from eservices.payments.handlers import NotYet
from eservices.payments.models import Attempt, Notice
from eservices.payments.rules import Verdict
from integrations.stripe.messages import GatewayError
from integrations.stripe.webhooks import ForgedEvent

from .till import Till, balances, bill, make_party, other_clock, owed, receipts

FULL = Decimal("144.00")


def outcomes() -> dict[str, str]:
    """Return what the notices that were worked on led to."""
    rows = Notice.objects.exclude(state="waiting").order_by("pk")
    return {row.type: row.outcome for row in rows}


def test_the_webhook_alone_settles_the_debt(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    till.hear()
    assert outcomes()["checkout.session.completed"] == "recorded"
    assert owed(till.charge) == 0
    assert len(receipts()) == 1
    assert till.settle(attempt) is Verdict.RECORD
    assert len(receipts()) == 1


def test_a_notice_is_kept_raw_and_once(till: Till) -> None:
    till.sandbox.behave(match="checkout.session.completed", repeat=5)
    attempt = till.begin()
    till.page(attempt).pay()
    till.hear()
    till.hear()
    sent = [n.body.decode() for n in till.receiver.notices if b"session.completed" in n.body]
    kept = Notice.objects.get(type="checkout.session.completed")
    assert len(sent) == 5
    assert kept.raw == sent[0]
    assert kept.payment_code == attempt.payment.code
    assert kept.state == "done"


@pytest.mark.parametrize("forgery", ["signature", "old", "tampered", "unsigned"])
def test_a_forged_notice_leaves_no_row(till: Till, forgery: str) -> None:
    till.sandbox.behave(forge=forgery)
    attempt = till.begin()
    till.page(attempt).pay()
    till.sandbox.wait_for_notices()
    assert till.receiver.notices
    for notice in till.receiver.notices:
        with pytest.raises(ForgedEvent):
            door.take_in(notice.body, notice.signature, at=timezone.now())
    assert Notice.objects.count() == 0
    assert receipts() == []


def test_a_replayed_notice_does_nothing(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    till.hear()
    till.sandbox.resend(type="checkout.session.completed", times=3)
    assert till.deliver() == []
    assert len(receipts()) == 1
    assert till.payment(attempt).state == "settled"


def test_a_notice_about_another_payments_session_waits_for_a_clerk(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    Attempt.objects.filter(pk=attempt.pk).update(session_id="cs_another")
    till.work(till.deliver("checkout.session.completed"))
    kept = Notice.objects.get(type="checkout.session.completed")
    assert (kept.state, kept.outcome) == ("for_clerk", "stranger")
    assert receipts() == []
    Attempt.objects.filter(pk=attempt.pk).update(session_id=kept.payload["id"])
    till.settle(attempt)
    Notice.objects.filter(pk=kept.pk).update(state="done")


def test_a_session_whose_answer_got_lost_is_known_by_its_notice(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    Attempt.objects.filter(pk=attempt.pk).update(session_id=None, state="closed", url="")
    till.hear()
    assert till.payment(attempt).state == "settled"
    assert owed(till.charge) == 0


def test_an_expired_page_frees_the_debt(till: Till) -> None:
    attempt = till.begin()
    till.sandbox.seed(expire=attempt.session_id)
    till.hear()
    assert outcomes()["checkout.session.expired"] == "released"
    assert till.payment(attempt).state == "abandoned"


def test_why_a_card_was_refused_is_shown_to_the_payer(till: Till) -> None:
    attempt = till.begin()
    page = till.page(attempt)
    page.pay(page.POOR_CARD)
    till.hear()
    visit = door.visit_of(attempt.payment.code)
    assert visit is not None
    assert visit.url
    assert visit.refusal == "Η κάρτα δεν έχει αρκετά χρήματα. Δοκιμάστε άλλη κάρτα."


def test_a_slow_method_by_notices(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay_from_account()
    till.hear()
    assert outcomes()["checkout.session.completed"] == "under_way"
    till.sandbox.seed(settle={"session": attempt.session_id, "honoured": True})
    till.hear()
    assert outcomes()["checkout.session.async_payment_succeeded"] == "recorded"


def test_a_slow_method_that_bounces_by_notices(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay_from_account()
    till.sandbox.seed(settle={"session": attempt.session_id, "honoured": False})
    till.hear()
    assert outcomes()["checkout.session.async_payment_failed"] == "failed"
    assert till.payment(attempt).state == "failed"
    assert owed(till.charge) == FULL


@pytest.mark.parametrize("seed", range(4))
def test_notices_in_any_order_come_to_the_same(till: Till, seed: int) -> None:
    till.sandbox.behave(hold=True)
    attempt = till.begin()
    page = till.page(attempt)
    page.pay(page.DECLINED_CARD)
    page.pay()
    till.sandbox.seed(refund={"payment_intent": intent_of(till, attempt), "amount": 4400})
    till.sandbox.release("shuffle", seed)
    waiting = till.deliver()
    for _try in range(2):
        for notice in waiting:
            try:
                inbox.work_on(notice_id=notice.pk, at=timezone.now())
            except NotYet:
                continue
    assert not Notice.objects.filter(state="waiting").exists()
    assert [(r.series, r.amount) for r in receipts()] == [("A", FULL), ("AK", Decimal("44.00"))]
    assert owed(till.charge) == Decimal("44.00")
    assert balances()["49301"] == Decimal("100.00")


def intent_of(till: Till, attempt: Attempt) -> str:
    from eservices.payments.gateway import gateway

    return str(gateway().read_session(str(attempt.session_id)).payment_intent)


def test_a_whole_refund_reopens_the_debt(till: Till) -> None:
    attempt = till.paid()
    till.sandbox.seed(refund={"payment_intent": attempt.intent_id})
    till.hear()
    assert outcomes()["refund.created"] == "refunded"
    assert till.payment(attempt).state == "reversed"
    assert owed(till.charge) == FULL
    assert "49301" not in balances()
    assert till.begin().state == "open"


def test_two_part_refunds(till: Till) -> None:
    attempt = till.paid()
    for amount in (1000, 2000):
        till.sandbox.seed(refund={"payment_intent": attempt.intent_id, "amount": amount})
    till.hear()
    assert [r.amount for r in receipts()] == [FULL, Decimal("10.00"), Decimal("20.00")]
    assert owed(till.charge) == Decimal("30.00")


def test_a_refund_that_takes_a_while(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay("4000 0000 0000 7726")
    till.settle(attempt)
    attempt.refresh_from_db()
    refund = till.sandbox.seed(refund={"payment_intent": attempt.intent_id})["refund"]
    till.hear()
    assert outcomes()["refund.created"] == "refund_pending"
    assert owed(till.charge) == 0
    till.sandbox.seed(settle_refund={"refund": refund["id"], "outcome": "succeeded"})
    till.hear()
    assert outcomes()["refund.updated"] == "refunded"
    assert owed(till.charge) == FULL


def test_a_refund_that_fails_after_it_was_booked(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay("4000 0000 0000 5126")
    till.settle(attempt)
    attempt.refresh_from_db()
    refund = till.sandbox.seed(refund={"payment_intent": attempt.intent_id})["refund"]
    till.hear()
    assert owed(till.charge) == FULL
    till.sandbox.seed(settle_refund={"refund": refund["id"], "outcome": "failed"})
    till.hear()
    assert Notice.objects.get(type="refund.failed").state == "for_clerk"
    assert owed(till.charge) == 0
    assert balances()["49301"] == FULL
    assert [(r.series, r.amount) for r in receipts()] == [("A", FULL), ("AK", FULL), ("A", FULL)]


def test_a_refund_that_failed_before_anybody_heard_of_it(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay("4000 0000 0000 5126")
    till.settle(attempt)
    attempt.refresh_from_db()
    refund = till.sandbox.seed(refund={"payment_intent": attempt.intent_id})["refund"]
    till.sandbox.seed(settle_refund={"refund": refund["id"], "outcome": "failed"})
    till.hear()
    assert [r.series for r in receipts()] == ["A"]
    assert owed(till.charge) == 0


def test_a_dispute_that_is_lost(till: Till) -> None:
    attempt = till.paid()
    dispute = till.sandbox.seed(
        dispute={"payment_intent": attempt.intent_id, "reason": "fraudulent"}
    )["dispute"]
    till.hear()
    assert outcomes()["charge.dispute.created"] == "dispute_opened"
    assert outcomes()["charge.dispute.funds_withdrawn"] == "withdrawn"
    opened = Notice.objects.get(type="charge.dispute.created")
    assert opened.state == "for_clerk"
    assert "fraudulent, due by" in opened.detail
    assert owed(till.charge) == FULL
    till.sandbox.seed(close_dispute={"dispute": dispute["id"], "outcome": "lost"})
    till.hear()
    assert outcomes()["charge.dispute.closed"] == "dispute_lost"
    assert owed(till.charge) == FULL


@pytest.mark.parametrize("reverse", [False, True])
def test_a_dispute_that_is_won(till: Till, reverse: bool) -> None:
    attempt = till.paid()
    dispute = till.sandbox.seed(dispute={"payment_intent": attempt.intent_id})["dispute"]
    till.sandbox.seed(close_dispute={"dispute": dispute["id"], "outcome": "won"})
    notices = till.deliver()
    till.work(notices[::-1] if reverse else notices)
    assert outcomes()["charge.dispute.funds_reinstated"] == "reinstated"
    assert outcomes()["charge.dispute.closed"] == "dispute_won"
    assert owed(till.charge) == 0
    assert balances()["49301"] == FULL
    assert [r.series for r in receipts()] == ["A", "AK", "A"]
    assert Credit.objects.count() == 0


def test_a_card_that_is_disputed_at_once_by_notices_alone(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay("4000 0000 0000 0259")
    till.hear()
    assert owed(till.charge) == FULL
    assert [r.series for r in receipts()] == ["A", "AK"]


def test_a_refund_larger_than_what_is_left_waits_for_a_clerk(till: Till) -> None:
    attempt = till.paid()
    till.sandbox.seed(refund={"payment_intent": attempt.intent_id, "amount": 4400})
    till.hear()
    dispute = till.sandbox.seed(dispute={"payment_intent": attempt.intent_id})["dispute"]
    till.hear()
    kept = Notice.objects.get(type="charge.dispute.funds_withdrawn")
    assert (kept.state, kept.outcome) == ("for_clerk", "refused")
    assert "100" in kept.detail
    assert dispute["amount"] == 14400
    Notice.objects.filter(pk=kept.pk).update(state="done")


def test_a_refund_of_money_that_is_not_ours_waits_patiently(till: Till, monkeypatch) -> None:
    attempt = till.paid()
    till.sandbox.seed(refund={"payment_intent": attempt.intent_id})
    Attempt.objects.filter(pk=attempt.pk).update(intent_id="pi_another")
    (notice,) = till.deliver("refund.created")
    Notice.objects.exclude(pk=notice.pk).update(intent_id="")
    with pytest.raises(NotYet):
        inbox.work_on(notice_id=notice.pk, at=timezone.now())
    with other_clock(monkeypatch, hours=7):
        worked = inbox.work_on(notice_id=notice.pk, at=timezone.now())
    assert (worked.state, worked.outcome) == ("for_clerk", "stranger")
    Attempt.objects.filter(pk=attempt.pk).update(intent_id=attempt.intent_id)
    Notice.objects.filter(pk=notice.pk).update(state="done")


def test_a_silent_gateway_leaves_the_notice_waiting(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    (notice,) = till.deliver("checkout.session.completed")
    till.sandbox.fail("status:500", "GET /v1/checkout/sessions/*")
    with pytest.raises(GatewayError):
        inbox.work_on(notice_id=notice.pk, at=timezone.now())
    notice.refresh_from_db()
    assert notice.state == "waiting"
    assert receipts() == []
    assert inbox.work_on(notice_id=notice.pk, at=timezone.now()).outcome == "recorded"


def test_notices_that_never_came_are_fetched(till: Till) -> None:
    till.sandbox.behave(drop=True)
    attempt = till.begin()
    till.page(attempt).pay()
    since = timezone.now() - timedelta(days=4)
    assert inbox.catch_up(since=since, at=timezone.now()) > 0
    assert inbox.catch_up(since=since, at=timezone.now()) == 0
    till.work(list(Notice.objects.order_by("pk")))
    assert till.payment(attempt).state == "settled"
    assert Notice.objects.get(type="checkout.session.completed").raw == ""


def test_notices_left_waiting_are_queued_again_once(till: Till, monkeypatch) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    attempt = till.begin()
    till.page(attempt).pay()
    waiting = len(till.deliver())
    before = ProcrastinateJob.objects.count()
    with other_clock(monkeypatch, minutes=11):
        for _round in range(2):
            inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now())
    locked = ProcrastinateJob.objects.filter(queueing_lock__startswith="notice-")
    assert locked.count() == waiting
    assert ProcrastinateJob.objects.count() >= before + waiting
    till.work(list(Notice.objects.all()))


def test_kinds_nobody_asked_for_are_ignored(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    till.hear()
    assert outcomes()["payment_intent.created"] == "nothing"
    assert Notice.objects.get(type="payment_intent.created").state == "ignored"


def test_many_payments_do_not_mix(till: Till) -> None:
    charges = [bill(make_party(n), f"{n}0.00", source=f"s{n}") for n in range(2, 6)]
    attempts = []
    for charge in charges:
        other = Till(till.sandbox, till.receiver, till.party, charge)
        attempts.append(other.begin(key=f"many-{charge.pk}"))
    for attempt in reversed(attempts):
        till.page(attempt).pay()
    notices = till.deliver()
    till.work(notices[::-1])
    assert [owed(charge) for charge in charges] == [0, 0, 0, 0]
    assert owed(till.charge) == FULL
