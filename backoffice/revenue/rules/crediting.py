"""Where money goes: inside one debt by the law's order, among debts by the debtor's choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from backoffice.kernel.money import ZERO
from backoffice.revenue.states import Component


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open of a debt, by its parts, in euros.

    :ivar early: what `principal` is less, provided that all of it is paid now
    """

    principal: Decimal
    interest: Decimal = ZERO
    expenses: Decimal = ZERO
    fine: Decimal = ZERO
    early: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.principal + self.interest + self.expenses + self.fine

    def part(self, component: Component) -> Decimal:
        """Return what is open of one part."""
        return getattr(self, component.value)


@dataclass(frozen=True, slots=True)
class Credited:
    """An amount in euros credited to one part of a debt."""

    component: Component
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment goes to one debt, by its parts, and what of it no debt could take."""

    credited: tuple[Credited, ...]
    left: Decimal


def credit_in_order(amount: Decimal, owed: Owed) -> Share:
    """Credit an amount to the parts of one debt: expenses, surcharge, fine, debt.

    Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 6 §2.

    :param amount: euros that came for this debt
    """
    credited = []
    for component in Component:
        part = min(amount, owed.part(component))
        if part > 0:
            credited.append(Credited(component, part))
            amount -= part
    return Share(tuple(credited), amount)


def distribute(came: Decimal, asked: Sequence[tuple[Decimal, Owed]]) -> list[Share]:
    """Spread a payment over the debts that the debtor named, in their order.

    First each debt takes what was meant for it; what is left goes to whatever the same debts
    still owe. Money that none of them can take stays with the debt it was meant for.

    :param came: euros that came, whatever was asked
    :param asked: for each debt, the euros meant for it and what it owes now
    """
    meant, left = [], came
    for wanted, _owed in asked:
        meant.append(min(wanted, left))
        left -= meant[-1]
    # Nobody named a debt for a surplus; it begins its search at the first.
    meant[0] += left
    taken = [min(part, owed.total) for part, (_wanted, owed) in zip(meant, asked, strict=True)]
    spare = [part - took for part, took in zip(meant, taken, strict=True)]
    for index, (_wanted, owed) in enumerate(asked):
        room = owed.total - taken[index]
        for giver in range(len(spare)):
            moved = min(room, spare[giver])
            spare[giver] -= moved
            taken[index] += moved
            room -= moved
    return [
        Share(credit_in_order(took, owed).credited, kept)
        for took, kept, (_wanted, owed) in zip(taken, spare, asked, strict=True)
    ]


def undo(amount: Decimal, rows: Sequence[Decimal]) -> list[Decimal]:
    """Take an amount back from rows, the last one first.

    :param amount: euros to take back
    :param rows: what each row still holds, in the order in which it was credited
    :return: what is taken from each row, in the same order
    """
    taken = [ZERO] * len(rows)
    for index in reversed(range(len(rows))):
        taken[index] = min(amount, rows[index])
        amount -= taken[index]
    return taken
