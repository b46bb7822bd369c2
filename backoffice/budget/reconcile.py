"""What must never be found between budget and books."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of
from backoffice.ledger import queries as ledger

from . import queries
from .models import BudgetYear


@query("budget.assessed_is_in_ledger", _("Assessed revenue of the budget differs from the books"))
def assessed_differs() -> Iterable[dict[str, Any]]:
    """Find years whose assessed revenue by code is not all that group 1 was credited with."""
    for year in BudgetYear.objects.values_list("year", flat=True):
        last = date(year, 12, 31)
        rows = queries.execution(year=year, as_of=last)
        assessed = queries.total_of(rows, "revenue").assessed
        booked = ledger.assessed_in_ledger(first=date(year, 1, 1), last=last)
        if assessed != booked:
            yield {"year": year, "budget": assessed, "ledger": booked}


@query("budget.assessed_touches_receivable", _("Assessed revenue without its receivable"))
def assessed_without_receivable() -> Iterable[dict[str, Any]]:
    """Find budget codes whose revenue in the journal of assessments is not their receivables."""
    return ledger.assessments_without_receivable()


@query("budget.amendments_balance", _("Amendments in effect that do not balance"))
def unbalanced_amendments() -> Iterable[dict[str, Any]]:
    """Find amendments in effect that change the two sides by different amounts."""
    return rows_of(
        "select amendment.id, amendment.number, sum(case line.side when 'revenue' "
        "then change.delta else -change.delta end) as gap from budget_amendment amendment "
        "join budget_amendmentline change on change.amendment_id = amendment.id "
        "join budget_line line on line.id = change.line_id where amendment.state = 'effective' "
        "group by amendment.id having sum(case line.side when 'revenue' "
        "then change.delta else -change.delta end) <> 0"
    )


@query("budget.amendment_numbers_have_no_gap", _("Amendments whose numbers have gaps"))
def amendment_gaps() -> Iterable[dict[str, Any]]:
    """Find budgets whose amendments are not numbered from 1 to their count."""
    return rows_of(
        "select budget_id, count(*) as amendments, max(number) as last from budget_amendment "
        "group by budget_id having max(number) <> count(*) or min(number) <> 1"
    )


@query("budget.voted_budgets_balance", _("Voted budgets that spend more than they expect"))
def unbalanced_budgets() -> Iterable[dict[str, Any]]:
    """Find voted budgets whose expenditure exceeds revenue, amendments in effect included."""
    return rows_of(
        "select budget.year, sum(case line.side when 'revenue' then amount else -amount end) "
        "as surplus from budget_budgetyear budget join lateral (select side, initial + "
        "coalesce((select sum(delta) from budget_amendmentline change join budget_amendment a "
        "on a.id = change.amendment_id where change.line_id = one.id and a.state = 'effective'), 0)"
        " as amount from budget_line one where one.budget_id = budget.id) line on true "
        "where budget.state not in ('draft_service', 'draft_committee', 'observatory_opinion') "
        "group by budget.year having sum(case line.side when 'revenue' then amount "
        "else -amount end) < 0"
    )
