"""Public reads of the treasury; nothing here writes."""

from . import waiting
from .bank import (
    Hint,
    Resting,
    bank_sums,
    hints,
    live_match,
    matches_of,
    matches_waiting,
    resting,
    spread_of,
)
from .counter import Found, debts_of, find, payer_of, prices, with_sum
from .sessions import (
    FreeDesk,
    Report,
    cancellation_of,
    cancellations,
    desks,
    desks_are_kept,
    free_desks,
    living_session_of,
    mark_of,
    report_of,
    session_code_of,
    sessions,
    waiting_for_approval,
)
from .tills import till_of
from .totals import DayRow, TotalRow, by_day, daily_totals

__all__ = [
    "DayRow",
    "Found",
    "FreeDesk",
    "Hint",
    "Report",
    "Resting",
    "TotalRow",
    "bank_sums",
    "by_day",
    "cancellation_of",
    "cancellations",
    "daily_totals",
    "debts_of",
    "desks",
    "desks_are_kept",
    "find",
    "free_desks",
    "hints",
    "live_match",
    "living_session_of",
    "mark_of",
    "matches_of",
    "matches_waiting",
    "payer_of",
    "prices",
    "report_of",
    "resting",
    "session_code_of",
    "sessions",
    "spread_of",
    "till_of",
    "waiting",
    "waiting_for_approval",
    "with_sum",
]
