"""The law of charging and collecting as pure functions: no table, no clock, no setting."""

from .assessment import Assessment, Line, NothingToCharge, TariffRow, TariffTable, UnknownTariff
from .crediting import Credited, Owed, Share, credit_in_order, distribute, undo
from .due import due_on, first_day_of_tariff
from .numbers import charge_number, parse_charge_number
from .rf import BadCreditorCode, check_rf, group_rf, make_rf
from .sampling import sample_size
from .surcharge import Payable, RatePeriod, Regime, Still, surcharge

__all__ = [
    "Assessment",
    "BadCreditorCode",
    "Credited",
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
    "UnknownTariff",
    "charge_number",
    "check_rf",
    "credit_in_order",
    "distribute",
    "due_on",
    "first_day_of_tariff",
    "group_rf",
    "make_rf",
    "parse_charge_number",
    "sample_size",
    "surcharge",
    "undo",
]
