"""Public verbs of paying by card: begin, settle, give up, and work on what the gateway says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import urljoin

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import to_minor
from backoffice.kernel.states import check_move
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from integrations.stripe.messages import (
    CheckoutSession,
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
)

from .gateway import gateway
from .models import Attempt
from .rules import Asked, Verdict, judge
from .states import ATTEMPT_MOVES

log = structlog.get_logger(__name__)

# Between the 30 minutes and 24 hours that the gateway allows: long enough to find a card, short
# enough that a forgotten page does not hold a debt.
PAGE_LIFE = timedelta(minutes=45)
CHANNEL = "card"


class GatewaySilent(DomainError):
    """The card page could not be opened; nothing was charged."""

    code = "gateway_silent"


class NothingToRetry(DomainError):
    """The payment was settled; there is nothing left to pay with it."""

    code = "nothing_to_retry"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to pay: charges with the part in euros, or none for all of it."""

    items: tuple[tuple[int, Decimal | None], ...]
    key: str
    language: str
    email: str = ""


def begin_checkout(*, payer: User | None, wish: Wish, at: datetime) -> Attempt:
    """Start a payment and open the card page for it.

    The payment and the attempt are committed before the gateway is asked, so that a crash in
    between leaves a row that the periodic task asks about.

    :returns: the attempt, whose `url` is the card page
    :raises DomainError: if revenue refuses the payment, or the gateway stays silent
    """
    attempt = _plan(payer=payer, wish=wish, at=at)
    for older in revenue_queries.superseded_by(attempt.payment_id):
        _close_older(older, at=at)
    return open_page(attempt_id=attempt.pk, at=at)


@transaction.atomic(durable=True)
def _plan(*, payer: User | None, wish: Wish, at: datetime) -> Attempt:
    payment = revenue.start_payment(
        payer=payer, items=list(wish.items), method="card", key=wish.key, at=at
    )
    attempt, _created = Attempt.objects.get_or_create(
        payment_id=payment.pk,
        defaults={
            "language": wish.language,
            "email": wish.email,
            "planned_at": at,
            "expires_at": at + PAGE_LIFE,
        },
    )
    return attempt


def open_page(*, attempt_id: int, at: datetime) -> Attempt:
    """Ask the gateway for the card page of an attempt; asking again brings the same page.

    :raises GatewaySilent: if no usable answer came; the next call asks the same question
    """
    attempt = Attempt.objects.select_related("payment").get(pk=attempt_id)
    if attempt.state != Attempt.State.PLANNED:
        return attempt
    try:
        session = gateway().create_session(**_question(attempt))
    except GatewayRefused as error:
        log.error("checkout.refused", payment=attempt.payment.code, code=error.code)
        _close(attempt)
        revenue.fail_payment(reference=attempt.payment.code, reason=error.code or "refused", at=at)
        raise GatewaySilent(_UNREACHABLE) from error
    except GatewayError as error:
        log.warning("checkout.silent", payment=attempt.payment.code, error=type(error).__name__)
        raise GatewaySilent(_UNREACHABLE) from error
    return _opened(attempt, session, at=at)


_UNREACHABLE = _(
    "The card page does not answer now. Nothing was charged. Press the button again in a minute."
)


def _question(attempt: Attempt) -> dict:
    payment = attempt.payment
    with override(attempt.language):
        back = urljoin(settings.SITE_URL, reverse("payments:return", args=[payment.code]))
        description = str(_("Payment %(code)s to %(town)s")) % {
            "code": payment.code,
            "town": settings.WAGTAIL_SITE_NAME,
        }
    return {
        "reference": payment.code,
        "amount_minor": to_minor(payment.amount),
        "description": description,
        "success_url": back,
        "cancel_url": back,
        "idempotency_key": attempt.key,
        "expires_at": attempt.expires_at,
        "locale": attempt.language,
        "email": attempt.email or None,
    }


