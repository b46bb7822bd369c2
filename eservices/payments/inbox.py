"""The inbox of the gateway's notices: kept at once, worked on once, in any order."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.db import transaction

from backoffice.kernel.errors import DomainError
from backoffice.kernel.states import check_move
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from integrations.stripe.messages import Event, GatewayRefused

from .draining import drain
from .gateway import gateway
from .handlers import HANDLERS, NotYet
from .models import Attempt, Notice
from .opening import CHANNEL
from .settling import settle
from .states import NOTICE_MOVES, AttemptState, NoticeState, Outcome, state_after

log = structlog.get_logger(__name__)

# How long a notice may wait for the one that names its payment, before a clerk looks.
PATIENCE = timedelta(hours=6)
# A list of stuck rows is worked off in parts, so that one run never holds a worker for long.
AT_A_TIME = 500


@transaction.atomic
def receive(event: Event, *, at: datetime, raw: str = "") -> Notice | None:
    """Keep a verified notice and enqueue the work on it; a repeated one changes nothing.

    :param raw: the body as it came; empty if the notice was fetched from the gateway's list
    :returns: the new row, or none for a notice that was here before
    """
    notice, is_new = Notice.objects.get_or_create(
        event_id=event.id,
        defaults={
            "type": event.type[:80],
            "created": event.created,
            "received_at": at,
            "raw": raw,
            "payload": dict(event.object),
            "intent_id": _intent_of(event),
        },
    )
    if not is_new:
        return None
    from .tasks import work_on_notice

    work_on_notice.defer(notice_id=notice.pk)
    return notice


def _intent_of(event: Event) -> str:
    own = event.object.get("id") if event.type.startswith("payment_intent.") else None
    named = own or event.object.get("payment_intent") or ""
    return named[:120] if isinstance(named, str) else str(named.get("id", ""))[:120]


def work_off(*, notice_id: int, at: datetime) -> Notice:
    """Act on a notice, after the crowd it came in if there is one.

    :raises GatewayError: as `work_on` does
    :raises NotYet: as `work_on` does
    """
    _quietly(partial(drain, at=at), notice=str(notice_id))
    return work_on(notice_id=notice_id, at=at)


def work_on(*, notice_id: int, at: datetime) -> Notice:
    """Act on a notice, once; the object is read again from the gateway, for notices come late.

    :raises GatewayError: if the gateway gives no usable answer; the queue tries again
    :raises NotYet: if the notice overtook the one that names its payment; the queue tries again
    """
    notice = Notice.objects.get(pk=notice_id)
    if notice.state != NoticeState.WAITING:
        return notice
    handler = HANDLERS.get(notice.type)
    code, outcome, detail = "", Outcome.NOTHING, ""
    if handler is not None:
        try:
            code, outcome, detail = handler(notice, at)
        except (DomainError, GatewayRefused) as error:
            outcome, detail = Outcome.REFUSED, str(error)
        except NotYet:
            if at - notice.received_at < PATIENCE:
                raise
            outcome = Outcome.STRANGER
    return _finish(notice_id, outcome, code, detail, at=at)


@transaction.atomic
def _finish(notice_id: int, outcome: Outcome, code: str, detail: str, *, at: datetime) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state != NoticeState.WAITING:
        return notice
    state = state_after(outcome)
    check_move(NOTICE_MOVES, NoticeState(notice.state), state)
    notice.state, notice.outcome, notice.worked_at = state, outcome, at
    notice.payment_code, notice.detail = code, detail[:400]
    notice.save(update_fields=["state", "outcome", "worked_at", "payment_code", "detail"])
    if state == NoticeState.FOR_CLERK:
        log.warning("notice.for_clerk", event_id=notice.event_id, outcome=str(outcome))
    return notice


def ask_about_stuck(*, older_than: timedelta, at: datetime) -> int:
    """Bring to an end what nobody brought to an end: visits, payments without one, notices.

    :returns: how many were looked at
    """
    before = at - older_than
    stuck = Attempt.objects.filter(planned_at__lt=before, doubt="").exclude(
        state=AttemptState.CLOSED
    )
    codes = list(stuck.order_by("planned_at").values_list("payment__code", flat=True)[:AT_A_TIME])
    for code in codes:
        _quietly(partial(settle, payment_code=code, at=at), payment=code)
    lost = payments_without_attempt(before)
    for code in lost:
        _quietly(partial(revenue.abandon_payment, reference=code, at=at), payment=code)
    return len(codes) + len(lost) + _queue_again(before)


def payments_without_attempt(before: datetime) -> list[str]:
    """Return card payments that a crash left without a visit: nobody can pay on them."""
    waiting = revenue_queries.open_payments(started_before=before)
    return list(waiting.filter(method__code=CHANNEL, attempt=None).values_list("code", flat=True))


def _queue_again(before: datetime) -> int:
    """Queue notices whose tries were used up while something was down."""
    from .tasks import queue_once

    waiting = Notice.objects.filter(state=NoticeState.WAITING, received_at__lt=before)
    ids = list(waiting.order_by("received_at").values_list("pk", flat=True)[:AT_A_TIME])
    for notice_id in ids:
        queue_once(notice_id)
    return len(ids)


def catch_up(*, since: datetime, at: datetime) -> int:
    """Fetch the gateway's notices of the last days and keep those that never reached us.

    :returns: how many were missing
    """
    return sum(receive(event, at=at) is not None for event in gateway().list_events(since))


def _quietly(work: Callable[[], Any], **facts: str) -> None:
    """Run one piece of a list so that its failure does not stop the rest; it is asked again."""
    try:
        work()
    except Exception:
        log.exception("payments.asked_in_vain", **facts)
