"""Money: decimals in euros, rounded in this one place."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(value: Decimal | int | str) -> Decimal:
    """Round an amount in euros to whole cents, half up.

    No statute sets another way; every charge line is rounded once, here, at its end.
    """
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal) -> int:
    """Return an amount in euros as whole cents, the way card networks count.

    :raises ValueError: if the amount has parts of a cent
    """
    if amount != cents(amount):
        raise ValueError(f"{amount} is not a whole number of cents")
    return int(amount * 100)


def from_minor(minor: int) -> Decimal:
    """Return whole cents as an amount in euros."""
    return Decimal(minor).scaleb(-2).quantize(CENT)


class MoneyField(models.DecimalField):
    """Euros with two decimals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class RateField(models.DecimalField):
    """A rate as a fraction with seven decimals: 0.35 per mille is 0.0003500."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 7)
        super().__init__(*args, **kwargs)
