"""The law of charging and collecting as pure functions: no table, no clock, no setting."""

from .assessment import Assessment, Line, NothingToCharge, TariffRow, TariffTable, UnknownTariff
from .choosing import Candidate, ChosenDebts, choose_debts
from .crediting import Credited, Owed, Share, credit_in_order, distribute, undo
from .due import due_on, first_day_of_tariff, last_day_of_term
from .early import Early, early_node, early_reduction, last_early_day
from .exemption import days_without_interest, without_interest
from .given_back import corrected, overpaid_interest, refund_interest
from .limitation import Clock, Deadline, Event, certify_until, collect_until
from .numbers import charge_number, parse_charge_number
from .rf import BadCreditorCode, check_rf, group_rf, make_rf
from .sampling import sample_size
from .surcharge import Payable, RatePeriod, Regime, Still, Unit, surcharge, surcharge_amount

__all__ = [
    "Assessment",
    "BadCreditorCode",
    "Candidate",
    "ChosenDebts",
    "Clock",
    "Credited",
    "Deadline",
    "Early",
    "Event",
    "Line",
    "NothingToCharge",
    "Owed",
    "Payable",
    "RatePeriod",
    "Regime",
    "Share",
    "Still",
    "TariffRow",
    "TariffTable",
    "Unit",
    "UnknownTariff",
    "certify_until",
    "charge_number",
    "check_rf",
    "choose_debts",
    "collect_until",
    "corrected",
    "credit_in_order",
    "days_without_interest",
    "distribute",
    "due_on",
    "early_node",
    "early_reduction",
    "first_day_of_tariff",
    "group_rf",
    "last_day_of_term",
    "last_early_day",
    "make_rf",
    "overpaid_interest",
    "parse_charge_number",
    "refund_interest",
    "sample_size",
    "surcharge",
    "surcharge_amount",
    "undo",
    "without_interest",
]
