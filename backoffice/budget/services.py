"""Public verbs of the budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.counters import next_number
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move
from backoffice.ledger import queries as ledger

from .models import Amendment, AmendmentLine, BudgetYear, Line, Side
from .rules import check_amendment, check_balance, check_reserve
from .states import AMENDMENT_MOVES, BUDGET_MOVES, DRAFTS, AmendmentState, BudgetState


class BudgetNotDrafted(DomainError):
    """The budget is voted; only amendments change it."""

    code = "budget_not_drafted"


class BudgetNotExecuting(DomainError):
    """Amendments belong to a budget in execution."""

    code = "budget_not_executing"


class UnknownBudgetLine(DomainError):
    """The budget has no such line, or the chart no such account."""

    code = "unknown_budget_line"


class DecisionMissing(DomainError):
    """A vote is entered with the number of its decision."""

    code = "decision_missing"


class CreditBelowZero(DomainError):
    """An amendment takes more from a line than it has."""

    code = "credit_below_zero"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A budget line as it is entered; the amount in euros."""

    side: str
    ale: str
    name_el: str
    initial: Decimal
    name_en: str = ""
    is_regular: bool = False
    is_reserve: bool = False
    department_id: int | None = None
    function: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """By how many euros an amendment changes the line of a budget code."""

    side: str
    ale: str
    delta: Decimal


@transaction.atomic
def open_budget(*, year: int, actor: User | None, at: datetime) -> BudgetYear:
    """Begin the budget of a year, or return the one that was begun."""
    budget, is_new = BudgetYear.objects.get_or_create(year=year)
    if is_new:
        record("budget.opened", budget, actor=actor, at=at, after={"year": year})
    return budget


@transaction.atomic
def enter_lines(
    *, budget_id: int, lines: Sequence[LineFacts], actor: User | None, at: datetime
) -> list[Line]:
    """Enter or replace lines of a budget that is still drafted.

    :raises BudgetNotDrafted: if the council has voted it
    :raises UnknownBudgetLine: if the chart has no account for a code
    """
    budget = _locked(budget_id)
    if budget.state not in DRAFTS:
        raise BudgetNotDrafted(
            _("This budget is voted. Change it by an amendment instead of its lines.")
        )
    _check_accounts(line.ale for line in lines)
    entered = Line.objects.bulk_create(
        [_line(budget, facts) for facts in lines],
        update_conflicts=True,
        unique_fields=["budget", "side", "ale"],
        update_fields=[
            "name_el",
            "name_en",
            "initial",
            "is_regular",
            "is_reserve",
            "department",
            "function",
            "community",
        ],
    )
    total = sum((facts.initial for facts in lines), ZERO)
    record(
        "budget.lines.entered",
        budget,
        actor=actor,
        at=at,
        after={"lines": len(lines), "total": total},
    )
    return entered


def _locked(budget_id: int) -> BudgetYear:
    return BudgetYear.objects.select_for_update().get(pk=budget_id)


def _line(budget: BudgetYear, facts: LineFacts) -> Line:
    return Line(
        budget=budget,
        side=facts.side,
        ale=facts.ale,
        name_el=facts.name_el,
        name_en=facts.name_en,
        initial=facts.initial,
        is_regular=facts.is_regular,
        is_reserve=facts.is_reserve,
        department_id=facts.department_id,
        function=facts.function,
        community=facts.community,
    )


def _check_accounts(codes: Iterable[str]) -> None:
    # One classification for budget and books (ΠΔ 54/2018 άρθρο 12 Β).
    unknown = ledger.unknown_budget_codes(codes)
    if unknown:
        raise UnknownBudgetLine(
            _("The chart has no account for %(codes)s. Begin the code with an account's digits.")
            % {"codes": ", ".join(unknown)}
        )


@transaction.atomic
def move_budget(
    *,
    budget_id: int,
    state: BudgetState,
    actor: User | None,
    at: datetime,
    decision: str = "",
    ada: str = "",
) -> BudgetYear:
    """Move a budget along its table of states; a vote and an approval check the sums.

    :raises IllegalMove: if the table does not lead there
    :raises BudgetUnbalanced: if it spends more than it expects
    :raises ReserveTooLarge: if the reserve exceeds 5 % of the regular revenue
    :raises DecisionMissing: if the vote has no decision
    """
    budget = _locked(budget_id)
    before = BudgetState(budget.state)
    check_move(BUDGET_MOVES, before, state)
    if state in {BudgetState.COUNCIL_VOTED, BudgetState.APPROVED}:
        _check_sums(budget)
    budget.decision, budget.ada = decision or budget.decision, ada or budget.ada
    if state == BudgetState.COUNCIL_VOTED and not budget.decision:
        raise DecisionMissing(_("Enter the number of the council's decision."))
    budget.state = state
    budget.save(update_fields=["state", "decision", "ada"])
    record(
        "budget.moved",
        budget,
        actor=actor,
        at=at,
        before={"state": before.value},
        after={"state": state.value, "decision": budget.decision, "ada": budget.ada},
    )
    return budget


