"""Rows of revenue: kinds and tariffs, charges, payments with what they settled."""

from .charges import Charge, ChargeLine, Relief
from .holds import Hold
from .kinds import ChargeKind, Method, SurchargeRate, SurchargeRegime, Tariff
from .payments import Payment, PaymentItem
from .settled import Allocation, Credit, Receipt

__all__ = [
    "Allocation",
    "Charge",
    "ChargeKind",
    "ChargeLine",
    "Credit",
    "Hold",
    "Method",
    "Payment",
    "PaymentItem",
    "Receipt",
    "Relief",
    "SurchargeRate",
    "SurchargeRegime",
    "Tariff",
]
