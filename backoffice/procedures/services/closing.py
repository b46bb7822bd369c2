"""End a case before its end: everything that waits is let go, called cases first."""

from backoffice.kernel.states import check_move
from backoffice.procedures.models import Case
from backoffice.procedures.states import CASE_MOVES, OPEN_CASES, CaseState

from .stepping import Stepping


def close(stepping: Stepping, state: CaseState, reason: str) -> None:
    """Close a locked case and those that it called."""
    case = stepping.case
    check_move(CASE_MOVES, CaseState(case.state), state)
    for called in Case.objects.select_for_update().filter(parent=case, state__in=OPEN_CASES):
        close(Stepping(called, stepping.actor, stepping.at), state, reason)
    stepping.run.give_up()
    case.state, case.closed_at, case.closing_note = state, stepping.at, reason[:240]
    stepping.write()
    stepping.note("cancelled", text=reason)
