"""Counting cash and giving change; nothing here knows the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from backoffice.kernel.money import CENT, ZERO, cents

#: Notes and coins in euros, the largest first; the 500 note is still legal tender.
DENOMINATIONS = tuple(
    Decimal(cents_of).scaleb(-2).quantize(CENT)
    for cents_of in (
        *(50000, 20000, 10000, 5000, 2000, 1000, 500),
        *(200, 100, 50, 20, 10, 5, 2, 1),
    )
)
Pieces = Mapping[str, int]


class UnknownDenomination(ValueError):
    """No note or coin has this value, or the number of pieces is no count."""


def total_of(pieces: Pieces) -> Decimal:
    """Return what counted notes and coins come to, in euros.

    :param pieces: denomination as text, such as `20.00`, with the number of pieces
    :raises UnknownDenomination: if there is no such note or coin, or fewer than none of it
    """
    known = {str(value) for value in DENOMINATIONS}
    for value, count in pieces.items():
        if value not in known or count < 0:
            raise UnknownDenomination(f"{count} × {value}")
    return sum((cents(Decimal(value) * count) for value, count in pieces.items()), ZERO)


def change_of(due: Decimal, tendered: Decimal) -> Decimal:
    """Return the change, in euros; below zero if too little was handed over."""
    return cents(tendered - due)


def pieces_of(amount: Decimal) -> dict[str, int]:
    """Return an amount in the fewest notes and coins up to the 50 note, as change is given."""
    left, found = cents(amount), {}
    for value in DENOMINATIONS:
        if value > 50:
            continue
        count = int(left // value)
        if count:
            found[str(value)] = count
            left -= value * count
    return found


@dataclass(frozen=True, slots=True)
class Till:
    """What a till should hold, and why; amounts in euros, outgoings below zero."""

    opening: Decimal = ZERO
    received: Decimal = ZERO
    paid_back: Decimal = ZERO
    supplies: Decimal = ZERO
    deposits: Decimal = ZERO
    differences: Decimal = ZERO
    card_received: Decimal = ZERO
    card_paid_back: Decimal = ZERO

    @property
    def cash(self) -> Decimal:
        """The cash that should be in the till."""
        return (
            self.opening
            + self.received
            + self.paid_back
            + self.supplies
            + self.deposits
            + self.differences
        )

    @property
    def card(self) -> Decimal:
        """What the terminal's own total should say."""
        return self.card_received + self.card_paid_back
