"""What each kind of notice leads to; every handler may run twice and in any order."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from backoffice.kernel.money import from_minor
from backoffice.revenue import services as revenue
from integrations.stripe.messages import Refund

from . import standing
from .gateway import gateway
from .models import Attempt, Notice, StandingOrder
from .opening import CHANNEL
from .rules import Verdict
from .settling import settle
from .states import OrderState, Outcome

# The payment's code, what came of it, and words for a clerk.
Result = tuple[str, Outcome, str]

OF_VERDICT = {
    Verdict.RECORD: Outcome.RECORDED,
    Verdict.WAIT: Outcome.UNDER_WAY,
    Verdict.UNDER_WAY: Outcome.UNDER_WAY,
    Verdict.RELEASE: Outcome.RELEASED,
    Verdict.FAIL: Outcome.FAILED,
    Verdict.QUESTION: Outcome.DIFFERS,
}


class NotYet(Exception):
    """The notice overtook the one that says which payment it belongs to."""


def on_session(notice: Notice, at: datetime) -> Result:
    """Settle the payment that a session was opened for."""
    if notice.payload.get("mode") == "setup":
        return on_card_page(notice, at)
    code = notice.payload.get("client_reference_id") or ""
    session_id = notice.payload.get("id") or ""
    attempt = Attempt.objects.filter(payment__code=code).first()
    if attempt is None:
        return code[:20], Outcome.STRANGER, ""
    if attempt.session_id is None:
        # The answer to our question got lost, but here is the session it opened.
        Attempt.objects.filter(pk=attempt.pk, session_id=None).update(session_id=session_id)
    elif attempt.session_id != session_id:
        return code[:20], Outcome.STRANGER, f"session {session_id}"
    verdict = settle(payment_code=code, at=at)
    doubt = Attempt.objects.values_list("doubt", flat=True).get(pk=attempt.pk)
    return code, OF_VERDICT[verdict], doubt


def on_card_page(notice: Notice, at: datetime) -> Result:
    """Let a standing order be in force once its card is saved, or end with its page."""
    code = str(notice.payload.get("client_reference_id") or "")
    order = StandingOrder.objects.filter(code=code).first()
    if order is None:
        return "", Outcome.STRANGER, code
    if order.session_id is None:
        # The answer to our question got lost, but here is the page it opened.
        StandingOrder.objects.filter(pk=order.pk, session_id=None).update(
            session_id=notice.payload.get("id")
        )
    order = standing.confirm(order_id=order.pk, at=at)
    if order.state == OrderState.ACTIVE:
        return "", Outcome.CARD_SAVED, code
    return "", Outcome.RELEASED if order.state == OrderState.STOPPED else Outcome.UNDER_WAY, code


def on_card_charged(notice: Notice, at: datetime) -> Result:
    """Settle the charge of a saved card; money that came through a page has its own notice."""
    code = str((notice.payload.get("metadata") or {}).get("reference") or "")
    attempt = Attempt.objects.filter(payment__code=code, order__isnull=False).first()
    if attempt is None:
        return code[:20], Outcome.NOTHING, ""
    if not attempt.intent_id:
        # The answer to our question got lost, but here is the charge it made.
        Attempt.objects.filter(pk=attempt.pk, intent_id="").update(intent_id=notice.intent_id)
    verdict = settle(payment_code=code, at=at)
    doubt = Attempt.objects.values_list("doubt", flat=True).get(pk=attempt.pk)
    return code, OF_VERDICT[verdict], doubt


def on_card_refused(notice: Notice, at: datetime) -> Result:
    """Keep why the bank refused a card; the payer tries again on the same page."""
    error = notice.payload.get("last_payment_error") or {}
    word = str(error.get("decline_code") or error.get("code") or "")[:200]
    code = str((notice.payload.get("metadata") or {}).get("reference") or "")
    if Attempt.objects.filter(payment__code=code, order__isnull=False).exists():
        return on_card_charged(notice, at)
    found = Attempt.objects.filter(payment__code=code).update(
        last_failure=word, intent_id=notice.intent_id
    )
    return (code, Outcome.NOTED, word) if found else (code[:20], Outcome.STRANGER, word)


def on_refund(notice: Notice, at: datetime) -> Result:
    """Book money that went back, and book it again if the refund fails after all."""
    code = _payment_of(notice, at)
    refund = gateway().read_refund(notice.payload["id"])
    if refund.status == "succeeded":
        _book_back(code, from_minor(refund.amount_minor), refund.id, "refund", at=at)
        # It may have failed between the reading and the booking.
        refund = gateway().read_refund(refund.id)
    if refund.status in {"failed", "canceled"}:
        _take_back(code, refund, at=at)
        return code, Outcome.REFUND_FAILED, str(from_minor(refund.amount_minor))
    is_done = refund.status == "succeeded"
    return code, Outcome.REFUNDED if is_done else Outcome.REFUND_PENDING, refund.id


def _take_back(code: str, refund: Refund, *, at: datetime) -> None:
    attempt = Attempt.objects.select_related("payment").get(payment__code=code)
    if attempt.payment.receipts.filter(bank_reference=refund.id).exists():
        _receive(code, from_minor(refund.amount_minor), f"{refund.id}-failed", at, at=at)


def on_money_withdrawn(notice: Notice, at: datetime) -> Result:
    """Book disputed money that the bank took back."""
    code = _payment_of(notice, at)
    amount = from_minor(notice.payload["amount"])
    _book_back(code, amount, notice.payload["id"], "dispute", at=at)
    return code, Outcome.WITHDRAWN, _due_by(notice)


def on_money_reinstated(notice: Notice, at: datetime) -> Result:
    """Book disputed money that came back; its withdrawal may not have been told yet."""
    code = _payment_of(notice, at)
    amount, dispute = from_minor(notice.payload["amount"]), notice.payload["id"]
    _book_back(code, amount, dispute, "dispute", at=at)
    _receive(code, amount, f"{dispute}-won", notice.created, at=at)
    return code, Outcome.REINSTATED, dispute


def on_dispute_opened(notice: Notice, at: datetime) -> Result:
    """Call a clerk: the evidence has a deadline."""
    return _payment_of(notice, at), Outcome.DISPUTE_OPENED, _due_by(notice)


def on_dispute_closed(notice: Notice, at: datetime) -> Result:
    """Tell how a dispute ended."""
    is_won = notice.payload.get("status") == "won"
    outcome = Outcome.DISPUTE_WON if is_won else Outcome.DISPUTE_LOST
    return _payment_of(notice, at), outcome, str(notice.payload.get("status", ""))


def _due_by(notice: Notice) -> str:
    details = notice.payload.get("evidence_details") or {}
    seconds = details.get("due_by")
    words = [notice.payload.get("id", ""), notice.payload.get("reason", "")]
    if isinstance(seconds, int):
        words.append(f"due by {datetime.fromtimestamp(seconds).astimezone():%d/%m/%Y %H:%M}")
    return ", ".join(str(word) for word in words if word)


def _book_back(code: str, amount: Decimal, reference: str, reason: str, *, at: datetime) -> None:
    # The refund may overtake the notice of the payment itself: settle that first.
    settle(payment_code=code, at=at)
    revenue.reverse_payment(
        reference=code, amount=amount, reason=reason, bank_reference=reference, actor=None, at=at
    )


def _receive(
    code: str, amount: Decimal, reference: str, paid_at: datetime, *, at: datetime
) -> None:
    revenue.record_payment(
        revenue.PaymentReport(
            reference=code,
            amount=amount,
            bank_reference=reference,
            paid_at=paid_at,
            channel=CHANNEL,
        ),
        at=at,
    )


def _payment_of(notice: Notice, at: datetime) -> str:
    """Return the code of the payment whose money a notice is about.

    :raises NotYet: if no notice or answer has named it so far
    """
    intent = notice.intent_id
    found = Attempt.objects.filter(intent_id=intent).values_list("payment__code", flat=True)
    if intent and (code := found.first()):
        return code
    others = Notice.objects.filter(intent_id=intent).exclude(pk=notice.pk) if intent else ()
    for other in others:
        metadata = other.payload.get("metadata") or {}
        code = other.payload.get("client_reference_id") or metadata.get("reference") or ""
        if Attempt.objects.filter(payment__code=code).exists():
            return code
    raise NotYet(f"no payment is known for {intent or 'an unnamed intent'}")


HANDLERS: dict[str, Callable[[Notice, datetime], Result]] = {
    "checkout.session.completed": on_session,
    "checkout.session.async_payment_succeeded": on_session,
    "checkout.session.async_payment_failed": on_session,
    "checkout.session.expired": on_session,
    "payment_intent.payment_failed": on_card_refused,
    "payment_intent.succeeded": on_card_charged,
    "refund.created": on_refund,
    "refund.updated": on_refund,
    "refund.failed": on_refund,
    "charge.dispute.created": on_dispute_opened,
    "charge.dispute.closed": on_dispute_closed,
    "charge.dispute.funds_withdrawn": on_money_withdrawn,
    "charge.dispute.funds_reinstated": on_money_reinstated,
}
