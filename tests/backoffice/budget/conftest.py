import pytest

from backoffice.budget import services
from backoffice.budget.states import BudgetState
from backoffice.ledger import services as ledger
from tests.backoffice.ledger.builders import NOW
from tests.backoffice.ledger.conftest import staff

from .builders import LINES, move

__all__ = ["staff"]


@pytest.fixture
def year(db):
    """The open year 2026 in the books."""
    return ledger.open_year(year=2026, actor=None, at=NOW)


@pytest.fixture
def draft(db):
    """The budget of 2026, drafted, with a few lines that balance."""
    budget = services.open_budget(year=2026, actor=None, at=NOW)
    services.enter_lines(budget_id=budget.pk, lines=LINES, actor=None, at=NOW)
    return budget


@pytest.fixture
def budget(draft):
    """The budget of 2026 in execution."""
    return move(draft, BudgetState.EXECUTING)
