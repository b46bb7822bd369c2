"""Orders to the bank for refunds that were approved and carried out, and what the bank did."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.act_states import TRANSFER_MOVES, ActKind, ActState, TransferState
from backoffice.revenue.models import Act, BankOrder, Credit, Transfer

from .act_effects import PAYABLES
from .act_errors import OrderRefused, SecondPersonNeeded
from .errors import BankReferenceUsed, NothingChosen, ReasonMissing
from .relief import credit_account

ORDER_SERIES = "revenue:bank_order"
#: Transferable deposits at home (ΠΔ 54/2018, παράρτημα 1).
BANK = "42201"
SOURCE = "revenue.transfer"


@transaction.atomic
def make_order(*, act_ids: Sequence[int], pay_on: date, actor: User, at: datetime) -> BankOrder:
    """Put refunds that were carried out into one numbered order to the bank.

    :param pay_on: the day on which the bank is to pay
    :raises NothingChosen: if no refund is chosen, or one of them is ordered already
    :raises SecondPersonNeeded: if the actor approved one of them
    :raises OrderRefused: if the day is past, or the town's account is not set
    """
    if not settings.BANK_ORDER_IBAN:
        raise OrderRefused(
            _("The town's account is not set. Ask the administrator to set BANK_ORDER_IBAN.")
        )
    if pay_on < athens_day(at):
        raise OrderRefused(_("The bank pays today at the earliest. Choose today or a later day."))
    acts = _payable(act_ids)
    if any(act.approver_id == actor.pk for act in acts):
        raise SecondPersonNeeded(
            _("You approved one of these refunds. Another person orders the bank to pay it.")
        )
    year = athens_day(at).year
    order = BankOrder.objects.create(
        year=year,
        number=next_number(ORDER_SERIES, year),
        iban=settings.BANK_ORDER_IBAN,
        pay_on=pay_on,
        made_at=at,
        made_by=actor,
    )
    Transfer.objects.bulk_create(
        Transfer(
            order=order,
            position=place,
            act=act,
            amount=act.amount,
            iban=act.iban,
            payee=act.payee,
        )
        for place, act in enumerate(acts, 1)
    )
    after = {"transfers": len(acts), "total": sum(act.amount for act in acts), "pay_on": pay_on}
    record("revenue.order.made", order, actor=actor, at=at, after=after)
    return order


def _payable(act_ids: Sequence[int]) -> list[Act]:
    """Lock refunds that the bank was not ordered to pay yet."""
    ids = sorted(set(act_ids))
    locked = Act.objects.select_for_update(no_key=True).filter(
        pk__in=ids, kind=ActKind.REFUND, state=ActState.DONE
    )
    acts = list(locked.order_by("pk"))
    ordered = Transfer.objects.filter(act__in=ids).exists()
    if not ids or ordered or len(acts) != len(ids):
        raise NothingChosen(
            _("Choose refunds that are carried out and not ordered yet. Reload the page.")
        )
    return acts


def _locked(transfer_id: int) -> Transfer:
    found = Transfer.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "order", "act"
    )
    transfer = found.filter(pk=transfer_id).first()
    if transfer is None:
        raise OrderRefused(_("There is no such transfer. Go back to the order and choose one."))
    return transfer


@transaction.atomic
def note_paid(
    *, transfer_id: int, bank_reference: str, paid_on: date, actor: User, at: datetime
) -> Transfer:
    """Book that the bank paid a refund (R17b); the same reference again changes nothing.

    :param paid_on: the bank's day, on which it is booked
    :raises BankReferenceUsed: if the reference belongs to another transfer
    :raises OrderRefused: if the day is ahead, or no reference is given
    """
    transfer = _locked(transfer_id)
    reference = bank_reference.strip()
    if transfer.state == TransferState.EXECUTED and transfer.bank_reference == reference:
        return transfer
    check_move(TRANSFER_MOVES, TransferState(transfer.state), TransferState.EXECUTED)
    if not reference or paid_on > athens_day(at):
        raise OrderRefused(_("Enter the bank's reference and its day, today or earlier."))
    if Transfer.objects.filter(bank_reference=reference).exists():
        raise _used(reference)
    entry = ledger.post(
        journal="GEN",
        on=paid_on,
        lines=[
            LineSpec(PAYABLES, transfer.amount, 0, "", transfer.act.party_id),
            LineSpec(BANK, 0, transfer.amount),
        ],
        source=Source(SOURCE, str(transfer.pk)),
        purpose="paid",
        text=f"{transfer.order} {reference}"[:240],
        actor=actor,
        at=at,
    )
    fields = {
        "state": TransferState.EXECUTED,
        "bank_reference": reference,
        "paid_on": paid_on,
        "entry_id": entry.pk,
    }
    try:
        _save(transfer, fields)
    except IntegrityError as error:
        # Two clerks entered the same reference at once.
        raise _used(reference) from error
    after = {"amount": transfer.amount, "bank_reference": reference, "on": paid_on}
    record("revenue.transfer.paid", transfer, actor=actor, at=at, after=after)
    return transfer


def _used(reference: str) -> BankReferenceUsed:
    return BankReferenceUsed(
        _("The bank reference %(reference)s belongs to another transfer. Check the statement.")
        % {"reference": reference}
    )


def _save(transfer: Transfer, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=[name.removesuffix("_id") for name in fields])


@transaction.atomic
def note_returned(
    *, transfer_id: int, reason: str, returned_on: date, actor: User, at: datetime
) -> Transfer:
    """Book that the bank did not pay, or sent the money back: it is the creditor's credit again.

    Another account needs a new decision, so that nobody changes where money goes alone.

    :param returned_on: the bank's day, on which it is booked
    :raises ReasonMissing: if the bank's reason is not given
    :raises OrderRefused: if the day is ahead, or before the day it was paid
    """
    if not reason.strip():
        raise ReasonMissing(_("State the bank's reason; it stays with the transfer."))
    transfer = _locked(transfer_id)
    was_paid = transfer.state == TransferState.EXECUTED
    check_move(TRANSFER_MOVES, TransferState(transfer.state), TransferState.RETURNED)
    if returned_on > athens_day(at) or (transfer.paid_on and returned_on < transfer.paid_on):
        raise OrderRefused(_("Enter the day of the return: not ahead, and not before it was paid."))
    account, party = credit_account(), transfer.act.party_id
    left = (
        LineSpec(BANK, transfer.amount)
        if was_paid
        else LineSpec(PAYABLES, transfer.amount, 0, "", party)
    )
    entry = ledger.post(
        journal="GEN",
        on=returned_on,
        lines=[left, LineSpec(account, 0, transfer.amount, "", party)],
        source=Source(SOURCE, str(transfer.pk)),
        purpose="returned",
        text=f"{transfer.order} {reason}"[:240],
        actor=actor,
        at=at,
    )
    Credit.objects.create(
        party_id=party,
        account=account,
        amount=transfer.amount,
        booked_on=returned_on,
        reason=str(_("Refund returned by the bank: %(reason)s") % {"reason": reason})[:400],
        reference=f"returned-{transfer.pk}",
        entry_id=entry.pk,
    )
    fields = {
        "state": TransferState.RETURNED,
        "returned_on": returned_on,
        "reason": reason.strip()[:400],
    }
    _save(transfer, fields)
    after = {"amount": transfer.amount, "on": returned_on}
    record("revenue.transfer.returned", transfer, actor=actor, at=at, after=after, note=reason)
    return transfer
