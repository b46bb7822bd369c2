"""Public reads of revenue; nothing here writes."""

from backoffice.revenue.services.due_days import due_day

from . import acts, waiting
from .arranged import credited_of, yearly_surcharge_rate
from .card import CardRow, DebtorCard, debtor_card
from .clearance import Clearance, clearance_of
from .debts import (
    ChargeSummary,
    Debt,
    OpenDebt,
    aged_debt,
    charge_id_of,
    charges_of_source,
    debt_by_rf,
    debt_of,
    debts_among,
    debts_named,
    debts_of,
)
from .figures import days_to_pay
from .given_back import interest_in_credit, interest_on_charge, interest_with_act
from .holds import HoldView, holds_of
from .limitation import Limitation, about_to_lapse, january_report, limitation, limitations
from .matters import MatterMoney, MoneyMove, money_about
from .money import (
    PaymentView,
    ReceiptLine,
    ReceiptView,
    credits_of,
    guest_receipt_view,
    is_booked,
    is_settled,
    open_payments,
    payment_items,
    payment_view,
    receipt_of_payment,
    receipt_view,
    superseded_by,
)
from .open_charges import OpenCharge, open_charges
from .open_sums import OpenSum, open_sums
from .spreading import SumPart, SumSpread, spread_sum
from .statement import Movement, Statement, statement
from .tariffs import (
    TariffChange,
    kind_named,
    preview,
    tariff_changes,
    tariffs_between,
    tariffs_on,
)
from .uncertified import lists_under_way, outside_waiting

__all__ = [
    "CardRow",
    "ChargeSummary",
    "Clearance",
    "Debt",
    "DebtorCard",
    "HoldView",
    "Limitation",
    "MatterMoney",
    "MoneyMove",
    "Movement",
    "OpenCharge",
    "OpenDebt",
    "OpenSum",
    "PaymentView",
    "ReceiptLine",
    "ReceiptView",
    "Statement",
    "SumPart",
    "SumSpread",
    "TariffChange",
    "about_to_lapse",
    "acts",
    "aged_debt",
    "charge_id_of",
    "charges_of_source",
    "clearance_of",
    "credited_of",
    "credits_of",
    "days_to_pay",
    "debt_by_rf",
    "debt_of",
    "debtor_card",
    "debts_among",
    "debts_named",
    "debts_of",
    "due_day",
    "guest_receipt_view",
    "holds_of",
    "interest_in_credit",
    "interest_on_charge",
    "interest_with_act",
    "is_booked",
    "is_settled",
    "january_report",
    "kind_named",
    "limitation",
    "limitations",
    "lists_under_way",
    "money_about",
    "open_charges",
    "open_payments",
    "open_sums",
    "outside_waiting",
    "payment_items",
    "payment_view",
    "preview",
    "receipt_of_payment",
    "receipt_view",
    "spread_sum",
    "statement",
    "superseded_by",
    "tariff_changes",
    "tariffs_between",
    "tariffs_on",
    "waiting",
    "yearly_surcharge_rate",
]