def _check_sums(budget: BudgetYear) -> None:
    effective = Q(changes__amendment__state=AmendmentState.EFFECTIVE)
    sums = {Side.REVENUE: ZERO, Side.EXPENDITURE: ZERO, "regular": ZERO, "reserve": ZERO}
    for line in budget.lines.annotate(changed=Sum("changes__delta", filter=effective)):
        final = line.initial + (line.changed or ZERO)
        sums[Side(line.side)] += final
        sums["regular"] += final if line.is_regular else ZERO
        sums["reserve"] += final if line.is_reserve else ZERO
    check_balance(revenue=sums[Side.REVENUE], expenditure=sums[Side.EXPENDITURE])
    check_reserve(reserve=sums["reserve"], regular_revenue=sums["regular"])


@transaction.atomic
def open_line(*, budget_id: int, line: LineFacts, actor: User | None, at: datetime) -> Line:
    """Open a line without an amount in a budget in execution, for an amendment to fill.

    :raises BudgetNotExecuting: if the budget is not in execution
    :raises UnknownBudgetLine: if the chart has no account for the code
    """
    budget = _executing(budget_id)
    _check_accounts([line.ale])
    opened = _line(budget, line)
    opened.initial = ZERO
    opened.save()
    record("budget.line.opened", opened, actor=actor, at=at, after={"ale": line.ale})
    return opened


def _executing(budget_id: int) -> BudgetYear:
    budget = _locked(budget_id)
    if budget.state != BudgetState.EXECUTING:
        raise BudgetNotExecuting(
            _("Only a budget in execution is amended. This one is: %(state)s.")
            % {"state": BudgetState(budget.state).label}
        )
    return budget


@transaction.atomic
def propose_amendment(
    *,
    budget_id: int,
    reason: str,
    changes: Sequence[Change],
    actor: User | None,
    at: datetime,
) -> Amendment:
    """Propose an amendment; it takes the next number of its year.

    :raises BudgetNotExecuting: if the budget is not in execution
    :raises AmendmentUnbalanced: if its sides change by different amounts
    :raises UnknownBudgetLine: if the budget lacks a line; open it first
    """
    budget = _executing(budget_id)
    _check_changes(changes)
    known = {(line.side, line.ale): line for line in budget.lines.all()}
    missing = [change.ale for change in changes if (change.side, change.ale) not in known]
    if missing:
        raise UnknownBudgetLine(
            _("The budget has no line %(codes)s. Open the line first, then amend it.")
            % {"codes": ", ".join(missing)}
        )
    number = next_number("budget:amendment", budget.year)
    amendment = Amendment.objects.create(budget=budget, number=number, reason=reason)
    AmendmentLine.objects.bulk_create(
        AmendmentLine(amendment=amendment, line=known[change.side, change.ale], delta=change.delta)
        for change in changes
    )
    record(
        "budget.amendment.proposed",
        amendment,
        actor=actor,
        at=at,
        after={"changes": [[c.side, c.ale, str(c.delta)] for c in changes]},
        note=reason,
    )
    return amendment


def _check_changes(changes: Sequence[Change]) -> None:
    by_side = {
        side: [change.delta for change in changes if change.side == side] for side in Side.values
    }
    check_amendment(revenue=by_side[Side.REVENUE], expenditure=by_side[Side.EXPENDITURE])


@transaction.atomic
def move_amendment(
    *,
    amendment_id: int,
    state: AmendmentState,
    actor: User | None,
    at: datetime,
    decision: str = "",
    ada: str = "",
    effective_on: date | None = None,
) -> Amendment:
    """Move an amendment along its table of states; in effect it changes its lines from a day on.

    :raises IllegalMove: if the table does not lead there
    :raises DecisionMissing: if it takes effect without a decision or a day
    :raises CreditBelowZero: if a line would fall below zero
    :raises BudgetUnbalanced: if the budget would spend more than it expects
    :raises ReserveTooLarge: if the reserve would exceed its share
    """
    amendment = Amendment.objects.select_related("budget").get(pk=amendment_id)
    # The budget's row is the one lock of its amendments: sums are checked one at a time.
    budget = _executing(amendment.budget_id)
    amendment.refresh_from_db()
    before = AmendmentState(amendment.state)
    check_move(AMENDMENT_MOVES, before, state)
    amendment.decision = decision or amendment.decision
    amendment.ada = ada or amendment.ada
    amendment.effective_on = effective_on or amendment.effective_on
    _save_moved(amendment, state)
    if state == AmendmentState.EFFECTIVE:
        _check_sums(budget)
    record(
        "budget.amendment.moved",
        amendment,
        actor=actor,
        at=at,
        before={"state": before.value},
        after={
            "state": state.value,
            "decision": amendment.decision,
            "ada": amendment.ada,
            "effective_on": amendment.effective_on,
        },
    )
    return amendment


def _save_moved(amendment: Amendment, state: AmendmentState) -> None:
    if state == AmendmentState.EFFECTIVE and not (amendment.decision and amendment.effective_on):
        raise DecisionMissing(
            _("Enter the number of the council's decision and the day it takes effect.")
        )
    amendment.state = state
    try:
        with transaction.atomic():
            amendment.save(update_fields=["state", "decision", "ada", "effective_on"])
    except IntegrityError as error:
        if "takes more from a line" not in str(error):
            raise
        raise CreditBelowZero(
            _("A line would fall below zero. Take less from it, or from another line.")
        ) from error
