"""Public reads of the treasury; nothing here writes."""

from .counter import Found, debts_of, find
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
from .totals import TotalRow, daily_totals

__all__ = [
    "Found",
    "FreeDesk",
    "Report",
    "TotalRow",
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
    "report_of",
    "session_code_of",
    "sessions",
    "till_of",
    "waiting_for_approval",
]
