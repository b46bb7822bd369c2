"""The demonstration's budget: lines from a table, voted and in execution."""

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from backoffice.budget import services as budget
from backoffice.budget.states import BudgetState

from .money import FIRST_DAY

LINES = Path(__file__).parent / "budget.csv"
WAY = (
    BudgetState.DRAFT_COMMITTEE,
    BudgetState.OBSERVATORY_OPINION,
    BudgetState.COUNCIL_VOTED,
    BudgetState.LEGALITY_CHECK,
    BudgetState.APPROVED,
    BudgetState.EXECUTING,
)


def vote_budget(at: datetime) -> None:
    """Enter the year's lines and walk the budget to its execution; again changes nothing."""
    year = budget.open_budget(year=FIRST_DAY.year, actor=None, at=at)
    if year.state != BudgetState.DRAFT_SERVICE:
        return
    with LINES.open(encoding="utf-8", newline="") as file:
        lines = [_line(row) for row in csv.DictReader(file, delimiter=";")]
    budget.enter_lines(budget_id=year.pk, lines=lines, actor=None, at=at)
    for state in WAY:
        decision = "201/2025 (επίδειξη)" if state == BudgetState.COUNCIL_VOTED else ""
        budget.move_budget(budget_id=year.pk, state=state, decision=decision, actor=None, at=at)


def _line(row: dict[str, str]) -> budget.LineFacts:
    return budget.LineFacts(
        side=row["side"],
        ale=row["ale"],
        name_el=row["name_el"],
        name_en=row["name_en"],
        initial=Decimal(row["initial"]),
        is_regular=row["regular"] == "1",
        is_reserve=row["reserve"] == "1",
    )
