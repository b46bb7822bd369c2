"""Receipts taken back: in their own session at once, later only when a second person approves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.revenue import services as revenue
from backoffice.treasury.errors import (
    DifferenceUnexplained,
    NothingToCancel,
    SecondPersonNeeded,
)
from backoffice.treasury.models import Cancellation, Session, Taking
from backoffice.treasury.states import CANCELLATION_MOVES, CancellationState, Tender

from .locks import session_to_move_in
from .moving import require_cash


@transaction.atomic
def cancel_receipt(*, receipt_id: int, reason: str, actor: User, at: datetime) -> Cancellation:
    """Cancel a receipt of a desk: at once in its own session, else ask a second person.

    The receipt keeps its number; a counter-receipt of its own series takes the money back and
    opens the debts again. Repeated, it gives the same cancellation.

    :raises NoOpenSession: if the cashier has no open session
    :raises NothingToCancel: if the receipt was not given at a desk
    :raises TillTooLow: if the till does not hold the cash
    """
    if not reason.strip():
        raise DifferenceUnexplained(_("State the reason; it stands on the counter-receipt."))
    session = session_to_move_in(actor, at)
    taking = _taking(receipt_id)
    known = _living(receipt_id)
    if known is not None:
        return known
    asked = Cancellation(
        receipt_id=receipt_id,
        state=CancellationState.ASKED,
        reason=reason.strip()[:400],
        asked_by=actor,
        asked_at=at,
    )
    if taking.session_id == session.pk:
        return _carry_out(asked, taking, session, actor, at)
    asked.save()
    after = {"receipt": str(taking.receipt), "reason": reason}
    record("treasury.cancellation.asked", asked, actor=actor, at=at, after=after)
    return asked


def _living(receipt_id: int) -> Cancellation | None:
    living = Cancellation.objects.exclude(state=CancellationState.REFUSED)
    return living.filter(receipt_id=receipt_id).first()


def _taking(receipt_id: int) -> Taking:
    # Two cashiers who cancel one receipt wait for each other here.
    taking = (
        Taking.objects.select_for_update(of=["self"], no_key=True)
        .select_related("receipt__payment")
        .filter(receipt_id=receipt_id, amount__gt=0)
        .first()
    )
    if taking is None:
        raise NothingToCancel(
            _("This receipt was not given at a cash desk. Reverse its payment in the register.")
        )
    return taking


@transaction.atomic
def decide_cancellation(
    *, cancellation_id: int, state: CancellationState, actor: User, at: datetime
) -> Cancellation:
    """Approve or refuse, as a second person, that a receipt of an earlier session goes back.

    :param state: `approved` or `refused`
    :raises SecondPersonNeeded: if whoever asked decides
    :raises IllegalMove: if it is decided already
    """
    asked = Cancellation.objects.select_for_update(no_key=True).get(pk=cancellation_id)
    if asked.asked_by_id == actor.pk:
        raise SecondPersonNeeded(_("You asked for this. Somebody else has to decide."))
    check_move(CANCELLATION_MOVES, CancellationState(asked.state), state)
    if state == CancellationState.DONE:
        raise SecondPersonNeeded(_("The cashier hands the money back. Approve or refuse."))
    asked.state, asked.approved_by, asked.decided_at = state, actor, at
    asked.save(update_fields=["state", "approved_by", "decided_at"])
    record(f"treasury.cancellation.{state.value}", asked, actor=actor, at=at)
    return asked


@transaction.atomic
def hand_back(*, cancellation_id: int, actor: User, at: datetime) -> Cancellation:
    """Hand the money of an approved cancellation back, in the cashier's own session.

    Repeated, it changes nothing.

    :raises NoOpenSession: if the cashier has no open session
    :raises IllegalMove: if it is not approved
    """
    session = session_to_move_in(actor, at)
    asked = Cancellation.objects.select_for_update(no_key=True).get(pk=cancellation_id)
    if asked.state == CancellationState.DONE:
        return asked
    check_move(CANCELLATION_MOVES, CancellationState(asked.state), CancellationState.DONE)
    return _carry_out(asked, _taking(asked.receipt_id), session, actor, at)


def _carry_out(
    asked: Cancellation, taking: Taking, session: Session, actor: User, at: datetime
) -> Cancellation:
    receipt = taking.receipt
    if taking.method == Tender.CASH:
        require_cash(session, taking.amount)
    counter = revenue.reverse_at_counter(
        reference=receipt.payment.code,
        amount=taking.amount,
        reason=asked.reason,
        bank_reference=f"cancel-{receipt.code}",
        actor=actor,
        at=at,
    )
    Taking.objects.create(
        session=session, receipt=counter, method=taking.method, amount=-taking.amount, taken_at=at
    )
    asked.state, asked.counter, asked.session = CancellationState.DONE, counter, session
    asked.save()
    record(
        "treasury.cancellation.done",
        asked,
        actor=actor,
        at=at,
        after={"receipt": str(receipt), "counter": str(counter), "session": str(session)},
        note=asked.reason,
    )
    return asked
