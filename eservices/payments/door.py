"""The gateway's door: verify, keep, answer within a moment."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings

from backoffice.kernel.errors import DomainError
from integrations.stripe.messages import GatewayError
from integrations.stripe.webhooks import ForgedEvent, read_event

from . import inbox
from .models import Attempt, Notice
from .settling import settle
from .states import AttemptState
from .words import refusal

log = structlog.get_logger(__name__)


def take_in(payload: bytes, signature: str | None, *, at: datetime) -> Notice | None:
    """Verify a notice and keep it.

    :returns: the new row, or none for one that was here before
    :raises ForgedEvent: if signature, time or form is wrong; nothing is kept but a log line
    """
    try:
        event = read_event(payload, signature, settings.STRIPE_WEBHOOK_SECRET)
    except ForgedEvent as error:
        log.warning("webhook.forged", reason=str(error), size=len(payload))
        raise
    return inbox.receive(event, at=at, raw=payload.decode())


def refresh(payment_code: str, *, at: datetime) -> bool:
    """Settle a payment if the gateway can be asked now; otherwise the periodic task does it.

    :returns: whether the gateway said how the payment stands
    """
    try:
        settle(payment_code=payment_code, at=at)
    except Attempt.DoesNotExist:
        return False
    except (GatewayError, DomainError) as error:
        log.warning("payment.not_settled_now", payment=payment_code, error=str(error))
        return False
    return True


@dataclass(frozen=True, slots=True)
class Visit:
    """What the payer's page says of the visit to the card page; no address once it is over."""

    expires_at: datetime
    url: str
    refusal: str


def visit_of(payment_code: str) -> Visit | None:
    """Return how the visit to the card page stands, or none for other ways of paying."""
    attempt = Attempt.objects.filter(payment__code=payment_code).first()
    if attempt is None:
        return None
    url = attempt.url if attempt.state == AttemptState.OPEN else ""
    return Visit(attempt.expires_at, url, refusal(attempt.last_failure))
