"""The law's figures as they apply on a day."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from backoffice.enforcement.errors import FigureMissing
from backoffice.enforcement.models import LegalFigure, ServiceRule
from backoffice.enforcement.rules import Figures, ServiceLaw


def figures_on(on: date) -> Figures:
    """Return the figures of a day, in one query.

    :raises FigureMissing: if one of them has no row for the day
    """
    held = dict(_on(LegalFigure.objects.all(), on).values_list("key", "value"))

    def of(key: str) -> Decimal:
        if key not in held:
            raise FigureMissing(key, on)
        return held[key]

    return Figures(
        wait_days=int(of("overdue.wait_days")),
        objection_days=int(of("objection.days")),
        floor_immovables=of("floor.immovables"),
        floor_movables=of("floor.movables"),
        floor_bank=of("floor.bank"),
        account_free=of("protected.account"),
        wage_free=of("protected.wage"),
        wage_half_to=of("protected.wage_half_to"),
        wage_half_share=of("protected.wage_half_share"),
        day_wage_free=of("protected.day_wage"),
    )


def figure(key: str, on: date) -> Decimal:
    """Return one figure of a day.

    :raises FigureMissing: if it has no row for the day
    """
    row = _on(LegalFigure.objects.filter(key=key), on).first()
    if row is None:
        raise FigureMissing(key, on)
    return row.value


def service_law_on(way: str, on: date) -> ServiceLaw:
    """Return how a way of service counts on a day.

    :raises FigureMissing: if no rule of that way applies on the day
    """
    row = _on(ServiceRule.objects.filter(way=way), on).first()
    if row is None:
        raise FigureMissing(way, on)
    posting = row.counts_from == ServiceRule.CountsFrom.POSTING
    return ServiceLaw(row.serves, posting, row.days, row.working_days)


def law_rows() -> tuple[QuerySet[LegalFigure], QuerySet[ServiceRule]]:
    """Return every figure and every rule of service, for reading."""
    return LegalFigure.objects.all(), ServiceRule.objects.all()


def _on(rows: QuerySet, on: date) -> QuerySet:
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)
