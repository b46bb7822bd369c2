"""Which debts a sum goes to when nobody names one.

Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 3 §3 leaves it to the authority; the order is the town's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Candidate:
    """A debt that could take a part of the sum; amounts in euros.

    :ivar instalment: what an arrangement asks of it now; the rest of an arranged debt is not due
    :ivar collect_until: the last day on which it can be collected, if there is one
    """

    key: int
    owed: Decimal
    due_on: date
    arranged: bool = False
    instalment: Decimal = ZERO
    collect_until: date | None = None


@dataclass(frozen=True, slots=True)
class ChosenDebts:
    """What a sum goes to, in this order, and what of it no debt can take; in euros."""

    parts: tuple[tuple[int, Decimal], ...]
    left: Decimal


def choose_debts(amount: Decimal, debts: Sequence[Candidate], least: Decimal = ZERO) -> ChosenDebts:
    """Spread a sum over debts: instalments first, then the oldest due, then what lapses soonest.

    What an arrangement asks for now comes first, because missing it costs the arrangement. Of two
    debts due on the same day the one whose time to collect ends earlier comes first. What is
    arranged and not asked for yet comes last.

    :param least: the smallest part of a debt that may be paid; a smaller rest is left
    """
    wishes = [(_rank(d, 0), d.key, min(d.instalment, d.owed)) for d in debts]
    wishes += [
        (_rank(d, 2 if d.arranged else 1), d.key, d.owed - min(d.instalment, d.owed)) for d in debts
    ]
    taken: dict[int, Decimal] = {}
    for _place, key, wanted in sorted(wishes):
        part = min(amount, wanted)
        if part > 0:
            taken[key] = taken.get(key, ZERO) + part
            amount -= part
    owed = {debt.key: debt.owed for debt in debts}
    small = [key for key, part in taken.items() if part < min(least, owed[key])]
    for key in small:
        amount += taken.pop(key)
    return ChosenDebts(tuple(taken.items()), amount)


def _rank(debt: Candidate, step: int) -> tuple[int, date, date]:
    return step, debt.due_on, debt.collect_until or date.max
