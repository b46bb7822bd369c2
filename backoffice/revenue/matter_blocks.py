"""What the page of a matter shows of money: charges, payments, reductions, refunds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.matters import BLOCKS, Block, Matter, Visit

from . import queries


def money_values(matter: Matter, visit: Visit) -> dict[str, Any]:
    """Return what a matter costs and what was paid; an empty block says that it costs nothing."""
    money = queries.money_about(matter.names, matter.charge_ids, athens_day(visit.at))
    may = visit.reader.has_perm
    return {
        "money": money,
        "charges": [(debt, debt.label(visit.language)) for debt in money.debts] if money else [],
        "may_take_cash": may("revenue.take_cash") and not visit.is_print,
        "may_see_charges": may("revenue.view_charge"),
        "may_see_receipts": may("revenue.view_receipt"),
    }


def register_blocks() -> None:
    """Enter the block."""
    BLOCKS.register("money", Block(60, _("Money"), "revenue/matter_money.html", money_values))
