"""Reads for the page of a matter: what it costs, and every movement of money about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from backoffice.kernel.actors import Source
from backoffice.revenue.models import Allocation, PaymentItem, Receipt
from backoffice.revenue.positions import positions
from backoffice.revenue.states import PaymentState

from .debts import Debt, debts_at


@dataclass(frozen=True, slots=True)
class MoneyMove:
    """Money or a reduction that was credited to a charge of the matter; below zero it went back.

    :ivar receipt: code of the receipt, if money came or went
    """

    on: date
    what: str
    number: str
    receipt: str
    charge: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MatterMoney:
    """What a matter costs and what came of it; amounts in euros.

    :ivar under_way: what is being paid right now and may still fail: (charge, amount)
    """

    debts: list[Debt]
    moves: list[MoneyMove]
    under_way: list[tuple[str, Decimal]]


def money_about(
    names: Sequence[Source], charge_ids: Collection[int], on: date
) -> MatterMoney | None:
    """Return the charges of a matter with payments, reductions and refunds, in five statements.

    :param names: the names under which charges were raised for it
    :param charge_ids: further charges that belong to it
    :param on: the day up to which surcharges are calculated
    """
    found = positions(
        "(charge.source_kind, charge.source_id) in (select * from unnest(%s::text[], %s::text[]))"
        " or charge.id = any(%s)",
        [[name.kind for name in names], [name.id for name in names], list(charge_ids)],
    )
    if not found:
        return None
    numbers = {position.charge_id: position.label for position in found}
    started = PaymentItem.objects.filter(
        charge__in=list(numbers), payment__state=PaymentState.STARTED
    ).order_by("pk")
    return MatterMoney(
        debts_at(found, on),
        _moves(numbers),
        [(numbers[row.charge_id], row.amount) for row in started],
    )


def _moves(numbers: dict[int, str]) -> list[MoneyMove]:
    rows = (
        Allocation.objects.filter(charge__in=list(numbers))
        .values(
            "charge_id",
            "booked_on",
            "receipt_id",
            "relief_id",
            "act_id",
        )
        .annotate(sum=Sum("amount"))
        .order_by("booked_on", "receipt_id", "charge_id")
    )
    found = list(rows)
    receipts = Receipt.objects.in_bulk({row["receipt_id"] for row in found if row["receipt_id"]})
    moves = []
    for row in found:
        receipt = receipts.get(row["receipt_id"])
        moves.append(
            MoneyMove(
                row["booked_on"],
                _what(receipt, row["sum"]),
                str(receipt) if receipt else "",
                receipt.code if receipt else "",
                numbers[row["charge_id"]],
                row["sum"],
            )
        )
    return moves


def _what(receipt: Receipt | None, amount: Decimal) -> str:
    if receipt is None:
        return _("reduction")
    return _("given back") if amount < 0 else _("payment")
