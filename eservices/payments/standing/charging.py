"""Charging saved cards on the days that were agreed: once for each try, whoever asks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.db import transaction

from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.revenue import access as revenue_access
from backoffice.revenue import services as revenue
from backoffice.revenue.states import PaymentState
from eservices.payments.models import Attempt, StandingOrder
from eservices.payments.opening import CHANNEL, drop
from eservices.payments.rules import Verdict
from eservices.payments.settling import settle
from eservices.payments.states import AttemptState, OrderState, StopReason
from integrations.stripe.messages import GatewayError

from . import collectors
from .collectors import Due
from .stopping import stop

log = structlog.get_logger(__name__)

# An unanswered charge is asked again with the same key for as long as the gateway remembers it.
KEY_LIFE = timedelta(hours=23)

Items = Sequence[tuple[int, Decimal]]


def charge_due(*, at: datetime) -> dict[str, int]:
    """Charge what is due today by every order in force; one that fails does not stop the rest.

    :return: how many orders were looked at, and how many charges were begun
    """
    ids = list(
        StandingOrder.objects.filter(state=OrderState.ACTIVE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    begun = 0
    for order_id in ids:
        try:
            begun += charge_one(order_id=order_id, at=at) is not None
        except Exception:
            log.exception("order.charged_in_vain", order=order_id)
    return {"seen": len(ids), "begun": begun}


def charge_one(*, order_id: int, at: datetime) -> Attempt | None:
    """Charge what is due today by one order, if a try is due; run again it does nothing more.

    :return: the attempt, or none where nothing is to be charged now
    """
    order = StandingOrder.objects.select_related("given_by").get(pk=order_id)
    if order.state != OrderState.ACTIVE or _is_over(order, at) or _unresolved(order, at):
        return None
    on = athens_day(at)
    due = collectors.get(order.source_kind).due(order.source_id, on)
    if due is None or not try_is_due(order, due, on):
        return None
    attempt = _plan(order, due, at)
    if attempt is None or attempt.state == AttemptState.CLOSED:
        return attempt
    try:
        settle(payment_code=attempt.payment.code, at=at)
    except GatewayError as error:
        # The same question is asked again by the periodic task, with the same key.
        log.warning("order.silent", order=order.code, error=type(error).__name__)
    attempt.refresh_from_db()
    return attempt


def _is_over(order: StandingOrder, at: datetime) -> bool:
    reason = None
    if collectors.get(order.source_kind).is_over(order.source_id):
        reason = StopReason.ENDED
    elif order.party_id not in revenue_access.visible_party_ids(order.given_by):
        reason = StopReason.RIGHT
    if reason is not None:
        stop(order_id=order.pk, actor=None, at=at, reason=reason)
    return reason is not None


def _unresolved(order: StandingOrder, at: datetime) -> bool:
    """Settle earlier charges first: nobody is charged twice for an answer that got lost."""
    waiting = order.charges.exclude(state=AttemptState.CLOSED).select_related("payment")
    for attempt in waiting:
        try:
            settle(payment_code=attempt.payment.code, at=at)
        except GatewayError as error:
            log.warning("order.waits", order=order.code, error=type(error).__name__)
    return order.charges.exclude(state=AttemptState.CLOSED).exists()


def try_is_due(order: StandingOrder, due: Due, on: date) -> bool:
    """Tell whether the next try for what is due falls on a day or before it."""
    day = next_try(order, due)
    return day is not None and on >= day


def next_try(order: StandingOrder, due: Due) -> date | None:
    """Return the day of the next try for what is due, or none after the last one."""
    tried = order.charges.filter(part=due.part, payment__state=PaymentState.FAILED).count()
    if tried >= len(order.days):
        return None
    return due.due_on + timedelta(days=order.days[tried])


def _plan(order: StandingOrder, due: Due, at: datetime) -> Attempt | None:
    """Commit payment and attempt before the gateway is asked, and close older card pages."""
    items = collectors.get(order.source_kind).items(order.source_id, at)
    if not items:
        return None
    number = order.charges.filter(part=due.part).count() + 1
    try:
        payment = revenue.start_payment(
            payer=order.given_by,
            items=list(items),
            method=CHANNEL,
            key=f"order-{order.code}-{due.part}-{number}",
            at=at,
            on_behalf_of=order.party_id,
            language=order.language,
            email=order.email,
        )
    except DomainError as error:
        # Paid in another way a moment ago, or the sums moved: the next run looks again.
        log.info("order.nothing_to_charge", order=order.code, reason=str(error))
        return None
    attempt = _keep(order.pk, payment, due, items, at)
    if attempt is None or _is_paid_elsewhere(attempt, [p.code for p in payment.supersedes], at):
        return None
    return attempt


@transaction.atomic
def _keep(order_id: int, payment: Any, due: Due, items: Items, at: datetime) -> Attempt | None:
    """Keep the attempt, unless the order was stopped a moment ago."""
    order = StandingOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
    known = Attempt.objects.filter(payment=payment).first()
    if known is not None:
        return known
    if order.state != OrderState.ACTIVE:
        revenue.abandon_payment(reference=payment.code, at=at)
        return None
    attempt, _is_new = Attempt.objects.get_or_create(
        payment=payment,
        defaults={
            "order": order,
            "part": due.part,
            "state": _first_state(payment),
            "wish": [[pk, str(amount)] for pk, amount in items],
            "language": order.language,
            "email": order.email,
            "description": due.label(order.language)[:200],
            "return_url": order.return_url,
            "planned_at": at,
            "expires_at": at + KEY_LIFE,
        },
    )
    return attempt


def _first_state(payment: Any) -> AttemptState:
    """A crash may have left the payment alone, and another task given it up meanwhile."""
    is_open = payment.state == PaymentState.STARTED
    return AttemptState.PLANNED if is_open else AttemptState.CLOSED


def _is_paid_elsewhere(attempt: Attempt, older: Sequence[str], at: datetime) -> bool:
    """Close card pages for the same debts; one that brought money takes the charge's place."""
    from eservices.payments.errors import NothingToRetry
    from eservices.payments.services import give_up

    for code in older:
        try:
            verdict = give_up(payment_code=code, at=at)
        except NothingToRetry:
            continue
        except GatewayError:
            verdict = Verdict.UNDER_WAY
        if verdict in (Verdict.RECORD, Verdict.UNDER_WAY):
            drop(attempt, at=at)
            return True
    return False
