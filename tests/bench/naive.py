"""The plain way to book a payment: what a careful Django developer writes with the ORM alone.

The same rows reach the same tables under the same triggers and locks, so that the reconcile queries
judge both ways alike. Only what the bench's payments need is written: nothing late, nothing twice
and nothing overpaid, which spares this way a few statements that the real one has.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from backoffice.audit.services import record
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.models import Counter
from backoffice.ledger.models import Entry, Line
from backoffice.revenue.models import Allocation, Charge, Payment, Receipt
from backoffice.revenue.services import PaymentReport
from backoffice.revenue.states import ChargeState, Component, PaymentState
from backoffice.revenue.tasks import defer_after_payments


@transaction.atomic
def record_payment(report: PaymentReport, *, at: datetime) -> Receipt:
    """Book money that came for a payment; the same report again gives the same receipt."""
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("method")
        .get(code=report.reference)
    )
    if payment.state == PaymentState.SETTLED:
        return payment.receipts.get(reverses=None)
    charges = list(
        Charge.objects.select_for_update(of=("self",))
        .select_related("kind")
        .filter(payment_items__payment=payment)
        .order_by("pk")
    )
    code = new_code()
    shares = _share(charges, report.amount)
    entry = _post(payment, shares, code, at)
    receipt = _write_receipt(payment, entry, report, code, at)
    for charge, amount in shares:
        Allocation.objects.create(
            charge=charge,
            payment=payment,
            receipt=receipt,
            component=Component.PRINCIPAL,
            amount=amount,
            value_on=payment.ordered_on,
            booked_on=receipt.on,
        )
        charge.state = ChargeState.SETTLED
        charge.save(update_fields=["state"])
    _finish(payment, receipt, report, at)
    return receipt


def _share(charges: list[Charge], amount: Decimal) -> list[tuple[Charge, Decimal]]:
    shares, left = [], amount
    for charge in charges:
        paid = charge.allocations.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        share = min(left, charge.principal - paid)
        shares.append((charge, share))
        left -= share
    return shares


def _post(payment: Payment, shares: list[tuple[Charge, Decimal]], code: str, at: datetime) -> Entry:
    today = athens_day(at)
    entry = Entry.objects.create(
        journal_id="COL",
        year=today.year,
        on=today,
        text=payment.code,
        source_kind="revenue.receipt",
        source_id=code,
        purpose="collection",
    )
    Line.objects.create(
        entry=entry,
        position=1,
        on=today,
        account_id=payment.method.clearing_account,
        debit=sum(amount for _charge, amount in shares),
    )
    for position, (charge, amount) in enumerate(shares, 2):
        Line.objects.create(
            entry=entry,
            position=position,
            on=today,
            account_id=charge.kind.receivable_account,
            credit=amount,
            party_id=charge.debtor_id,
            ale=charge.kind.ale,
        )
    entry.number = _next_number("ledger:COL", today.year)
    entry.posted_at = at
    entry.save(update_fields=["number", "posted_at"])
    return entry


def _next_number(series: str, year: int) -> int:
    counter, _created = Counter.objects.select_for_update().get_or_create(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _write_receipt(
    payment: Payment, entry: Entry, report: PaymentReport, code: str, at: datetime
) -> Receipt:
    today = athens_day(at)
    return Receipt.objects.create(
        code=code,
        series="A",
        year=today.year,
        number=_next_number("revenue:receipt:A", today.year),
        payment=payment,
        amount=report.amount,
        on=today,
        issued_at=at,
        entry=entry,
    )


def _finish(payment: Payment, receipt: Receipt, report: PaymentReport, at: datetime) -> None:
    payment.state = PaymentState.SETTLED
    payment.received = report.amount
    payment.settled_at = at
    payment.bank_reference = report.bank_reference
    payment.channel = report.channel
    payment.save(
        update_fields=["state", "received", "settled_at", "bank_reference", "channel"],
    )
    record(
        "revenue.payment.recorded",
        receipt,
        actor=None,
        at=at,
        on_behalf_of=payment.party_id,
        before={"state": PaymentState.STARTED, "asked": payment.amount},
        after={"payment": payment.code, "received": report.amount},
    )
    defer_after_payments([receipt.pk])
