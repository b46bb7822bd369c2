"""A small budget and its way through its states."""

from decimal import Decimal

from backoffice.budget import services
from backoffice.budget.services import Change, LineFacts
from backoffice.budget.states import AmendmentState, BudgetState
from tests.backoffice.ledger.builders import NOW

LINES = (
    LineFacts("revenue", "1420901", "Τέλος καθαριότητας", Decimal("7000000"), is_regular=True),
    LineFacts("revenue", "1110801", "Τέλος διαμονής", Decimal("1000000"), is_regular=True),
    LineFacts("revenue", "1310101", "ΚΑΠ", Decimal("2000000")),
    LineFacts("expenditure", "2120101", "Αποδοχές", Decimal("9600000")),
    LineFacts("expenditure", "2910101", "Αποθεματικό", Decimal("400000"), is_reserve=True),
)
WAY = [
    BudgetState.DRAFT_COMMITTEE,
    BudgetState.OBSERVATORY_OPINION,
    BudgetState.COUNCIL_VOTED,
    BudgetState.LEGALITY_CHECK,
    BudgetState.APPROVED,
    BudgetState.EXECUTING,
    BudgetState.CLOSED,
]


def move(budget, state):
    """Move a budget along its way up to a state."""
    for step in WAY[: WAY.index(state) + 1]:
        budget = services.move_budget(
            budget_id=budget.pk, state=step, decision="1/2025", actor=None, at=NOW
        )
    return budget


def change(side, ale, delta):
    return Change(side, ale, Decimal(delta))


def propose(budget, *changes, reason="Νέα επιχορήγηση"):
    return services.propose_amendment(
        budget_id=budget.pk, reason=reason, changes=changes, actor=None, at=NOW
    )


def enact(amendment, on):
    """Bring an amendment into effect."""
    for state in (
        AmendmentState.COMMITTEE,
        AmendmentState.COUNCIL_VOTED,
        AmendmentState.LEGALITY_CHECK,
        AmendmentState.EFFECTIVE,
    ):
        amendment = services.move_amendment(
            amendment_id=amendment.pk,
            state=state,
            decision="7/2026",
            ada="ΨΔΕΩ465ΧΙ8-ΞΞΞ",
            effective_on=on,
            actor=None,
            at=NOW,
        )
    return amendment
