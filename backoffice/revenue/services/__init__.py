"""Public verbs of revenue. Each is one transaction and leaves one row in the audit trail."""

from .charges import cancel_charge, raise_charge
from .counter import take_at_counter, take_cash, use_credit
from .crediting import PaymentReport
from .errors import (
    AmountTooLarge,
    AmountTooSmall,
    BankReferenceUsed,
    ChargeCarriesMoney,
    ChargeDiffers,
    CreditTooSmall,
    HoldRefused,
    KeyReused,
    NothingChosen,
    NothingOwed,
    NotSettled,
    ReasonMissing,
    ReliefDiffers,
    ReversalTooLarge,
    TariffOverlaps,
    TariffTooEarly,
    UnknownCharge,
    UnknownChargeKind,
    UnknownHold,
    UnknownMethod,
    UnknownPayment,
)
from .holds import lift_hold, place_hold, void_hold
from .kinds import load_defaults, register_kind, set_tariff
from .locking import lock_charges
from .payments import abandon_payment, attach_session, fail_payment, start_payment
from .recording import Recorded, record_payment, record_payments
from .relief import credit_debtor
from .reversing import refund_credit, reverse_at_counter, reverse_payment
from .telling import send_receipt, tell_sources

__all__ = [
    "AmountTooLarge",
    "AmountTooSmall",
    "BankReferenceUsed",
    "ChargeCarriesMoney",
    "ChargeDiffers",
    "CreditTooSmall",
    "HoldRefused",
    "KeyReused",
    "NotSettled",
    "NothingChosen",
    "NothingOwed",
    "PaymentReport",
    "ReasonMissing",
    "Recorded",
    "ReliefDiffers",
    "ReversalTooLarge",
    "TariffOverlaps",
    "TariffTooEarly",
    "UnknownCharge",
    "UnknownChargeKind",
    "UnknownHold",
    "UnknownMethod",
    "UnknownPayment",
    "abandon_payment",
    "attach_session",
    "cancel_charge",
    "credit_debtor",
    "fail_payment",
    "lift_hold",
    "load_defaults",
    "lock_charges",
    "place_hold",
    "raise_charge",
    "record_payment",
    "record_payments",
    "refund_credit",
    "register_kind",
    "reverse_at_counter",
    "reverse_payment",
    "send_receipt",
    "set_tariff",
    "start_payment",
    "take_at_counter",
    "take_cash",
    "tell_sources",
    "use_credit",
    "void_hold",
]
