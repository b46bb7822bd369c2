"""The arithmetic of a municipal budget; cases B1 to B3 of the finance reference, section 1.7."""

from decimal import Decimal

import pytest

from backoffice.budget import rules
from backoffice.budget.states import AMENDMENT_MOVES, BUDGET_MOVES, AmendmentState, BudgetState
from backoffice.kernel.states import unreachable


def test_b1_commitments_up_to_the_last_cent_of_the_credit():
    line = rules.ExpenditureFigures(
        initial=Decimal(100000),
        amendments=Decimal(20000),
        committed=Decimal(90000) - Decimal(5000),
        invoiced=Decimal(60000),
        warranted=Decimal(50000),
        paid=Decimal(45000),
    )
    assert line.final == 120000
    assert line.available == 35000
    assert line.pending == 40000
    assert line.unpaid == 10000
    line.check_commitment(Decimal("35000.00"))
    with pytest.raises(rules.CreditExceeded, match="35000"):
        line.check_commitment(Decimal("35000.01"))


def test_b2_reserve_of_five_percent_of_regular_revenue():
    regular = Decimal(8000000)
    rules.check_reserve(reserve=Decimal("400000.00"), regular_revenue=regular)
    with pytest.raises(rules.ReserveTooLarge, match=r"400000\.00"):
        rules.check_reserve(reserve=Decimal("400000.01"), regular_revenue=regular)


def test_b3_amendment_changes_both_sides_equally():
    rules.check_amendment(revenue=[Decimal(50000)], expenditure=[Decimal(30000), Decimal(20000)])
    with pytest.raises(rules.AmendmentUnbalanced, match=r"-0\.01"):
        rules.check_amendment(
            revenue=[Decimal(50000)], expenditure=[Decimal(30000), Decimal("20000.01")]
        )


def test_budget_may_have_a_surplus_but_no_gap():
    rules.check_balance(revenue=Decimal(10), expenditure=Decimal(9))
    rules.check_balance(revenue=Decimal(10), expenditure=Decimal(10))
    with pytest.raises(rules.BudgetUnbalanced, match=r"0\.01"):
        rules.check_balance(revenue=Decimal(10), expenditure=Decimal("10.01"))


@pytest.mark.parametrize(
    ("moves", "states", "start", "final"),
    [
        (BUDGET_MOVES, BudgetState, BudgetState.DRAFT_SERVICE, {BudgetState.CLOSED}),
        (
            AMENDMENT_MOVES,
            AmendmentState,
            AmendmentState.PROPOSED,
            {AmendmentState.EFFECTIVE, AmendmentState.REJECTED},
        ),
    ],
)
def test_every_state_has_its_moves(moves, states, start, final):
    assert set(moves) == set(states)
    assert not unreachable(moves, start)
    assert {state for state, ahead in moves.items() if not ahead} == final
