"""Debts arranged for a page: by debtor, overdue first, with what each sums to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import Debt

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Debtor:
    """One debtor's open debts; amounts in euros."""

    name: str
    debts: tuple[Debt, ...]
    today: date

    @property
    def total(self) -> Decimal:
        """Everything owed today."""
        return sum((debt.total for debt in self.debts), ZERO)

    @property
    def overdue(self) -> Decimal:
        """What should have been paid by now."""
        return sum((debt.total for debt in self.debts if debt.due_on < self.today), ZERO)


def debts_by_debtor(debtors: Mapping[int, str], on: date) -> list[Debtor]:
    """Return the open debts of each debtor, oldest due date first; one set of queries for all."""
    debts: Sequence[Debt] = revenue_queries.debts_of(set(debtors), on)
    return [
        Debtor(name, tuple(d for d in debts if d.debtor_id == party_id), on)
        for party_id, name in debtors.items()
    ]
