"""How a payment stands at the gateway, and what follows from it."""

from datetime import datetime

import structlog

from backoffice.revenue import services as revenue
from integrations.stripe.messages import CheckoutSession, GatewayRefused, PaymentIntent

from .gateway import gateway
from .models import Attempt
from .opening import CHANNEL, ask_for_page, close, drop, refuse
from .rules import Asked, Verdict, differences, judge
from .saved import settle_saved
from .states import AttemptState

log = structlog.get_logger(__name__)

UNKNOWN_THERE = 404


def settle(*, payment_code: str, at: datetime) -> Verdict:
    """Ask the gateway how a payment stands and act on the answer.

    The browser's return, the webhook and the periodic task all run this; whoever comes second
    finds the same receipt.

    :raises GatewayError: if the gateway gives no usable answer; the periodic task asks again
    """
    found = Attempt.objects.select_related("payment", "order")
    attempt = found.get(payment__code=payment_code)
    if attempt.order is not None:
        return settle_saved(attempt, at=at)
    if attempt.session_id is None:
        return _settle_unopened(attempt, at=at)
    try:
        session = gateway().read_session(attempt.session_id)
    except GatewayRefused as error:
        return _settle_unknown(attempt, error, at=at)
    return _settle_session(attempt, session, at=at)


def _settle_session(attempt: Attempt, session: CheckoutSession, *, at: datetime) -> Verdict:
    _remember_intent(attempt, session)
    intent = None
    if session.payment_intent and session.status == "complete":
        intent = gateway().read_intent(session.payment_intent)
    asked = Asked(attempt.payment.code, attempt.payment.amount)
    verdict = judge(session, intent, asked)
    _act(verdict, attempt, session, intent, asked, at=at)
    return verdict


def _act(
    verdict: Verdict,
    attempt: Attempt,
    session: CheckoutSession,
    intent: PaymentIntent | None,
    asked: Asked,
    *,
    at: datetime,
) -> None:
    if verdict is Verdict.RELEASE:
        drop(attempt, at=at)
    elif verdict is Verdict.UNDER_WAY:
        # The payer is done there: nobody is sent to that page again.
        Attempt.objects.filter(pk=attempt.pk).update(url="")
    elif intent is not None and verdict is Verdict.RECORD:
        _record(attempt, intent, at=at)
    elif intent is not None and verdict is Verdict.FAIL:
        word = intent.decline_code or intent.error_code or intent.status
        Attempt.objects.filter(pk=attempt.pk).update(last_failure=word[:200])
        refuse(attempt, reason=word, at=at)
    elif intent is not None and verdict is Verdict.QUESTION:
        doubt = differences(session, intent, asked)
        Attempt.objects.filter(pk=attempt.pk).update(doubt=doubt)
        log.error("payment.differs", payment=asked.reference, session=session.id, doubt=doubt)


def _settle_unopened(attempt: Attempt, *, at: datetime) -> Verdict:
    """Resolve an attempt whose answer got lost, by asking the same question.

    If the first question arrived, its answer comes back; if not, the gateway opens the page now,
    or refuses because it is too late to open one.
    """
    if attempt.state == AttemptState.CLOSED:
        return Verdict.RELEASE
    try:
        opened = ask_for_page(attempt_id=attempt.pk, at=at)
    except GatewayRefused:
        return Verdict.FAIL
    if opened.session_id is None:
        return Verdict.RELEASE
    return _settle_session(opened, gateway().read_session(opened.session_id), at=at)


def _settle_unknown(attempt: Attempt, error: GatewayRefused, *, at: datetime) -> Verdict:
    """Release a payment whose page the gateway does not know, once nobody can be on it."""
    if error.status != UNKNOWN_THERE or at < attempt.expires_at:
        raise error
    log.error("checkout.unknown_there", payment=attempt.payment.code, session=attempt.session_id)
    drop(attempt, at=at)
    return Verdict.RELEASE


def _remember_intent(attempt: Attempt, session: CheckoutSession) -> None:
    if session.payment_intent and session.payment_intent != attempt.intent_id:
        Attempt.objects.filter(pk=attempt.pk).update(intent_id=session.payment_intent)


def _record(attempt: Attempt, intent: PaymentIntent, *, at: datetime) -> None:
    revenue.record_payment(
        revenue.PaymentReport(
            reference=attempt.payment.code,
            amount=attempt.payment.amount,
            bank_reference=intent.id,
            paid_at=intent.charged_at or at,
            channel=CHANNEL,
        ),
        at=at,
    )
    close(attempt)
