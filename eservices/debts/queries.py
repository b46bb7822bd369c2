"""Debts arranged for a page: by debtor, overdue first, with what each sums to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import Debt, Movement
from eservices.payments.words import period

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
        return sum((debt.total for debt in self.debts if debt.is_overdue), ZERO)


@dataclass(frozen=True, slots=True)
class DebtorStatement:
    """One debtor's movements up to a day, and what was open on it; amounts in euros."""

    name: str
    on: date
    rows: tuple[Movement, ...]
    balance: Decimal


def debts_by_debtor(debtors: Mapping[int, str], on: date) -> list[Debtor]:
    """Return the open debts of each debtor, oldest due date first; one set of queries for all."""
    debts: Sequence[Debt] = revenue_queries.debts_of(set(debtors), on)
    return [
        Debtor(name, tuple(d for d in debts if d.debtor_id == party_id), on)
        for party_id, name in debtors.items()
    ]


def statement_of(debtors: Mapping[int, str], on: date) -> DebtorStatement | None:
    """Return the movements of the first debtor as of the end of a day; none without a debtor."""
    for party_id, name in debtors.items():
        found = revenue_queries.statement([party_id], on)
        return DebtorStatement(name, on, found.rows, found.balance)
    return None


def label_of(debt: Debt, language: str) -> str:
    """Return what a debt is for, with its period."""
    return f"{debt.label(language)} {period(debt.period, language)}".strip()


def movement_label(row: Movement, language: str) -> str:
    """Return what moved, with its period and number."""
    what = f"{row.label(language)} {period(row.period, language)}".strip()
    return f"{what} · {row.number}" if row.number else what
