"""Standing orders: a saved card is charged with what falls due, until somebody stops it.

Modules of the same layer say what falls due through `collectors.register`; everything that is
written, asked at the gateway or told happens here.
"""

from .charging import charge_due, charge_one
from .collectors import Collector, Due
from .giving import Consent, confirm, confirm_waiting, give, reopen
from .letters import mail_stopped
from .queries import OrderView, is_collected, order_of
from .refusals import after_refusal
from .stopping import forget, forget_cards, stop

__all__ = [
    "Collector",
    "Consent",
    "Due",
    "OrderView",
    "after_refusal",
    "charge_due",
    "charge_one",
    "confirm",
    "confirm_waiting",
    "forget",
    "forget_cards",
    "give",
    "is_collected",
    "mail_stopped",
    "order_of",
    "reopen",
    "stop",
]
