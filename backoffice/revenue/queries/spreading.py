"""A sum without a named debt: which debts it goes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.money import ZERO
from backoffice.revenue.instalments import asked_of
from backoffice.revenue.rules import Candidate, choose_debts
from backoffice.revenue.states import HoldKind

from .debts import Debt, debts_of
from .limitation import limitations

LEAST_PART = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class SumPart:
    """What of a sum goes to one debt, in euros."""

    debt: Debt
    amount: Decimal

    @property
    def is_part(self) -> bool:
        """Whether the debt is not closed by it."""
        return self.amount < self.debt.total


@dataclass(frozen=True, slots=True)
class SumSpread:
    """The debts that a sum goes to, in the order of crediting, and what none of them takes."""

    parts: tuple[SumPart, ...]
    left: Decimal

    @property
    def total(self) -> Decimal:
        """What the debts take, in euros."""
        return sum((part.amount for part in self.parts), ZERO)


def spread_sum(
    debtor_id: int, amount: Decimal, on: date, *, least: Decimal = LEAST_PART
) -> SumSpread:
    """Return which debts a sum goes to when the debtor names none.

    Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 3 §3.

    :param amount: euros
    :param least: the smallest part of a debt that may be paid
    """
    debts = [debt for debt in debts_of([debtor_id], on) if debt.total > 0]
    chosen = choose_debts(amount, _open(debtor_id, debts, on), least)
    by_id = {debt.charge_id: debt for debt in debts}
    return SumSpread(tuple(SumPart(by_id[key], part) for key, part in chosen.parts), chosen.left)


def _open(debtor_id: int, debts: Sequence[Debt], on: date) -> list[Candidate]:
    ends = {row.charge_id: row.deadline.last for row in limitations([d.charge_id for d in debts])}
    asked = asked_of(debtor_id, on)
    return [
        Candidate(
            debt.charge_id,
            debt.total,
            debt.due_on,
            HoldKind.ARRANGED in debt.holds,
            asked.get(debt.charge_id, ZERO),
            ends.get(debt.charge_id),
        )
        for debt in debts
    ]
