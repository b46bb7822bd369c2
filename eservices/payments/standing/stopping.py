"""Stopping a standing order, and letting the gateway forget the card."""

from datetime import datetime

import structlog
from django.db import transaction

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from eservices.payments.gateway import gateway
from eservices.payments.models import StandingOrder
from eservices.payments.states import ORDER_MOVES, OrderState, StopReason
from integrations.stripe.messages import GatewayError, GatewayRefused

log = structlog.get_logger(__name__)

AT_A_TIME = 200


@transaction.atomic
def stop(
    *, order_id: int, actor: User | None, at: datetime, reason: str = StopReason.WISH
) -> StandingOrder:
    """Stop an order: no charge begins after it; again changes nothing.

    A charge that the bank is working on at this moment still comes to its end.
    """
    order = StandingOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state != OrderState.STOPPED:
        end(order, StopReason(reason), actor, at)
    return order


def end(order: StandingOrder, reason: StopReason, actor: User | None, at: datetime) -> None:
    """Stop a locked order, queue the forgetting of its card, and tell whoever gave it."""
    from eservices.payments import tasks

    check_move(ORDER_MOVES, OrderState(order.state), OrderState.STOPPED)
    before = order.state
    order.state, order.stopped_at, order.stopped_by = OrderState.STOPPED, at, actor
    order.stop_reason, order.url = reason, ""
    order.save(update_fields=["state", "stopped_at", "stopped_by", "stop_reason", "url"])
    record(
        "payments.order.stopped",
        order,
        actor=actor,
        at=at,
        on_behalf_of=order.party_id,
        before={"state": before},
        after={"state": order.state, "reason": reason},
    )
    if order.card_id:
        tasks.forget_card.defer(order_id=order.pk)
        if reason in (StopReason.REFUSED, StopReason.RIGHT):
            tasks.mail_stopped.defer(order_id=order.pk)


def forget(*, order_id: int, at: datetime) -> bool:
    """Let the gateway forget the card of a stopped order; again changes nothing.

    :raises GatewayError: if the gateway gives no usable answer; the queue tries again
    """
    order = StandingOrder.objects.get(pk=order_id)
    if order.state != OrderState.STOPPED or not order.card_id or order.forgotten_at:
        return False
    try:
        gateway().forget_card(order.card_id)
    except GatewayRefused as error:
        # It is not attached any more, which is what was wanted.
        log.info("card.forgotten_before", order=order.code, code=error.code)
    StandingOrder.objects.filter(pk=order_id, forgotten_at=None).update(forgotten_at=at)
    return True


def forget_cards(*, at: datetime) -> int:
    """Forget the cards whose queue entry came to nothing; return how many."""
    left = StandingOrder.objects.filter(state=OrderState.STOPPED, forgotten_at=None)
    done = 0
    for order_id in left.exclude(card_id="").values_list("pk", flat=True)[:AT_A_TIME]:
        try:
            done += forget(order_id=order_id, at=at)
        except GatewayError as error:
            log.warning("card.not_forgotten", order=order_id, error=type(error).__name__)
    return done
