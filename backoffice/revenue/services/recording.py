"""Money that came: the one place where browser, webhook, bank file and cash desk meet.

Rows are locked in one order, charge before payment before counter, and everything is written in
as few statements as it has tables, because every payment of the town passes here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
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
from backoffice.revenue.models import Payment, PaymentItem, Receipt
from backoffice.revenue.models.settled import RECEIPT_SERIES
from backoffice.revenue.positions import COLUMNS, Position, position, regimes_of
from backoffice.revenue.rules import Owed, distribute
from backoffice.revenue.states import PAYMENT_MOVES, Component, PaymentState

from .errors import AmountTooSmall, BankReferenceUsed, UnknownPayment

SERIES = "revenue:receipt:{series}"

LOCK_CHARGES = """
select charge.id from revenue_charge charge
join revenue_paymentitem item on item.charge_id = charge.id
join revenue_payment payment on payment.id = item.payment_id
where payment.code = %s order by charge.id for no key update of charge
"""
DESK = f"""
select payment.id, payment.state, payment.bank_reference, payment.party_id, payment.payer_id,
    payment.amount, payment.ordered_on, method.clearing_account, method.credit_account,
    item.amount, {COLUMNS}
from revenue_payment payment
join revenue_method method on method.code = payment.method_id
join revenue_paymentitem item on item.payment_id = payment.id
join revenue_charge charge on charge.id = item.charge_id
join revenue_chargekind kind on kind.id = charge.kind_id
where payment.code = %s order by item.position
for no key update of payment
"""  # noqa: S608
WRITE = """
with receipt as (
    insert into revenue_receipt (code, series, year, number, payment_id, amount, "on", issued_at,
        issued_by_id, entry_id, reason)
    values (%(code)s, %(series)s, %(year)s, %(number)s, %(payment)s, %(amount)s, %(on)s, %(at)s,
        %(actor)s, %(entry)s, '')
    returning id
), settled as (
    update revenue_payment set state = 'settled', received = %(amount)s, settled_at = %(at)s,
        bank_reference = %(bank_reference)s, channel = %(channel)s, reason = ''
    where id = %(payment)s
), allocated as (
    insert into revenue_allocation (charge_id, payment_id, receipt_id, component, amount,
        value_on, booked_on)
    select part.charge, %(payment)s, receipt.id, part.component, part.amount, part.value_on,
        %(on)s
    from receipt, unnest(%(charges)s::bigint[], %(components)s::text[], %(amounts)s::numeric[],
        %(values)s::date[]) as part(charge, component, amount, value_on)
), kept as (
    insert into revenue_credit (party_id, receipt_id, account, amount, booked_on, reason, entry_id)
    select spare.party, receipt.id, %(credit_account)s, spare.amount, %(on)s, %(kept_reason)s,
        %(entry)s
    from receipt, unnest(%(creditors)s::bigint[], %(kept)s::numeric[]) as spare(party, amount)
), closed as (
    update revenue_charge set state = 'settled' where id = any(%(closed)s) and state = 'open'
)
select id from receipt
"""


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What somebody who holds the money says about a payment.

    :param reference: the payment's code
    :param amount: euros that came
    :param bank_reference: the bank's own name for this transfer, never used for another
    :param paid_at: when the money was credited
    :param channel: who reports, such as `stripe.webhook` or `counter`
    """

    reference: str
    amount: Decimal
    bank_reference: str
    paid_at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked payment with its locked charges."""

    payment_id: int
    state: str
    bank_reference: str | None
    party_id: int
    payer_id: int | None
    asked: Decimal
    ordered_on: date
    clearing_account: str
    credit_account: str
    wanted: tuple[Decimal, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Money credited to one part of one debt."""

    position: Position
    component: Component
    amount: Decimal
    value_on: date


@transaction.atomic
def record_payment(report: PaymentReport, *, at: datetime, actor: User | None = None) -> Receipt:
    """Book money that came for a payment and give the receipt; the same report again gives the
    same receipt.

    The money is credited to the debts the payment names, in the law's order; what they cannot take
    is kept as the debtor's credit. A second transfer under another bank reference is real money:
    it becomes a payment of its own that follows the first.

    :raises UnknownPayment: if no payment has the reference
    :raises AmountTooSmall: if the amount is not above zero, in whole cents
    :raises BankReferenceUsed: if the bank reference belongs to another payment
    """
    if report.amount <= 0 or report.amount != cents(report.amount):
        raise AmountTooSmall(_("Money that came is above zero, with at most two decimals."))
    desk = lock_desk(report.reference)
    if desk.bank_reference == report.bank_reference:
        return Receipt.objects.get(payment_id=desk.payment_id, reverses=None)
    if desk.bank_reference is not None:
        return _record_second(desk, report, at, actor)
    check_move(PAYMENT_MOVES, PaymentState(desk.state), PaymentState.SETTLED)
    return _settle(desk, report, at, actor)


