"""Payments and receipts as pages, letters and PDF files show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import override

from backoffice.kernel.money import ZERO
from backoffice.party.queries import parties_by_id
from backoffice.revenue import tills
from backoffice.revenue.models import Allocation, Credit, Payment, Receipt
from backoffice.revenue.services.payments import in_progress_for
from backoffice.revenue.states import PAYMENT_WORDS, Component, PaymentState


@dataclass(frozen=True, slots=True)
class PaymentItemView:
    """What of a payment is meant for which debt."""

    charge_code: str
    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as its payer sees it; amounts in euros."""

    code: str
    state: str
    word: str
    method: str
    amount: Decimal
    received: Decimal | None
    started_at: datetime
    expires_at: datetime | None
    session_url: str
    items: tuple[PaymentItemView, ...]
    receipt_code: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Money credited to one part of one debt, in euros; below zero on a counter-receipt."""

    charge_code: str
    charge_number: str
    label_el: str
    label_en: str
    part_el: str
    part_en: str
    period: str
    ale: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """Everything that stands on a receipt; amounts in euros."""

    code: str
    number: str
    payee: str
    payer: str
    debtors: tuple[str, ...]
    amount: Decimal
    on: date
    issued_at: datetime
    method_el: str
    method_en: str
    payment_code: str
    bank_reference: str
    entry: str
    lines: tuple[ReceiptLine, ...]
    kept: Decimal
    reverses: str
    reason: str
    reversals: tuple[tuple[str, date, Decimal], ...]
    counter: str = ""

    @property
    def is_reversal(self) -> bool:
        """Whether it is a counter-receipt."""
        return bool(self.reverses)

    @property
    def reversed_amount(self) -> Decimal:
        """How much of it went back, in euros."""
        return sum((amount for _number, _on, amount in self.reversals), ZERO)

    @property
    def verification_code(self) -> str:
        """What a third party types to see whether it is ours and still valid."""
        return self.code


def payment_view(code: str, language: str) -> PaymentView:
    """Return a payment as its payer sees it.

    :param language: `el` or `en`
    :raises Payment.DoesNotExist: if there is none
    """
    payment = Payment.objects.select_related("method").get(code=code)
    items = payment.items.select_related("charge__kind").order_by("position")
    receipt = receipt_of_payment(payment)
    with override(language):
        word = str(PAYMENT_WORDS[PaymentState(payment.state)])
    return PaymentView(
        code,
        payment.state,
        word,
        payment.method.name_in(language),
        payment.amount,
        payment.received,
        payment.started_at,
        payment.expires_at,
        payment.session_url,
        tuple(
            PaymentItemView(
                item.charge.code,
                f"{item.charge.kind.name_in(language)} {item.charge.period}".strip(),
                item.amount,
            )
            for item in items
        ),
        receipt.code if receipt else None,
        payment.reason,
    )


def receipt_of_payment(payment: Payment) -> Receipt | None:
    """Return the receipt of a payment, none before its money came."""
    return Receipt.objects.filter(payment=payment, reverses=None).first()


def payment_items(code: str) -> list[tuple[int, Decimal]]:
    """Return a payment's charges with the euros meant for each, to order it again."""
    rows = Payment.objects.get(code=code).items.order_by("position")
    return list(rows.values_list("charge_id", "amount"))


def is_booked(bank_reference: str) -> bool:
    """Tell whether a transfer of the bank is booked as a payment already."""
    return Payment.objects.filter(bank_reference=bank_reference).exists()


def is_settled(code: str) -> bool:
    """Tell whether a payment's money came and did not go back."""
    return Payment.objects.filter(code=code, state=PaymentState.SETTLED).exists()


def superseded_by(payment_id: int) -> list[str]:
    """Return the codes of other payments in progress for the same charges."""
    return [payment.code for payment in in_progress_for(Payment(pk=payment_id))]


def open_payments(*, started_before: datetime) -> QuerySet[Payment]:
    """Return the payments in progress since before an instant, whose bank should be asked."""
    return Payment.objects.filter(
        state=PaymentState.STARTED, started_at__lt=started_before
    ).order_by("started_at")


def credits_of(party_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the credits not used up: `id`, `party_id`, `left` in euros, `booked_on`."""
    kept = Credit.objects.filter(party_id__in=party_ids, of=None)
    return [
        dict(row)
        for row in kept.annotate(left=F("amount") + Sum("uses__amount", default=ZERO))
        .filter(Q(left__gt=0))
        .order_by("pk")
        .values("id", "party_id", "left", "booked_on")
    ]


def receipt_view(receipt: Receipt) -> ReceiptView:
    """Return everything that stands on a receipt or counter-receipt."""
    receipt = Receipt.objects.select_related(
        "payment__payer", "payment__method", "entry", "reverses"
    ).get(pk=receipt.pk)
    payment = receipt.payment
    lines = _lines(receipt)
    kept = Credit.objects.filter(receipt=receipt).aggregate(sum=Sum("amount"))["sum"] or ZERO
    names = parties_by_id({payment.party_id} | {debtor for debtor, _line in lines})
    debtors = sorted({names[debtor].full_name for debtor, _line in lines})
    reversals = receipt.reversals.order_by("pk")
    return ReceiptView(
        receipt.code,
        str(receipt),
        settings.WAGTAIL_SITE_NAME,
        payment.payer.get_full_name() if payment.payer else "",
        tuple(debtors or [names[payment.party_id].full_name]),
        receipt.amount,
        receipt.on,
        receipt.issued_at,
        payment.method.name_el,
        payment.method.name_en,
        payment.code,
        receipt.bank_reference or payment.bank_reference or "",
        receipt.entry.label,
        tuple(line for _debtor, line in lines),
        kept,
        str(receipt.reverses) if receipt.reverses else "",
        receipt.reason,
        tuple((str(row), row.on, row.amount) for row in reversals),
        tills.mark_of(receipt.pk, payment.method_id),
    )


def guest_receipt_view(receipt: Receipt) -> ReceiptView:
    """Return a receipt for somebody who paid by payment code: no name of payer or debtor."""
    return replace(receipt_view(receipt), payer="", debtors=())


def _lines(receipt: Receipt) -> list[tuple[int, ReceiptLine]]:
    rows = Allocation.objects.filter(receipt=receipt).select_related("charge__kind").order_by("pk")
    return [(row.charge.debtor_id, _line(row)) for row in rows]


def _line(row: Allocation) -> ReceiptLine:
    kind, charge = row.charge.kind, row.charge
    part = Component(row.component).label
    ale = kind.surcharge_ale if row.component == Component.INTEREST else kind.ale
    return ReceiptLine(
        charge.code,
        str(charge),
        kind.name_el,
        kind.name_en,
        _in("el", part),
        _in("en", part),
        charge.period,
        ale,
        row.amount,
    )


def _in(language: str, text: str | Promise) -> str:
    with override(language):
        return str(text)
