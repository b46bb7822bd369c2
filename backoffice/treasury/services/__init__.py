"""Public verbs of the treasury. Each is one transaction and leaves one row in the trail."""

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
    "Tendered",
    "approve_close",
    "approve_opening",
    "cancel_receipt",
    "change_desk",
    "close_session",
    "count_anew",
    "decide_cancellation",
    "deposit_cash",
    "hand_back",
    "open_session",
    "set_up_desk",
    "supply_till",
    "take_at_once",
    "take_payment",
]
