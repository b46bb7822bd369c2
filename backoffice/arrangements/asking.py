"""What an arrangement asks for now, and what it gives back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.money import ZERO, cents
from backoffice.revenue import queries as revenue_queries

from . import rules
from .models import Arrangement
from .progress import Standing, standing_of
from .states import ArrangementState

LEAST_PART = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class Payable:
    """What is to be paid together: charges by code with the euros for each."""

    items: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        """All of it."""
        return sum((amount for _code, amount in self.items), ZERO)


def payable_now(arrangement: Arrangement, on: date) -> Payable:
    """Return what to pay now: everything due, or else the next instalment, oldest debt first.

    Its interest must have been raised, by `services.charge_next`.
    """
    standing = standing_of(arrangement)
    wanted = rules.next_parts(standing.statuses, on)
    numbers = {status.part.number for status in wanted}
    capital = sum((status.missing for status in wanted), ZERO)
    return _payable(standing, numbers, capital, on)


def payoff(arrangement: Arrangement, on: date) -> Payable:
    """Return everything that is left, to be paid at once.

    The interest of the month that runs must have been raised, by `services.charge_rest`.
    """
    standing = standing_of(arrangement)
    numbers = {row.number for row in standing.rows}
    return _payable(standing, numbers, standing.open_capital, on)


def _payable(standing: Standing, numbers: Collection[int], capital: Decimal, on: date) -> Payable:
    own = [one for one in standing.raised if one.number in numbers and one.left > 0]
    items = [(one.charge.code, one.left) for one in own]
    debts = revenue_queries.debts_of([standing.arrangement.debtor_id], on)
    places = {debt.charge_id: debt.position for debt in standing.debts}
    arranged = sorted(
        (debt for debt in debts if debt.charge_id in places),
        key=lambda debt: places[debt.charge_id],
    )
    owed = [(index, debt.total) for index, debt in enumerate(arranged)]
    for index, amount in rules.spread(capital, owed, LEAST_PART):
        items.append((arranged[index].code, amount))
    return Payable(tuple(items))


def reward_of(standing: Standing) -> Decimal:
    """Return what a consistent debtor gets back of the interest paid, in euros.

    Legal source: ν.4152/2013 Α.2 (ν.4646/2019).
    """
    arrangement = standing.arrangement
    if arrangement.state != ArrangementState.COMPLETED or not arrangement.ended_on:
        return ZERO
    if any(status.missed(arrangement.ended_on) for status in standing.statuses):
        return ZERO
    paid = sum((one.credited for one in standing.raised if not one.is_late_fee), ZERO)
    return cents(paid * arrangement.terms.reward_share)
