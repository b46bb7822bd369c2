"""Public reads of revenue; nothing here writes."""

from .arranged import credited_of, yearly_surcharge_rate
from .clearance import Clearance, clearance_of
from .debts import (
    ChargeSummary,
    Debt,
    OpenDebt,
    aged_debt,
    charges_of_source,
    debt_by_rf,
    debt_of,
    debts_of,
)
from .holds import HoldView, holds_of
from .money import (
    PaymentView,
    ReceiptLine,
    ReceiptView,
    credits_of,
    guest_receipt_view,
    is_settled,
    open_payments,
    payment_items,
    payment_view,
    receipt_of_payment,
    receipt_view,
    superseded_by,
)
from .open_charges import OpenCharge, open_charges
from .statement import Movement, Statement, statement
from .tariffs import due_day, kind_named, preview, tariffs_between, tariffs_on

__all__ = [
    "ChargeSummary",
    "Clearance",
    "Debt",
    "HoldView",
    "Movement",
    "OpenCharge",
    "OpenDebt",
    "PaymentView",
    "ReceiptLine",
    "ReceiptView",
    "Statement",
    "aged_debt",
    "charges_of_source",
    "clearance_of",
    "credited_of",
    "credits_of",
    "debt_by_rf",
    "debt_of",
    "debts_of",
    "due_day",
    "guest_receipt_view",
    "holds_of",
    "is_settled",
    "kind_named",
    "open_charges",
    "open_payments",
    "payment_items",
    "payment_view",
    "preview",
    "receipt_of_payment",
    "receipt_view",
    "statement",
    "superseded_by",
    "tariffs_between",
    "tariffs_on",
    "yearly_surcharge_rate",
]
