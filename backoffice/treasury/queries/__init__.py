"""Public reads of the treasury; nothing here writes."""

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
    "Report",
    "TotalRow",
    "by_day",
    "cancellation_of",
    "cancellations",
    "daily_totals",
    "debts_of",
    "desks",
    "desks_are_kept",
    "find",
    "free_desks",
    "living_session_of",
    "mark_of",
    "payer_of",
    "prices",
    "report_of",
    "session_code_of",
    "sessions",
    "till_of",
    "waiting_for_approval",
    "with_sum",
]
