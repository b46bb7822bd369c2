"""Rows of revenue: kinds and tariffs, charges, payments with what they settled."""

from .acts import Act, ActItem, ActLimit
from .charges import Charge, ChargeLine, Relief
from .early import EarlyRule, GivenInterest
from .holds import Hold
from .kinds import ChargeKind, Method, SurchargeRate, SurchargeRegime, Tariff
from .late import Exemption, Expense, LawFigure, LimitationEvent
from .lists import (
    ChargeList,
    FactsRow,
    Run,
    RunProgress,
    SampleRow,
)
from .objections import Objection, ObjectionTerm
from .orders import BankOrder, Transfer
from .payments import Payment, PaymentItem
from .settled import Allocation, Credit, Receipt
from .staged import StagedCharge, StagedLine, StagedShape
from .terms import PayTerm

__all__ = [
    "Act",
    "ActItem",
    "ActLimit",
    "Allocation",
    "BankOrder",
    "Charge",
    "ChargeKind",
    "ChargeLine",
    "ChargeList",
    "Credit",
    "EarlyRule",
    "Exemption",
    "Expense",
    "FactsRow",
    "GivenInterest",
    "Hold",
    "LawFigure",
    "LimitationEvent",
    "Method",
    "Objection",
    "ObjectionTerm",
    "PayTerm",
    "Payment",
    "PaymentItem",
    "Receipt",
    "Relief",
    "Run",
    "RunProgress",
    "SampleRow",
    "StagedCharge",
    "StagedLine",
    "StagedShape",
    "SurchargeRate",
    "SurchargeRegime",
    "Tariff",
    "Transfer",
]
