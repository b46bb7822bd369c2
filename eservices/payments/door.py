"""The gateway's door: verify, keep, answer within a moment."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings

from integrations.stripe.webhooks import ForgedEvent, read_event

from . import inbox
from .models import Attempt, Notice

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
    return inbox.receive(event, at=at)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the payer's page says of the visit to the card page."""

    can_continue: bool
    expires_at: datetime
    url: str
    refusal: str


def visit_of(payment_code: str) -> Visit | None:
    """Return how the visit to the card page stands, or none for other ways of paying."""
    attempt = Attempt.objects.filter(payment__code=payment_code).first()
    if attempt is None:
        return None
    is_open = attempt.state == Attempt.State.OPEN
    return Visit(
        is_open and bool(attempt.url), attempt.expires_at, attempt.url, attempt.last_failure
    )
