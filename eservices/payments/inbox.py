"""The inbox of the gateway's notices: kept at once, worked on once, in any order."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from backoffice.kernel.money import from_minor
from backoffice.kernel.states import check_move
from backoffice.revenue import services as revenue
from integrations.stripe.messages import Event

from .gateway import gateway
from .models import Attempt, Notice
from .rules import Verdict
from .services import CHANNEL, settle
from .states import NOTICE_MOVES

log = structlog.get_logger(__name__)

State = Notice.State
Outcome = tuple[Notice.State, str]


@transaction.atomic
def receive(event: Event, *, at: datetime) -> Notice | None:
    """Keep a verified notice and enqueue the work on it; a repeated one changes nothing.

    :returns: the new row, or none for a notice that was here before
    """
    notice, is_new = Notice.objects.get_or_create(
        event_id=event.id,
        defaults={
            "type": event.type,
            "created": event.created,
            "received_at": at,
            "payload": dict(event.object),
        },
    )
    if not is_new:
        return None
    from .tasks import work_on_notice

    work_on_notice.defer(notice_id=notice.pk)
    return notice


def work_on(*, notice_id: int, at: datetime) -> Notice:
    """Act on a notice, once; the object is read again from the gateway, for notices come late.

    :raises GatewayError: if the gateway gives no usable answer; the queue tries again
    """
    notice = Notice.objects.get(pk=notice_id)
    if notice.state != State.WAITING:
        return notice
    handler = HANDLERS.get(notice.type)
    state, outcome = handler(notice, at) if handler else (State.IGNORED, "")
    return _finish(notice_id, state, outcome, at=at)


@transaction.atomic
def _finish(notice_id: int, state: Notice.State, outcome: str, *, at: datetime) -> Notice:
    notice = Notice.objects.select_for_update().get(pk=notice_id)
    if notice.state == State.WAITING:
        check_move(NOTICE_MOVES, State(notice.state), state)
        notice.state, notice.outcome, notice.worked_at = state, outcome[:200], at
        notice.save(update_fields=["state", "outcome", "worked_at"])
    return notice


def _on_session(notice: Notice, at: datetime) -> Outcome:
    code = notice.payload.get("client_reference_id") or ""
    if not Attempt.objects.filter(payment__code=code, session_id=notice.payload["id"]).exists():
        return _stranger(notice)
    verdict = settle(payment_code=code, at=at)
    if verdict is Verdict.QUESTION:
        return State.FOR_CLERK, "amount, currency or reference differ from what was asked"
    return State.DONE, verdict.value


def _on_failure(notice: Notice, at: datetime) -> Outcome:
    error = notice.payload.get("last_payment_error") or {}
    found = Attempt.objects.filter(intent_id=notice.payload["id"]).update(
        last_failure=(error.get("decline_code") or error.get("code") or "")[:200]
    )
    return (State.DONE, "noted") if found else (State.IGNORED, "no attempt has this intent")


def _on_refund(notice: Notice, at: datetime) -> Outcome:
    refund = gateway().read_refund(notice.payload["id"])
    if refund.status == "failed":
        return State.FOR_CLERK, "the refund failed at the bank"
    if refund.status != "succeeded":
        return State.DONE, refund.status
    return _reverse(
        notice, refund.payment_intent, from_minor(refund.amount_minor), refund.id, "refund", at=at
    )


def _on_money_withdrawn(notice: Notice, at: datetime) -> Outcome:
    amount = from_minor(notice.payload["amount"])
    state, outcome = _reverse(
        notice, notice.payload.get("payment_intent"), amount, notice.payload["id"], "dispute", at=at
    )
    return (
        (State.FOR_CLERK, "dispute: answer it in time") if state is State.DONE else (state, outcome)
    )


def _on_money_reinstated(notice: Notice, at: datetime) -> Outcome:
    attempt = _attempt_of(notice.payload.get("payment_intent"))
    if attempt is None:
        return _stranger(notice)
    revenue.record_payment(
        revenue.PaymentReport(
            reference=attempt.payment.code,
            amount=from_minor(notice.payload["amount"]),
            bank_reference=f"{notice.payload['id']}-won",
            paid_at=notice.created,
            channel=CHANNEL,
        ),
        at=at,
    )
    return State.DONE, "money reinstated"


def _for_clerk(notice: Notice, at: datetime) -> Outcome:
    return State.FOR_CLERK, notice.payload.get("status", "")


def _reverse(
    notice: Notice,
    intent: str | None,
    amount: Decimal,
    reference: str,
    reason: str,
    *,
    at: datetime,
) -> Outcome:
    attempt = _attempt_of(intent)
    if attempt is None:
        return _stranger(notice)
    # The refund may overtake the notice of the payment itself: settle that first.
    settle(payment_code=attempt.payment.code, at=at)
    revenue.reverse_payment(
        reference=attempt.payment.code,
        amount=amount,
        reason=reason,
        bank_reference=reference,
        actor=None,
        at=at,
    )
    return State.DONE, reason


def _attempt_of(intent: str | None) -> Attempt | None:
    if not intent:
        return None
    return Attempt.objects.select_related("payment").filter(intent_id=intent).first()


def _stranger(notice: Notice) -> Outcome:
    log.warning("notice.stranger", event_id=notice.event_id, type=notice.type)
    return State.FOR_CLERK, "no payment of ours has this session"


HANDLERS: dict[str, Callable[[Notice, datetime], Outcome]] = {
    "checkout.session.completed": _on_session,
    "checkout.session.async_payment_succeeded": _on_session,
    "checkout.session.async_payment_failed": _on_session,
    "checkout.session.expired": _on_session,
    "payment_intent.payment_failed": _on_failure,
    "refund.created": _on_refund,
    "refund.updated": _on_refund,
    "refund.failed": _on_refund,
    "charge.dispute.created": _for_clerk,
    "charge.dispute.closed": _for_clerk,
    "charge.dispute.funds_withdrawn": _on_money_withdrawn,
    "charge.dispute.funds_reinstated": _on_money_reinstated,
}


def ask_about_stuck(*, older_than: timedelta, at: datetime) -> int:
    """Ask the gateway about attempts that nobody brought to an end.

    :returns: how many were asked about
    """
    stuck = Attempt.objects.filter(planned_at__lt=at - older_than).exclude(
        state=Attempt.State.CLOSED
    )
    codes = list(stuck.order_by("planned_at").values_list("payment__code", flat=True)[:500])
    for code in codes:
        _quietly(partial(settle, payment_code=code, at=at), payment=code)
    return len(codes)


def catch_up(*, since: datetime, at: datetime) -> int:
    """Fetch the gateway's notices of the last days and keep those that never reached us.

    :returns: how many were missing
    """
    return sum(receive(event, at=at) is not None for event in gateway().list_events(since))


def _quietly(work: Callable[[], Any], **facts: str) -> None:
    """Run one piece of a list so that its failure does not stop the rest; it is asked again."""
    try:
        work()
    except Exception:
        log.exception("payments.asked_in_vain", **facts)


def waiting_since(*, at: datetime | None = None) -> timedelta:
    """Return how long the oldest unworked notice has waited."""
    oldest = Notice.objects.filter(state=State.WAITING).order_by("received_at").first()
    return (at or timezone.now()) - oldest.received_at if oldest else timedelta(0)