@transaction.atomic
def _opened(attempt: Attempt, session: CheckoutSession, *, at: datetime) -> Attempt:
    row = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if row.state == Attempt.State.PLANNED:
        check_move(ATTEMPT_MOVES, Attempt.State(row.state), Attempt.State.OPEN)
        row.state = Attempt.State.OPEN
        row.session_id = session.id
        row.intent_id = session.payment_intent or ""
        row.url = session.url or ""
        row.save(update_fields=["state", "session_id", "intent_id", "url"])
        revenue.attach_session(
            payment_id=row.payment_id, session_id=session.id, expires_at=row.expires_at, at=at
        )
    return row


def settle(*, payment_code: str, at: datetime) -> Verdict:
    """Ask the gateway how a payment stands and act on the answer.

    The browser's return, the webhook and the periodic task all run this; whoever comes second
    finds the same receipt.

    :raises GatewayError: if the gateway gives no usable answer; the periodic task asks again
    """
    attempt = Attempt.objects.select_related("payment").get(payment__code=payment_code)
    if attempt.session_id is None:
        return _settle_unopened(attempt, at=at)
    session = gateway().read_session(attempt.session_id)
    verdict = judge(session, Asked(payment_code, attempt.payment.amount))
    _remember_intent(attempt, session)
    if verdict is Verdict.RECORD:
        _record(attempt, session, at=at)
    elif verdict is Verdict.RELEASE:
        revenue.abandon_payment(reference=payment_code, at=at)
        _close(attempt)
    elif verdict is Verdict.QUESTION:
        log.error("payment.differs", payment=payment_code, session=session.id)
    return verdict


def _settle_unopened(attempt: Attempt, *, at: datetime) -> Verdict:
    """Resolve an attempt whose answer got lost: ask the same question, or let it lapse."""
    if at < attempt.expires_at - timedelta(minutes=31):
        open_page(attempt_id=attempt.pk, at=at)
        return Verdict.WAIT
    revenue.abandon_payment(reference=attempt.payment.code, at=at)
    _close(attempt)
    return Verdict.RELEASE


def _remember_intent(attempt: Attempt, session: CheckoutSession) -> None:
    if session.payment_intent and session.payment_intent != attempt.intent_id:
        Attempt.objects.filter(pk=attempt.pk).update(intent_id=session.payment_intent)


def _record(attempt: Attempt, session: CheckoutSession, *, at: datetime) -> None:
    intent = gateway().read_intent(session.payment_intent or "")
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
    _close(attempt)


def _close(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).exclude(state=Attempt.State.CLOSED).update(
        state=Attempt.State.CLOSED
    )


def give_up(*, payment_code: str, at: datetime) -> Verdict:
    """Close the card page and release the debt, unless the money came in the meantime.

    :raises GatewayError: if the gateway gives no usable answer
    """
    attempt = Attempt.objects.select_related("payment").get(payment__code=payment_code)
    if attempt.state == Attempt.State.OPEN and attempt.session_id:
        try:
            gateway().expire_session(attempt.session_id)
        except GatewayRefused:
            log.info("checkout.no_longer_open", payment=payment_code)
    return settle(payment_code=payment_code, at=at)


def _close_older(payment_code: str, *, at: datetime) -> None:
    try:
        give_up(payment_code=payment_code, at=at)
    except (GatewayUnavailable, GatewayError) as error:
        # The periodic task closes it; a payment by both pages would become a credit, not a loss.
        log.warning("checkout.older_page_stays", payment=payment_code, error=str(error))


def retry_checkout(*, payment_code: str, payer: User | None, at: datetime) -> Attempt:
    """Begin again with the same charges after a refusal or an expiry; pressed twice it is one.

    :raises NothingToRetry: if the payment was settled
    :raises DomainError: if revenue refuses the payment, or the gateway stays silent
    """
    attempt = Attempt.objects.select_related("payment").get(payment__code=payment_code)
    if revenue_queries.is_settled(payment_code):
        raise NothingToRetry(_("This payment went through. Its receipt is in your account."))
    if attempt.state != Attempt.State.CLOSED:
        return open_page(attempt_id=attempt.pk, at=at)
    wish = Wish(
        items=tuple(revenue_queries.payment_items(payment_code)),
        key=f"again-{payment_code}",
        language=attempt.language,
        email=attempt.email,
    )
    return begin_checkout(payer=payer, wish=wish, at=at)
