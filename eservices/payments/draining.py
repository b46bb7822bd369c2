"""Notices of paid sessions, worked on together: the gateway is asked side by side, the money is
booked as a set. Everything else stays with `inbox.work_on`, one by one.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from backoffice.kernel.states import check_move
from backoffice.revenue import services as revenue
from integrations.stripe.client import StripeGateway
from integrations.stripe.messages import CheckoutSession, GatewayError, PaymentIntent

from .gateway import gateway
from .models import Attempt, Notice
from .opening import CHANNEL
from .rules import Asked, Verdict, judge
from .states import NOTICE_MOVES, AttemptState, NoticeState, Outcome, state_after

log = structlog.get_logger(__name__)

TYPES = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
CROWD, AT_A_TIME = 2, 100
#: Calls to the gateway under way at once; it allows a hundred a second.
ASKED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Paid:
    """A notice, its attempt, and the money as the gateway knows it."""

    notice_id: int
    attempt: Attempt
    intent: PaymentIntent

    def report(self, at: datetime) -> revenue.PaymentReport:
        """Return what revenue is told."""
        payment = self.attempt.payment
        return revenue.PaymentReport(
            reference=payment.code,
            amount=payment.amount,
            bank_reference=self.intent.id,
            paid_at=self.intent.charged_at or at,
            channel=CHANNEL,
        )


def drain(*, at: datetime) -> int:
    """Book what waiting notices of paid sessions bring, at most a hundred; one alone
    is no crowd.

    What is not plain money for a page that we opened is left waiting for its own queue entry. A
    second worker may hold the same notices: whoever comes later finds the same receipts, and a
    crash leaves either everything or nothing of a batch.

    :returns: how many notices were brought to an end
    """
    waiting = Notice.objects.filter(state=NoticeState.WAITING, type__in=TYPES)
    notices = list(waiting.order_by("received_at", "pk")[:AT_A_TIME])
    paid = _ask(notices) if len(notices) >= CROWD else []
    return _book(paid, at) if paid else 0


def _ask(notices: Sequence[Notice]) -> list[Paid]:
    """Read the sessions of notices at the gateway, which says the last word about each."""
    codes = {notice.pk: str(notice.payload.get("client_reference_id") or "") for notice in notices}
    attempts = {
        attempt.payment.code: attempt
        for attempt in Attempt.objects.select_related("payment").filter(
            payment__code__in=set(codes.values()), session_id__isnull=False
        )
    }
    pairs = [
        (notice.pk, attempts[codes[notice.pk]])
        for notice in notices
        if codes[notice.pk] in attempts
        and attempts[codes[notice.pk]].session_id == notice.payload.get("id")
    ]
    if not pairs:
        return []
    # One client for all threads: it is asked for here, where the transaction can be seen.
    read = partial(_read, gateway())
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        intents = list(pool.map(read, (attempt for _pk, attempt in pairs)))
    return [
        Paid(pk, attempt, intent)
        for (pk, attempt), intent in zip(pairs, intents, strict=True)
        if intent is not None
    ]


def _read(client: StripeGateway, attempt: Attempt) -> PaymentIntent | None:
    """Return the money of an attempt if it came as it was asked for; touches no database."""
    try:
        session: CheckoutSession = client.read_session(attempt.session_id or "")
        if not session.is_paid or not session.payment_intent:
            return None
        intent = client.read_intent(session.payment_intent)
    except GatewayError as error:
        log.info("notice.left_to_its_own_entry", error=type(error).__name__)
        return None
    asked = Asked(attempt.payment.code, attempt.payment.amount)
    return intent if judge(session, intent, asked) is Verdict.RECORD else None


@transaction.atomic
def _book(paid: Sequence[Paid], at: datetime) -> int:
    found = revenue.record_payments([one.report(at) for one in paid], at=at)
    booked = [one for one, result in zip(paid, found, strict=True) if result.receipt is not None]
    for one in booked:
        one.attempt.intent_id, one.attempt.state = one.intent.id, AttemptState.CLOSED
    Attempt.objects.bulk_update([one.attempt for one in booked], ["intent_id", "state"])
    return _finish(
        {
            one.notice_id: (one, "" if result.error is None else str(result.error))
            for one, result in zip(paid, found, strict=True)
        },
        at,
    )


def _finish(results: dict[int, tuple[Paid, str]], at: datetime) -> int:
    locked = Notice.objects.select_for_update(of=("self",)).filter(
        pk__in=results, state=NoticeState.WAITING
    )
    notices = list(locked.order_by("pk"))
    for notice in notices:
        one, refusal = results[notice.pk]
        outcome = Outcome.REFUSED if refusal else Outcome.RECORDED
        state = state_after(outcome)
        check_move(NOTICE_MOVES, NoticeState(notice.state), state)
        notice.state, notice.outcome, notice.worked_at = state, outcome, at
        notice.payment_code, notice.detail = one.attempt.payment.code, refusal[:400]
        if refusal:
            log.warning("notice.for_clerk", event_id=notice.event_id, outcome=str(outcome))
    fields = ["state", "outcome", "worked_at", "payment_code", "detail"]
    Notice.objects.bulk_update(notices, fields)
    return len(notices)
