"""Less for whoever pays the whole of a debt early.

Legal sources: the rows of the law by kind of charge; for traffic fines ν.2696/1999 άρθρο 104 until
12/9/2025, after which ν.5209/2025 knows no such reduction.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO, cents

from .due import last_day_of_term


@dataclass(frozen=True, slots=True)
class Early:
    """The share of a debt that its whole payment by a last day takes off."""

    share: Decimal
    last: date
    basis: str = ""


def last_early_day(first: date, days: int, months: int, calendar: LegalCalendar) -> date:
    """Return the last day to pay less; it moves on to a working day.

    :param first: the day of service or certification, which does not count
    """
    return last_day_of_term(first, days, months, calendar)


def early_reduction(debt: Decimal, early: Early, still_open: Decimal) -> Decimal:
    """Return what an early payment of the whole takes off, in euros.

    :param debt: what was certified, less what was taken off it since
    :param still_open: what is left of it; the reduction is never more
    """
    return max(ZERO, min(cents(debt * early.share), still_open))


def early_node(off: Decimal, debt: Decimal, early: Early) -> Node:
    """Return how a reduction came about, or since when there is none."""
    hundredfold = f"{(early.share * 100).normalize():f}%"
    if not off:
        return Node(
            f"Η μείωση {hundredfold} για πληρωμή έως {early.last:%d/%m/%Y} δεν ισχύει πια",
            f"The reduction of {hundredfold} for payment by {early.last:%d/%m/%Y} is past",
            ZERO,
            basis=early.basis,
        )
    return Node(
        f"Μείωση για πληρωμή όλου του ποσού έως {early.last:%d/%m/%Y}",
        f"Less when all of it is paid by {early.last:%d/%m/%Y}",
        -off,
        formula=f"{debt} × {hundredfold}",
        base=debt,
        rate=early.share,
        unit="€",
        basis=early.basis,
    )
