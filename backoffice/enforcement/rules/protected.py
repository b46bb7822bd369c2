"""What of an income stays out of every seizure (ν.4978/2022 άρθρο 33)."""

from decimal import Decimal

from backoffice.kernel.money import ZERO, cents

from .law import Figures


def seizable_wage(month: Decimal, figures: Figures) -> Decimal:
    """Return how much of a month's wage or pension may be seized, in euros."""
    if month <= figures.wage_free:
        return ZERO
    middle = min(month, figures.wage_half_to) - figures.wage_free
    above = max(ZERO, month - figures.wage_half_to)
    return cents(middle * figures.wage_half_share + above)


def seizable_day_wage(day: Decimal, figures: Figures) -> Decimal:
    """Return how much of a day's wage may be seized, in euros."""
    return cents(day * (1 - figures.day_wage_free))
