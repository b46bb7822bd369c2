"""Giving a standing order: the consent is kept, then the gateway saves the card on its page."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.states import check_move
from eservices.payments.errors import GatewaySilent, NoOrder
from eservices.payments.gateway import gateway
from eservices.payments.models import StandingOrder
from eservices.payments.states import ORDER_MOVES, OrderState, StopReason
from integrations.stripe.messages import (
    CardPage,
    GatewayError,
    GatewayRefused,
    GatewayUnknown,
    SavedCard,
)

from . import collectors
from .stopping import end

log = structlog.get_logger(__name__)

PAGE_LIFE = timedelta(minutes=45)
# The gateway remembers a key for a day; after that the same question would open another page.
KEY_LIFE = timedelta(hours=23)
AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to: the words, and after how many days a refused charge is repeated.

    :param days: days after the due day, the first being zero
    """

    text: str
    days: Sequence[int]
    language: str
    email: str = ""


def give(
    *,
    source: Source,
    party_id: int,
    consent: Consent,
    return_url: str,
    key: str,
    actor: User,
    at: datetime,
) -> StandingOrder:
    """Keep a consent and open the page that saves the card; the same key brings the same page.

    An order in force is replaced once the new card is saved by asking anew after stopping it; one
    whose card was never saved gives way at once.

    :raises NoOrder: if one is in force for the source, or nothing is left to charge
    :raises GatewaySilent: if the page does not answer; the next call asks the same question
    """
    if collectors.get(source.kind).is_over(source.id):
        raise NoOrder(_("Nothing is left to charge. No card is needed."))
    order = _keep(source, party_id, consent, return_url, key, actor, at)
    return _open(order, at)


@transaction.atomic(durable=True)
def _keep(
    source: Source,
    party_id: int,
    consent: Consent,
    return_url: str,
    key: str,
    actor: User,
    at: datetime,
) -> StandingOrder:
    known = StandingOrder.objects.filter(key=key).first()
    if known is not None:
        return known
    waiting = StandingOrder.objects.select_for_update(of=("self",)).filter(
        source_kind=source.kind, source_id=source.id
    )
    for other in waiting.exclude(state=OrderState.STOPPED):
        if other.state == OrderState.ACTIVE:
            raise NoOrder(_("A card is charged already. Stop it before you give another one."))
        end(other, StopReason.REPLACED, actor, at)
    try:
        with transaction.atomic():
            order = StandingOrder.objects.create(
                key=key,
                source_kind=source.kind,
                source_id=source.id,
                party_id=party_id,
                given_by=actor,
                given_at=at,
                consent=consent.text,
                days=list(consent.days),
                language=consent.language,
                email=consent.email,
                return_url=return_url,
                expires_at=at + PAGE_LIFE,
            )
    except IntegrityError as error:
        raise NoOrder(_("Another request for the same came first. Look again.")) from error
    record(
        "payments.order.given",
        order,
        actor=actor,
        at=at,
        on_behalf_of=party_id,
        after={"source": f"{source.kind} {source.id}", "days": list(consent.days)},
    )
    return order


def reopen(*, order_id: int, at: datetime) -> StandingOrder:
    """Return an order with the address of its page, as long as that is open.

    :raises GatewaySilent: if the page does not answer
    """
    return _open(StandingOrder.objects.get(pk=order_id), at)


def _open(order: StandingOrder, at: datetime) -> StandingOrder:
    if order.state != OrderState.ASKED or order.session_id is not None:
        return order
    try:
        page = _ask(order)
    except GatewayError as error:
        log.warning("order.silent", order=order.code, error=type(error).__name__)
        raise GatewaySilent(
            _(
                "The card page does not answer now. Nothing was charged. "
                "Press the button again in a minute."
            )
        ) from error
    return _opened(order.pk, page)


def _ask(order: StandingOrder) -> CardPage:
    if not order.customer_id:
        order.customer_id = gateway().create_customer(
            reference=order.code, idempotency_key=f"customer-{order.code}"
        )
        StandingOrder.objects.filter(pk=order.pk).update(customer_id=order.customer_id)
    question: dict[str, Any] = {
        "customer": order.customer_id,
        "reference": order.code,
        "return_url": order.return_url,
        "idempotency_key": f"page-{order.code}",
        "expires_at": order.expires_at,
        "locale": order.language,
    }
    with suppress(GatewayUnknown):
        return gateway().create_card_page(**question)
    return gateway().create_card_page(**question)


@transaction.atomic
def _opened(order_id: int, page: CardPage) -> StandingOrder:
    order = StandingOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.session_id is None and order.state == OrderState.ASKED:
        order.session_id, order.url = page.id, page.url or ""
        order.save(update_fields=["session_id", "url"])
    return order


def confirm(*, order_id: int, at: datetime) -> StandingOrder:
    """Ask the gateway whether the card was saved, and let the order be in force if so.

    The browser's return, the notice and the periodic task all run this.

    :raises GatewayError: if the gateway gives no usable answer; the periodic task asks again
    """
    order = StandingOrder.objects.get(pk=order_id)
    if order.state != OrderState.ASKED:
        return order
    if order.session_id is None:
        return _confirm_unopened(order, at)
    page = gateway().read_card_page(order.session_id)
    if page.status == "expired":
        return _unfinished(order_id, at)
    if page.status != "complete":
        return order
    card = gateway().read_saved_card(page.setup_id)
    return _in_force(order_id, card, at) if card.is_saved else order


def _confirm_unopened(order: StandingOrder, at: datetime) -> StandingOrder:
    if at > order.expires_at or at > order.given_at + KEY_LIFE:
        return _unfinished(order.pk, at)
    return _opened(order.pk, _ask(order))


@transaction.atomic
def _in_force(order_id: int, card: SavedCard, at: datetime) -> StandingOrder:
    order = StandingOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state != OrderState.ASKED:
        return order
    check_move(ORDER_MOVES, OrderState(order.state), OrderState.ACTIVE)
    order.state, order.confirmed_at, order.url = OrderState.ACTIVE, at, ""
    order.card_id, order.brand, order.last4 = card.id, card.brand, card.last4
    order.exp_month, order.exp_year = card.exp_month, card.exp_year
    order.save(
        update_fields=[
            "state",
            "confirmed_at",
            "url",
            "card_id",
            "brand",
            "last4",
            "exp_month",
            "exp_year",
        ]
    )
    record(
        "payments.order.confirmed",
        order,
        actor=order.given_by,
        at=at,
        on_behalf_of=order.party_id,
        after={"card": f"{card.brand} {card.last4}"},
    )
    return order


@transaction.atomic
def _unfinished(order_id: int, at: datetime) -> StandingOrder:
    order = StandingOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state == OrderState.ASKED:
        end(order, StopReason.UNFINISHED, None, at)
    return order


def confirm_waiting(*, older_than: timedelta, at: datetime) -> int:
    """Ask about orders whose card page nobody came back from; return how many were asked about."""
    waiting = StandingOrder.objects.filter(state=OrderState.ASKED, given_at__lt=at - older_than)
    ids = list(waiting.order_by("given_at").values_list("pk", flat=True)[:AT_A_TIME])
    for order_id in ids:
        try:
            confirm(order_id=order_id, at=at)
        except GatewayRefused as error:
            log.error("order.unknown_there", order=order_id, code=error.code)
            _unfinished(order_id, at)
        except GatewayError as error:
            log.warning("order.asked_in_vain", order=order_id, error=type(error).__name__)
    return len(ids)
