"""Debts arranged for a page: by debtor, overdue first, with what each sums to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.paginator import Page, Paginator

from backoffice.kernel.dates import ATHENS
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import CardRow, Debt, OpenSum
from eservices.payments.words import period

from .access import Visible

ZERO = Decimal("0.00")
PAGE = 100
NOTHING = OpenSum((), ZERO, ZERO)


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


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of one debtor's debts, and what all of them sum to; amounts in euros."""

    name: str
    code: str
    total: Decimal
    overdue: Decimal
    page: Page[int]
    debts: tuple[Debt, ...]


def shown(debtors: Sequence[Visible], on: date, page: str) -> list[Shown]:
    """Return a page of the debts of each debtor, oldest due date first, with their sums.

    Thousands are summed; only those of the page are read whole, for all debtors at once.

    :param page: the number of the page; one that is none counts as the first
    """
    sums = revenue_queries.open_sums([debtor.pk for debtor in debtors], on)
    pages = {
        debtor.pk: Paginator(sums.get(debtor.pk, NOTHING).charge_ids, PAGE).get_page(page)
        for debtor in debtors
    }
    found = revenue_queries.debts_among({pk for one in pages.values() for pk in one}, on)
    return [
        Shown(
            debtor.name,
            debtor.code,
            sums.get(debtor.pk, NOTHING).total,
            sums.get(debtor.pk, NOTHING).overdue,
            pages[debtor.pk],
            tuple(found[pk] for pk in pages[debtor.pk] if pk in found),
        )
        for debtor in debtors
    ]


@dataclass(frozen=True, slots=True)
class DebtorStatement:
    """One debtor's movements up to a day, and what was open on it; amounts in euros."""

    name: str
    on: date
    rows: tuple[CardRow, ...]
    balance: Decimal
    points: tuple[tuple[date, Decimal], ...]


def debts_by_debtor(debtors: Mapping[int, str], on: date) -> list[Debtor]:
    """Return the open debts of each debtor, oldest due date first; one set of queries for all."""
    debts: Sequence[Debt] = revenue_queries.debts_of(set(debtors), on)
    return [
        Debtor(name, tuple(d for d in debts if d.debtor_id == party_id), on)
        for party_id, name in debtors.items()
    ]


def statement_of(
    debtors: Mapping[int, str], on: date, known_on: date | None = None
) -> DebtorStatement | None:
    """Return the movements of the first debtor as of the end of a day; none without a debtor.

    :param known_on: a day; what the town entered after its end is left out
    """
    known_at = None
    if known_on is not None:
        known_at = datetime.combine(known_on + timedelta(days=1), time(), ATHENS)
    for party_id, name in debtors.items():
        found = revenue_queries.debtor_card(party_id, on, known_at)
        return DebtorStatement(name, on, found.rows, found.balance, tuple(found.balances()))
    return None


def label_of(debt: Debt, language: str) -> str:
    """Return what a debt is for, with its period."""
    return f"{debt.label(language)} {period(debt.period, language)}".strip()


def movement_label(row: CardRow, language: str) -> str:
    """Return what moved, with its period and number."""
    what = f"{row.label(language)} {period(row.period, language)}".strip()
    return f"{what} · {row.number}" if row.number else what


def sum_of(
    debtors: Mapping[int, str], amount: Decimal, on: date
) -> revenue_queries.SumSpread | None:
    """Return which debts of the first debtor a sum goes to; none without a debtor."""
    for party_id in debtors:
        return revenue_queries.spread_sum(party_id, amount, on)
    return None