def lock_desk(reference: str) -> Desk:
    """Lock a payment and its charges, charges first, and read both.

    :raises UnknownPayment: if no payment has the reference
    """
    with connection.cursor() as cursor:
        # One round trip, two statements: the second sees what the locks of the first waited for.
        cursor.execute(f"{LOCK_CHARGES};{DESK}", [reference, reference])
        cursor.nextset()
        rows = cursor.fetchall()
    if not rows:
        raise UnknownPayment(
            _("No payment has the reference %(reference)s. Check it with the bank's report.")
            % {"reference": reference}
        )
    wanted = tuple(row[9] for row in rows)
    return Desk(
        **dict(zip(Desk.__slots__, rows[0][:9], strict=False)),
        wanted=wanted,
        positions=tuple(position(row[10:]) for row in rows),
    )


def _record_second(desk: Desk, report: PaymentReport, at: datetime, actor: User | None) -> Receipt:
    known = Payment.objects.filter(bank_reference=report.bank_reference).first()
    if known is None:
        first = Payment.objects.get(pk=desk.payment_id)
        known = Payment.objects.create(
            key=f"{first.code}:{report.bank_reference}"[:120],
            asked=first.asked,
            payer_id=first.payer_id,
            party_id=first.party_id,
            method_id=first.method_id,
            amount=report.amount,
            language=first.language,
            email=first.email,
            ordered_on=athens_day(report.paid_at),
            started_at=at,
            follows=first,
        )
        PaymentItem.objects.bulk_create(
            PaymentItem(payment=known, charge_id=p.charge_id, position=place, amount=wanted)
            for place, (p, wanted) in enumerate(zip(desk.positions, desk.wanted, strict=True), 1)
        )
    elif known.follows_id != desk.payment_id:
        raise _used(report.bank_reference)
    return record_payment(replace(report, reference=known.code), at=at, actor=actor)


def _used(bank_reference: str) -> BankReferenceUsed:
    return BankReferenceUsed(
        _(
            "The bank reference %(reference)s is booked already for another payment. "
            "Check the bank's report; the same money is not booked twice."
        )
        % {"reference": bank_reference}
    )


def _settle(desk: Desk, report: PaymentReport, at: datetime, actor: User | None) -> Receipt:
    owed, days = _owed(desk, report)
    shares = distribute(report.amount, list(zip(desk.wanted, owed, strict=True)))
    parts = [
        Part(p, credited.component, credited.amount, day)
        for p, share, day in zip(desk.positions, shares, days, strict=True)
        for credited in share.credited
    ]
    kept = [
        (p.debtor_id, share.left)
        for p, share in zip(desk.positions, shares, strict=True)
        if share.left
    ]
    code, today = new_code(), athens_day(at)
    entries = ledger.post_many(_entries(desk, report, parts, kept, code, today), actor=actor, at=at)
    closed = [
        p.charge_id
        for p, share, due in zip(desk.positions, shares, owed, strict=True)
        if due.total and due.total == sum((c.amount for c in share.credited), ZERO)
    ]
    receipt = _write(desk, report, parts, kept, closed, code, entries[-1].pk, at, actor)
    _note(desk, report, receipt, kept, at, actor)
    return receipt


def _owed(desk: Desk, report: PaymentReport) -> tuple[list[Owed], list[date]]:
    arrived = athens_day(report.paid_at)
    grown = regimes_of(desk.positions, max(arrived, desk.ordered_on))
    owed, days = [], []
    for p in desk.positions:
        late = grown.get(p.regime_id or 0)
        # Paid on time is what was ordered on time, unless the regime counts the bank's day.
        counts_by_order = late is None or late.counts_by == "order"
        days.append(min(desk.ordered_on, arrived) if counts_by_order else arrived)
        owed.append(p.owed(late.regime if late else None, days[-1]))
    return owed, days


