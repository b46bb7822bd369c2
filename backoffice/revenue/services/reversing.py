"""Money that went back: refunds, disputes, failed debits; counter-entry and counter-receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.ledger.services import EntrySpec, LineSpec
from backoffice.revenue import tills
from backoffice.revenue.models import Allocation, Charge, Credit, Payment, Receipt
from backoffice.revenue.models.settled import REVERSAL_SERIES
from backoffice.revenue.rules import undo
from backoffice.revenue.states import PAYMENT_MOVES, ChargeState, Component, PaymentState
from theme.formatting import euro

from .counter import unspent
from .crediting import Part, is_surcharge, receivable, surcharge_lines
from .desks import Desk, lock_desk
from .early import back_entries, given_early, take_early_back
from .errors import (
    AmountTooSmall,
    BankReferenceUsed,
    NotSettled,
    ReasonMissing,
    ReversalTooLarge,
)
from .recording import SERIES

HELD = """
select charge_id, component, value_on, sum(amount) from revenue_allocation
where payment_id = %s group by charge_id, component, value_on
having sum(amount) > 0 order by min(id)
"""


@dataclass(frozen=True, slots=True)
class Back:
    """What is taken back from a payment: from credits still kept, and from debts it settled."""

    credits: tuple[tuple[Credit, Decimal], ...]
    parts: tuple[Part, ...]


@transaction.atomic
def reverse_payment(
    *,
    reference: str,
    amount: Decimal,
    reason: str,
    bank_reference: str,
    actor: User | None,
    at: datetime,
) -> Receipt:
    """Book money that went back and give the counter-receipt; its debts are open again.

    Credit kept from the payment goes first, then what was credited last. The same bank reference
    again gives the same counter-receipt.

    :param amount: euros, the whole payment or a part of it
    :param bank_reference: the bank's name for the refund or dispute
    :raises UnknownPayment: if no payment has the reference
    :raises NotSettled: if no money came for it
    :raises ReversalTooLarge: if less is left of it
    :raises BankReferenceUsed: if the bank reference belongs to another transfer
    :raises ReasonMissing: if no reason is given
    :raises TakenAtTheDesk: if cash would go back outside a cash desk
    """
    method = Payment.objects.filter(code=reference).values_list("method_id", flat=True).first()
    tills.refuse_outside(str(method or ""))
    return reverse_at_counter(
        reference=reference,
        amount=amount,
        reason=reason,
        bank_reference=bank_reference,
        actor=actor,
        at=at,
    )


@transaction.atomic
def reverse_at_counter(
    *,
    reference: str,
    amount: Decimal,
    reason: str,
    bank_reference: str,
    actor: User | None,
    at: datetime,
) -> Receipt:
    """Do what `reverse_payment` does for the module that keeps the cash desks.

    :raises DomainError: as `reverse_payment` does
    """
    _check_request(amount, reason)
    desk = lock_desk(reference)
    known = Receipt.objects.filter(bank_reference=bank_reference).first()
    if known is not None:
        return _same(known, desk, amount, bank_reference)
    if desk.bank_reference is None:
        raise NotSettled(_("No money came for this payment. There is nothing to pay back."))
    original = Receipt.objects.get(payment_id=desk.payment_id, reverses=None)
    left = original.amount - _reversed(original)
    if amount > left:
        raise ReversalTooLarge(
            _("%(left)s is left of this payment. Enter that amount or less.") % {"left": euro(left)}
        )
    back = _take_back(desk, original, amount)
    receipt = _book(desk, original, back, amount, reason, bank_reference, actor, at)
    _reopen(desk, back, whole=amount == left)
    record(
        "revenue.payment.reversed",
        receipt,
        actor=actor,
        at=at,
        on_behalf_of=desk.party_id,
        before={"left": left},
        after={"payment": reference, "amount": amount, "bank_reference": bank_reference},
        note=reason,
    )
    return receipt


def _check_request(amount: Decimal, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stands on the counter-receipt."))
    if amount <= 0 or amount != cents(amount):
        raise AmountTooSmall(_("Enter an amount above zero with at most two decimals."))


def _same(known: Receipt, desk: Desk, amount: Decimal, bank_reference: str) -> Receipt:
    if (known.payment_id, known.amount) != (desk.payment_id, amount):
        raise BankReferenceUsed(
            _("The bank reference %(reference)s is booked already as %(receipt)s.")
            % {"reference": bank_reference, "receipt": known}
        )
    return known


def _reversed(original: Receipt) -> Decimal:
    return original.reversals.aggregate(sum=Sum("amount"))["sum"] or ZERO


def _take_back(desk: Desk, original: Receipt, amount: Decimal) -> Back:
    kept = list(
        Credit.objects.select_for_update(no_key=True)
        .filter(receipt=original, of=None)
        .order_by("pk")
    )
    taken = undo(amount, [unspent(credit) for credit in kept])
    rest = amount - sum(taken, ZERO)
    parts = _held(desk)
    backs = undo(rest, [part.amount for part in parts])
    if sum(backs, ZERO) < rest:
        raise ReversalTooLarge(
            _(
                "%(gap)s of this payment was credited elsewhere or paid back already. "
                "Reverse that first, or enter a smaller amount."
            )
            % {"gap": euro(rest - sum(backs, ZERO))}
        )
    return Back(
        tuple((credit, part) for credit, part in zip(kept, taken, strict=True) if part),
        tuple(
            Part(part.position, part.component, back, part.value_on)
            for part, back in zip(parts, backs, strict=True)
            if back
        ),
    )


def _held(desk: Desk) -> list[Part]:
    by_id = {p.charge_id: p for p in desk.positions}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [desk.payment_id])
        return [
            Part(by_id[charge_id], Component(component), amount, value_on)
            for charge_id, component, value_on, amount in cursor.fetchall()
        ]


def _book(
    desk: Desk,
    original: Receipt,
    back: Back,
    amount: Decimal,
    reason: str,
    bank_reference: str,
    actor: User | None,
    at: datetime,
) -> Receipt:
    today, code = athens_day(at), new_code()
    early = given_early(back.parts)
    specs = [*back_entries(early, code, today)]
    specs += _entries(desk, back, amount, code, today, reason)
    entries = ledger.post_many(specs, actor=actor, at=at)
    take_early_back(early, [entry.pk for entry in entries[: len(early)]], code, actor, at)
    receipt = Receipt.objects.create(
        code=code,
        series=REVERSAL_SERIES,
        year=today.year,
        number=next_number(SERIES.format(series=REVERSAL_SERIES), today.year),
        payment_id=desk.payment_id,
        reverses=original,
        amount=amount,
        on=today,
        issued_at=at,
        issued_by=actor,
        entry_id=entries[-1].pk,
        bank_reference=bank_reference,
        reason=reason[:400],
    )
    Allocation.objects.bulk_create(
        Allocation(
            charge_id=part.position.charge_id,
            payment_id=desk.payment_id,
            receipt=receipt,
            component=part.component,
            amount=-part.amount,
            # The day of the money itself: it never came, so the surcharge never stopped.
            value_on=part.value_on,
            booked_on=today,
        )
        for part in back.parts
    )
    Credit.objects.bulk_create(
        Credit(
            party_id=credit.party_id,
            of=credit,
            receipt=receipt,
            account=credit.account,
            amount=-part,
            booked_on=today,
            reason=reason[:400],
            entry_id=entries[-1].pk,
        )
        for credit, part in back.credits
    )
    return receipt


def _entries(
    desk: Desk, back: Back, amount: Decimal, code: str, today: date, reason: str
) -> list[EntrySpec]:
    source = Source("revenue.receipt", code)
    lines = [_debit(part) for part in back.parts]
    lines += [LineSpec(c.account, part, 0, "", c.party_id) for c, part in back.credits]
    party = desk.party_id if desk.clearing_account == desk.credit_account else None
    lines.append(LineSpec(desk.clearing_account, 0, amount, "", party))
    collection = EntrySpec("COL", today, tuple(lines), source, "collection", reason[:240])
    # A surcharge is certified when it is collected; uncollected again, it only grows.
    charged = [
        line.turned() for part in back.parts if is_surcharge(part) for line in surcharge_lines(part)
    ]
    if not charged:
        return [collection]
    return [
        EntrySpec("REV", today, tuple(charged), source, "surcharge", reason[:240]),
        collection,
    ]


def _debit(part: Part) -> LineSpec:
    account, debtor, ale = receivable(part)
    return LineSpec(account, part.amount, 0, "", debtor, ale)


def _reopen(desk: Desk, back: Back, *, whole: bool) -> None:
    charges = {part.position.charge_id for part in back.parts}
    Charge.objects.filter(pk__in=charges).exclude(state=ChargeState.CANCELLED).update(
        state=ChargeState.OPEN, told_at=None
    )
    if whole:
        check_move(PAYMENT_MOVES, PaymentState(desk.state), PaymentState.REVERSED)
        Payment.objects.filter(pk=desk.payment_id).update(state=PaymentState.REVERSED)
