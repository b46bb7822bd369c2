"""How a charge of a saved card stands at the gateway, and what follows from it."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from backoffice.kernel.money import to_minor
from backoffice.revenue import services as revenue
from integrations.stripe.messages import (
    CardDeclined,
    GatewayRefused,
    GatewayUnknown,
    PaymentIntent,
)

from .gateway import gateway
from .models import Attempt
from .opening import CHANNEL, close, drop
from .rules import CURRENCY, HOPELESS, Verdict
from .states import AttemptState

log = structlog.get_logger(__name__)


def settle_saved(attempt: Attempt, *, at: datetime) -> Verdict:
    """Bring a charge of a saved card to its end: ask for it, or ask how it stands.

    Task, notice and page all run this. The question carries the attempt's own key, so that any
    number of questions is one charge; once the gateway may have forgotten the key, its list of
    charges is read instead.

    :raises GatewayError: if the gateway gives no usable answer; the periodic task asks again
    """
    if attempt.state == AttemptState.CLOSED and not attempt.intent_id:
        return Verdict.RELEASE
    try:
        intent = _intent_of(attempt, at)
    except CardDeclined as error:
        _remember(attempt, error.intent_id)
        refuse_saved(attempt.pk, word=error.decline_code or error.code, at=at)
        return Verdict.FAIL
    except GatewayRefused as error:
        refuse_saved(attempt.pk, word=error.code or "refused", at=at)
        return Verdict.FAIL
    if intent is None:
        drop(attempt, at=at)
        return Verdict.RELEASE
    _remember(attempt, intent.id)
    return _act(attempt, intent, at=at)


def _intent_of(attempt: Attempt, at: datetime) -> PaymentIntent | None:
    if attempt.intent_id:
        return gateway().read_intent(attempt.intent_id)
    order = attempt.order
    assert order is not None
    if at >= attempt.expires_at:
        return gateway().find_intent(customer=order.customer_id, reference=attempt.payment.code)
    question: dict[str, Any] = {
        "customer": order.customer_id,
        "card": order.card_id,
        "amount_minor": to_minor(attempt.payment.amount),
        "description": attempt.description,
        "reference": attempt.payment.code,
        "idempotency_key": attempt.key,
    }
    with suppress(GatewayUnknown):
        return gateway().charge_card(**question)
    return gateway().charge_card(**question)


def _remember(attempt: Attempt, intent_id: str) -> None:
    if intent_id and intent_id != attempt.intent_id:
        attempt.intent_id = intent_id
        Attempt.objects.filter(pk=attempt.pk).update(intent_id=intent_id)


def _act(attempt: Attempt, intent: PaymentIntent, *, at: datetime) -> Verdict:
    if intent.status in HOPELESS or intent.status == "requires_action":
        refuse_saved(attempt.pk, word=intent.decline_code or intent.error_code, at=at)
        return Verdict.FAIL
    if intent.status != "succeeded":
        return Verdict.UNDER_WAY
    doubt = differences(attempt, intent)
    if doubt:
        Attempt.objects.filter(pk=attempt.pk).update(doubt=doubt)
        log.error("payment.differs", payment=attempt.payment.code, intent=intent.id, doubt=doubt)
        return Verdict.QUESTION
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
    return Verdict.RECORD


def differences(attempt: Attempt, intent: PaymentIntent) -> str:
    """Say in which way charged money differs from what was asked; empty if it does not."""
    checks = (
        ("reference", intent.reference, attempt.payment.code),
        ("amount received", intent.received_minor, to_minor(attempt.payment.amount)),
        ("currency", intent.currency, CURRENCY),
    )
    wrong = [f"{what}: {found} instead of {due}" for what, found, due in checks if found != due]
    return "; ".join(wrong)[:200]


@transaction.atomic
def refuse_saved(attempt_id: int, *, word: str, at: datetime) -> None:
    """Close a refused charge and queue what follows, once, whoever heard of it first."""
    from .tasks import after_refusal

    locked = Attempt.objects.select_for_update(of=("self",)).select_related("payment")
    attempt = locked.get(pk=attempt_id)
    if attempt.state == AttemptState.CLOSED:
        return
    attempt.state, attempt.last_failure = AttemptState.CLOSED, word[:200]
    attempt.save(update_fields=["state", "last_failure"])
    revenue.fail_payment(reference=attempt.payment.code, reason=word, at=at)
    after_refusal.defer(attempt_id=attempt.pk)
