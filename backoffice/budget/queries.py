"""Public reads of the budget; execution is derived from the books, never kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from backoffice.kernel.languages import in_language
from backoffice.kernel.money import ZERO
from backoffice.ledger.queries import BUDGET_MOVEMENTS, account_names

from .models import Amendment, BudgetYear, Line


@dataclass(frozen=True, slots=True)
class ExecutionRow:
    """A budget code and how it was executed up to a day; amounts in euros.

    Expenditure has the columns that are known before commitments are: E1, E2, E3.
    """

    side: str
    ale: str
    name_el: str
    name_en: str
    has_line: bool
    initial: Decimal
    amendments: Decimal
    brought_forward: Decimal
    assessed: Decimal
    collected: Decimal
    refunded: Decimal

    @property
    def final(self) -> Decimal:
        """R3 or E3: what was voted and what amendments changed."""
        return self.initial + self.amendments

    @property
    def outstanding(self) -> Decimal:
        """R7: assessed and not collected, with what earlier years left."""
        return self.brought_forward + self.assessed - self.collected

    @property
    def name(self) -> str:
        """The line's name in the reader's language."""
        return in_language(self, "name")


# A movement belongs to the line of its code; ten digits without a line of their own belong to the
# line of their first seven. What no line expects stays in sight as a row of its own.
EXECUTION = f"""
with line as (
    select line.*, coalesce((
        select sum(change.delta) from budget_amendmentline change
        join budget_amendment amendment on amendment.id = change.amendment_id
        where change.line_id = line.id and amendment.state = 'effective'
            and amendment.effective_on <= %(last)s), 0) as amendments
    from budget_line line join budget_budgetyear budget on budget.id = line.budget_id
    where budget.year = %(year)s
), movement as ({BUDGET_MOVEMENTS}
), placed as (
    select coalesce(exact.ale, rolled.ale, movement.ale) as code, sum(assessed) as assessed,
        sum(collected) as collected, sum(refunded) as refunded,
        sum(brought_forward) as brought_forward
    from movement
    left join line exact on exact.side = 'revenue' and exact.ale = movement.ale
    left join line rolled on rolled.side = 'revenue' and rolled.ale = left(movement.ale, 7)
    where assessed <> 0 or collected <> 0 or refunded <> 0 or brought_forward <> 0
    group by 1
)
select coalesce(line.side, 'revenue'), coalesce(line.ale, placed.code), coalesce(line.name_el, ''),
    coalesce(line.name_en, ''), line.id is not null, coalesce(line.initial, 0),
    coalesce(line.amendments, 0), coalesce(placed.brought_forward, 0),
    coalesce(placed.assessed, 0), coalesce(placed.collected, 0), coalesce(placed.refunded, 0)
from line full join placed on line.side = 'revenue' and line.ale = placed.code
order by 1 desc, 2
"""  # noqa: S608 - both parts are constants of the project


def execution(*, year: int, as_of: date) -> list[ExecutionRow]:
    """Return a year's budget and its execution up to a day, derived in one statement.

    :param as_of: the last day counted, in the year
    """
    with connection.cursor() as cursor:
        cursor.execute(EXECUTION, {"year": year, "first": date(year, 1, 1), "last": as_of})
        return [ExecutionRow(*row) for row in cursor.fetchall()]


def total_of(rows: Iterable[ExecutionRow], side: str) -> ExecutionRow:
    """Return the totals of one side."""
    chosen = [row for row in rows if row.side == side]

    def total(name: str) -> Decimal:
        return sum((getattr(row, name) for row in chosen), ZERO)

    return ExecutionRow(
        side,
        "",
        "",
        "",
        True,
        total("initial"),
        total("amendments"),
        total("brought_forward"),
        total("assessed"),
        total("collected"),
        total("refunded"),
    )


def by_major_category(rows: Iterable[ExecutionRow]) -> list[tuple[str, Decimal, Decimal]]:
    """Return final and collected amounts of revenue by major category: «11 Taxes»."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        if row.side == "revenue":
            final, collected = sums.get(row.ale[:2], (ZERO, ZERO))
            sums[row.ale[:2]] = (final + row.final, collected + row.collected)
    names = account_names(sums)
    return [(f"{code} {names.get(code, '')}".strip(), *sums[code]) for code in sorted(sums)]


def budgets() -> QuerySet[BudgetYear]:
    """Return the budgets, the latest first."""
    return BudgetYear.objects.all()


def budget_of(year: int) -> BudgetYear | None:
    """Return a year's budget, if it was begun."""
    return BudgetYear.objects.filter(year=year).first()


def lines_of(year: int) -> QuerySet[Line]:
    """Return the lines of a year's budget, revenue first."""
    return Line.objects.filter(budget__year=year).select_related("department")


def amendments_of(year: int) -> QuerySet[Amendment]:
    """Return the amendments of a year's budget with their changes."""
    return Amendment.objects.filter(budget__year=year).prefetch_related("changes__line")
