"""Figures of law as rows with dates: what applied on a day, and since when."""

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.revenue.models import LawFigure
from theme.formatting import day

CONSCRIPT_MONTHS = "interest.months_after_discharge"
MINOR_MONTHS = "interest.months_after_representation"
MONTHS_AFTER_ARRANGEMENT = "limitation.months_after_arrangement"
FRUITLESS_YEARS = "write_off.fruitless_years"
REFUND_FREE_DAYS = "refund.days_without_interest"
DAYS_TO_PAY = "charge.days_to_pay"


class FigureMissing(DomainError):
    """No row of the law applies on a day."""

    code = "figure_missing"


def law_figure(key: str, on: date) -> Decimal:
    """Return a figure of law as it applies on a day.

    :raises FigureMissing: if it has no row for the day
    """
    return figure_row(key, on).value


def figure_row(key: str, on: date) -> LawFigure:
    """Return a figure of law with its legal basis, as it applies on a day.

    :raises FigureMissing: if it has no row for the day
    """
    row = LawFigure.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), key=key, valid_from__lte=on
    ).first()
    if row is None:
        raise FigureMissing(
            _("The figures of the law lack “%(key)s” for %(day)s. Enter it, then go on.")
            % {"key": key, "day": day(on)}
        )
    return row


def days_to_pay(on: date) -> int:
    """Return how many days there are to pay what a procedure or an application certifies.

    :raises FigureMissing: if no row is for the day
    """
    return int(law_figure(DAYS_TO_PAY, on))


def whole_figures(key: str) -> tuple[tuple[date, int], ...]:
    """Return the first days and values of a figure that is a whole number, the earliest first."""
    rows = LawFigure.objects.filter(key=key).order_by("valid_from")
    return tuple((first, int(value)) for first, value in rows.values_list("valid_from", "value"))


def law_figures() -> list[LawFigure]:
    """Return every figure of law, for reading."""
    return list(LawFigure.objects.all())
