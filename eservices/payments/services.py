"""Public verbs of paying by card: begin, settle, give up, begin again, settle a clerk's notice."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.revenue.states import PaymentState
from integrations.stripe.messages import GatewayError, GatewayRefused

from .errors import (
    AlreadyUnderWay,
    GatewaySilent,
    NotForClerk,
    NothingToRetry,
    PaidMeanwhile,
)
from .gateway import gateway
from .models import Attempt, Notice
from .opening import CHANNEL, Wish, drop, open_page, plan, wish_of
from .rules import Verdict
from .settling import settle
from .states import NOTICE_MOVES, AttemptState, NoticeState

__all__ = [
    "CHANNEL",
    "AlreadyUnderWay",
    "GatewaySilent",
    "NotForClerk",
    "NothingToRetry",
    "PaidMeanwhile",
    "Wish",
    "begin_checkout",
    "give_up",
    "open_page",
    "resolve_notice",
    "retry_checkout",
    "settle",
]

log = structlog.get_logger(__name__)


def begin_checkout(*, payer: User | None, wish: Wish, at: datetime) -> Attempt:
    """Start a payment and open the card page for it; the same key again brings the same page.

    The payment and the attempt are committed before the gateway is asked, so that a crash in
    between leaves rows that the periodic task asks about.

    :returns: the attempt, whose `url` is the card page
    :raises PaidMeanwhile: if an earlier payment for the same debts turns out to be settled
    :raises AlreadyUnderWay: if the bank is still working on an earlier one
    :raises DomainError: if revenue refuses the payment, or the gateway stays silent
    """
    attempt, older = plan(payer=payer, wish=wish, at=at)
    if attempt.state == AttemptState.PLANNED:
        for code in older:
            _supersede(code, attempt, at=at)
    return open_page(attempt_id=attempt.pk, at=at)


def _supersede(code: str, newer: Attempt, *, at: datetime) -> None:
    """Close an earlier card page for the same debts, unless it already brought money."""
    try:
        verdict = give_up(payment_code=code, at=at)
    except NothingToRetry:
        # Another way of paying, such as an order to a bank: there is no page to close.
        return
    except GatewayError as error:
        # The periodic task closes it; paying on both pages would become a credit, not a loss.
        log.warning("checkout.older_page_stays", payment=code, error=type(error).__name__)
        return
    if verdict is Verdict.RECORD:
        drop(newer, at=at)
        raise PaidMeanwhile(
            _(
                "Your earlier payment for these debts has just gone through. "
                "Look at what is still owed before you pay again."
            )
        )
    if verdict is Verdict.UNDER_WAY:
        drop(newer, at=at)
        raise AlreadyUnderWay(
            _(
                "The bank is still working on a payment for these debts. "
                "Wait for its result; you need not pay again."
            )
        )


def give_up(*, payment_code: str, at: datetime) -> Verdict:
    """Close the card page and release the debt, unless the money came in the meantime.

    :raises GatewayError: if the gateway gives no usable answer
    """
    attempt = _attempt_of(payment_code)
    if attempt.order_id is not None:
        # The bank may be charging the saved card at this moment: its answer decides.
        return settle(payment_code=payment_code, at=at)
    if attempt.state == AttemptState.PLANNED and _drop_unopened(attempt.pk, at=at):
        return Verdict.RELEASE
    attempt.refresh_from_db()
    if attempt.state == AttemptState.OPEN and attempt.session_id:
        try:
            gateway().expire_session(attempt.session_id)
        except GatewayRefused:
            log.info("checkout.no_longer_open", payment=payment_code)
    return settle(payment_code=payment_code, at=at)


@transaction.atomic
def _drop_unopened(attempt_id: int, *, at: datetime) -> bool:
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.state != AttemptState.PLANNED:
        return False
    drop(attempt, at=at)
    return True


def _attempt_of(payment_code: str) -> Attempt:
    found = Attempt.objects.select_related("payment__payer").filter(payment__code=payment_code)
    attempt = found.first()
    if attempt is None:
        raise NothingToRetry(
            _("This payment was not made on the card page. Begin again from your debts.")
        )
    return attempt


def retry_checkout(*, payment_code: str, at: datetime) -> Attempt:
    """Begin again with the same choice after a refusal or an expiry; pressed twice it is one.

    :raises NothingToRetry: if the payment was settled
    :raises DomainError: if revenue refuses the payment, or the gateway stays silent
    """
    attempt = _attempt_of(payment_code)
    if attempt.payment.state in {PaymentState.SETTLED, PaymentState.REVERSED}:
        raise NothingToRetry(_("This payment went through. Its receipt is in your account."))
    if attempt.state != AttemptState.CLOSED:
        return open_page(attempt_id=attempt.pk, at=at)
    wish = Wish(
        items=wish_of(attempt),
        key=f"again-{payment_code}",
        language=attempt.language,
        email=attempt.email,
        on_behalf_of=attempt.payment.party_id if attempt.payment.payer else None,
    )
    return begin_checkout(payer=attempt.payment.payer, wish=wish, at=at)


@transaction.atomic
def resolve_notice(*, notice_id: int, resolution: str, actor: User, at: datetime) -> Notice:
    """Note what a clerk did about a notice; it no longer waits.

    :raises NotForClerk: if it does not wait for a clerk
    """
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.state != NoticeState.FOR_CLERK:
        raise NotForClerk(_("This notice does not wait for anybody. Go back to the list."))
    if not resolution.strip():
        raise NotForClerk(_("Write what was done; it stays with the notice."))
    check_move(NOTICE_MOVES, NoticeState(notice.state), NoticeState.DONE)
    notice.state, notice.resolution = NoticeState.DONE, resolution.strip()[:400]
    notice.resolved_by, notice.resolved_at = actor, at
    notice.save(update_fields=["state", "resolution", "resolved_by", "resolved_at"])
    record(
        "payments.notice.resolved",
        notice,
        actor=actor,
        at=at,
        before={"state": NoticeState.FOR_CLERK, "outcome": notice.outcome},
        after={"state": NoticeState.DONE},
        note=notice.resolution,
    )
    return notice
