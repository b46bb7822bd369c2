"""Public verbs of the treasury. Each is one transaction and leaves one row in the trail."""

from .bank_report import Entered, enter_report
from .bank_sums import (
    approve_match,
    ask_undo,
    decide_undo,
    enter_sum,
    propose_match,
    refuse_match,
)
from .cancelling import cancel_receipt, decide_cancellation, hand_back
from .desks import change_desk, set_up_desk
from .moving import deposit_cash, supply_till
from .sessions import (
    Count,
    approve_close,
    approve_opening,
    close_session,
    count_anew,
    open_session,
)
from .taking import AtOnce, Tendered, take_at_once, take_payment

__all__ = [
    "AtOnce",
    "Count",
    "Entered",
    "Tendered",
    "approve_close",
    "approve_match",
    "approve_opening",
    "ask_undo",
    "cancel_receipt",
    "change_desk",
    "close_session",
    "count_anew",
    "decide_cancellation",
    "decide_undo",
    "deposit_cash",
    "enter_report",
    "enter_sum",
    "hand_back",
    "open_session",
    "propose_match",
    "refuse_match",
    "set_up_desk",
    "supply_till",
    "take_at_once",
    "take_payment",
]