def _entries(
    desk: Desk,
    report: PaymentReport,
    parts: Sequence[Part],
    kept: Sequence[tuple[int, Decimal]],
    code: str,
    today: date,
) -> list[EntrySpec]:
    source = Source("revenue.receipt", code)
    party = desk.party_id if desk.clearing_account == desk.credit_account else None
    lines = [LineSpec(desk.clearing_account, report.amount, 0, "", party)]
    lines += [
        LineSpec(account, 0, amount, "", debtor, ale)
        for (account, debtor, ale), amount in _by_account(parts).items()
    ]
    lines += [LineSpec(desk.credit_account, 0, amount, "", debtor) for debtor, amount in kept]
    collection = EntrySpec("COL", today, tuple(lines), source, "collection", report.reference)
    charged = [line for part in parts if is_surcharge(part) for line in surcharge_lines(part)]
    if not charged:
        return [collection]
    return [
        EntrySpec("REV", today, tuple(charged), source, "surcharge", report.reference),
        collection,
    ]


def is_surcharge(part: Part) -> bool:
    """Tell whether a part is a surcharge, which is certified the moment it is collected."""
    return part.component == Component.INTEREST


def surcharge_lines(part: Part) -> list[LineSpec]:
    """Return the two lines that certify a surcharge."""
    p = part.position
    return [
        LineSpec(p.surcharge_receivable_account, part.amount, 0, "", p.debtor_id, p.surcharge_ale),
        LineSpec(p.surcharge_income_account, 0, part.amount, "", p.debtor_id, p.surcharge_ale),
    ]


def _by_account(parts: Sequence[Part]) -> dict[tuple[str, int, str], Decimal]:
    sums: dict[tuple[str, int, str], Decimal] = {}
    for part in parts:
        key = receivable(part)
        sums[key] = sums.get(key, ZERO) + part.amount
    return sums


def receivable(part: Part) -> tuple[str, int, str]:
    """Return the account, the debtor and the revenue code that a part is owed on."""
    p = part.position
    if is_surcharge(part):
        return p.surcharge_receivable_account, p.debtor_id, p.surcharge_ale
    return p.receivable_account, p.debtor_id, p.ale


def _write(
    desk: Desk,
    report: PaymentReport,
    parts: Sequence[Part],
    kept: Sequence[tuple[int, Decimal]],
    closed: list[int],
    code: str,
    entry_id: int,
    at: datetime,
    actor: User | None,
) -> Receipt:
    today = athens_day(at)
    number = next_number(SERIES.format(series=RECEIPT_SERIES), today.year)
    values: dict[str, Any] = {
        "code": code,
        "series": RECEIPT_SERIES,
        "year": today.year,
        "number": number,
        "payment": desk.payment_id,
        "amount": report.amount,
        "on": today,
        "at": at,
        "actor": actor.pk if actor else None,
        "entry": entry_id,
        "bank_reference": report.bank_reference,
        "channel": report.channel,
        "charges": [part.position.charge_id for part in parts],
        "components": [part.component.value for part in parts],
        "amounts": [part.amount for part in parts],
        "values": [part.value_on for part in parts],
        "creditors": [party for party, _amount in kept],
        "kept": [amount for _party, amount in kept],
        "credit_account": desk.credit_account,
        "kept_reason": "overpayment",
        "closed": closed,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, values)
            (pk,) = cursor.fetchone()
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if "bank_reference" in (getattr(diagnosis, "constraint_name", None) or ""):
            raise _used(report.bank_reference) from error
        raise
    receipt = Receipt(
        pk=pk,
        code=code,
        series=RECEIPT_SERIES,
        year=today.year,
        number=number,
        payment_id=desk.payment_id,
        amount=report.amount,
        on=today,
        issued_at=at,
        issued_by=actor,
        entry_id=entry_id,
    )
    receipt._state.adding = False
    return receipt


def _note(
    desk: Desk,
    report: PaymentReport,
    receipt: Receipt,
    kept: Sequence[tuple[int, Decimal]],
    at: datetime,
    actor: User | None,
) -> None:
    from backoffice.revenue import tasks

    record(
        "revenue.payment.recorded",
        receipt,
        actor=actor,
        at=at,
        on_behalf_of=desk.party_id,
        before={"state": desk.state, "asked": desk.asked},
        after={
            "payment": report.reference,
            "received": report.amount,
            "bank_reference": report.bank_reference,
            "channel": report.channel,
            "kept": sum((amount for _party, amount in kept), ZERO),
        },
    )
    tasks.defer_after_payment(receipt.pk)
