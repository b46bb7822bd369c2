"""The way to the card page: plan the visit, ask the gateway for the page, close it again."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.money import to_minor
from backoffice.kernel.states import check_move
from backoffice.revenue import services as revenue
from integrations.stripe.messages import (
    CheckoutSession,
    GatewayError,
    GatewayRefused,
    GatewayUnknown,
)

from .errors import GatewaySilent
from .gateway import gateway
from .models import Attempt
from .states import ATTEMPT_MOVES, AttemptState

log = structlog.get_logger(__name__)

# Between the 30 minutes and 24 hours that the gateway allows: long enough to find a card, short
# enough that a forgotten page does not hold a debt.
PAGE_LIFE = timedelta(minutes=45)
CHANNEL = "card"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to pay: charges with the part in euros, or none for all of it."""

    items: tuple[tuple[int, Decimal | None], ...]
    key: str
    language: str
    email: str = ""
    on_behalf_of: int | None = None


def plan(*, payer: User | None, wish: Wish, at: datetime) -> tuple[Attempt, list[str]]:
    """Commit the payment and the visit, before anybody asks the gateway.

    :returns: the attempt, and the codes of earlier payments in progress for the same debts
    :raises DomainError: if revenue refuses the payment
    """
    payment = revenue.start_payment(
        payer=payer,
        items=list(wish.items),
        method=CHANNEL,
        key=wish.key,
        at=at,
        on_behalf_of=wish.on_behalf_of,
        language=wish.language,
        email=wish.email,
    )
    attempt, _is_new = Attempt.objects.get_or_create(
        payment_id=payment.pk, defaults=_facts(payment.code, wish, at)
    )
    older = [other.code for other in payment.supersedes if other.pk < payment.pk]
    return attempt, older


def _facts(code: str, wish: Wish, at: datetime) -> dict[str, Any]:
    with override(wish.language):
        path = reverse("payments:return", args=[code])
        description = gettext("Payment %(code)s to %(town)s")
    return {
        "wish": [[pk, None if part is None else str(part)] for pk, part in wish.items],
        "language": wish.language,
        "email": wish.email,
        "description": (description % {"code": code, "town": settings.WAGTAIL_SITE_NAME})[:200],
        "return_url": urljoin(settings.SITE_URL, path),
        "planned_at": at,
        "expires_at": at + PAGE_LIFE,
    }


def wish_of(attempt: Attempt) -> tuple[tuple[int, Decimal | None], ...]:
    """Return what was chosen for an attempt, as `Wish.items`."""
    return tuple((pk, None if part is None else Decimal(part)) for pk, part in attempt.wish)


def open_page(*, attempt_id: int, at: datetime) -> Attempt:
    """Ask the gateway for the card page of an attempt; asking again brings the same page.

    :raises GatewaySilent: if no usable answer came; the next call asks the same question
    """
    try:
        return ask_for_page(attempt_id=attempt_id, at=at)
    except GatewayError as error:
        raise GatewaySilent(
            _(
                "The card page does not answer now. Nothing was charged. "
                "Press the button again in a minute."
            )
        ) from error


def ask_for_page(*, attempt_id: int, at: datetime) -> Attempt:
    """Do what `open_page` does, for callers who ask again by themselves.

    :raises GatewayRefused: if the gateway will not open the page; the attempt is closed
    :raises GatewayError: if no usable answer came
    """
    attempt = Attempt.objects.select_related("payment").get(pk=attempt_id)
    if attempt.state != AttemptState.PLANNED:
        return attempt
    try:
        session = _ask_twice(attempt)
    except GatewayRefused as error:
        log.error("checkout.refused", payment=attempt.payment.code, code=error.code)
        refuse(attempt, reason=error.code or "refused", at=at)
        raise
    except GatewayError as error:
        log.warning("checkout.silent", payment=attempt.payment.code, error=type(error).__name__)
        attempt.refresh_from_db()
        if attempt.state == AttemptState.OPEN:
            return attempt
        raise
    return _opened(attempt, session, at=at)


def _ask_twice(attempt: Attempt) -> CheckoutSession:
    """Ask once more where the answer got lost: the key makes it the same question."""
    question = _question(attempt)
    with suppress(GatewayUnknown):
        return gateway().create_session(**question)
    return gateway().create_session(**question)


def _question(attempt: Attempt) -> dict[str, Any]:
    return {
        "reference": attempt.payment.code,
        "amount_minor": to_minor(attempt.payment.amount),
        "description": attempt.description,
        "success_url": attempt.return_url,
        "cancel_url": attempt.return_url,
        "idempotency_key": attempt.key,
        "expires_at": attempt.expires_at,
        "locale": attempt.language,
        "email": attempt.email or None,
    }


def _opened(attempt: Attempt, session: CheckoutSession, *, at: datetime) -> Attempt:
    row = _keep_session(attempt.pk, session, at=at)
    if row.state == AttemptState.CLOSED:
        # Given up while the gateway was answering: nobody may pay on a page nobody wants.
        with suppress(GatewayError):
            gateway().expire_session(session.id)
    return row


@transaction.atomic
def _keep_session(attempt_id: int, session: CheckoutSession, *, at: datetime) -> Attempt:
    row = Attempt.objects.select_for_update().get(pk=attempt_id)
    if row.session_id is not None:
        return row
    row.session_id = session.id
    row.intent_id = session.payment_intent or ""
    if row.state == AttemptState.PLANNED:
        check_move(ATTEMPT_MOVES, AttemptState(row.state), AttemptState.OPEN)
        row.state = AttemptState.OPEN
        row.url = session.url or ""
        revenue.attach_session(
            payment_id=row.payment_id,
            session_id=session.id,
            expires_at=row.expires_at,
            at=at,
            url=row.url,
        )
    row.save(update_fields=["state", "session_id", "intent_id", "url"])
    return row


def close(attempt: Attempt) -> None:
    """Note that nothing more is expected of an attempt; late money is still taken."""
    Attempt.objects.filter(pk=attempt.pk).exclude(state=AttemptState.CLOSED).update(
        state=AttemptState.CLOSED
    )


@transaction.atomic
def refuse(attempt: Attempt, *, reason: str, at: datetime) -> None:
    """Close an attempt that came to nothing, and its payment with it."""
    close(attempt)
    revenue.fail_payment(reference=attempt.payment.code, reason=reason, at=at)


@transaction.atomic
def drop(attempt: Attempt, *, at: datetime) -> None:
    """Close an attempt that was given up, which frees the debts."""
    close(attempt)
    revenue.abandon_payment(reference=attempt.payment.code, at=at)
