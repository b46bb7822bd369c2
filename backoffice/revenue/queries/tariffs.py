"""What applies on a day, and what a declaration would come to."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from backoffice.kernel.queries import legal_calendar
from backoffice.revenue import rules
from backoffice.revenue.models import ChargeKind, Tariff
from backoffice.revenue.rules import Assessment, TariffRow
from backoffice.revenue.services.charges import assess, plain, tariff_row
from backoffice.revenue.services.kinds import kind_by_code


def tariffs_between(keys: Collection[str], first: date, last: date) -> list[TariffRow]:
    """Return the tariffs of keys that are valid on any day of a range, by key and first day."""
    found = _overlapping(first, last).filter(key__in=list(keys)).order_by("key", "valid_from")
    return [tariff_row(tariff) for tariff in found]


def tariffs_on(day: date) -> QuerySet[Tariff]:
    """Return the tariffs that apply on a day."""
    return _overlapping(day, day).select_related("kind").order_by("kind__name_el", "key")


def _overlapping(first: date, last: date) -> QuerySet[Tariff]:
    return Tariff.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last
    )


def preview(*, kind: str, facts: dict[str, Any]) -> Assessment:
    """Return what facts would be charged; nothing is written, and zero is an answer.

    :param kind: the code of a kind of charge
    :raises UnknownTariff: if a tariff is missing
    """
    return assess(kind_by_code(kind), plain(facts))


def due_day(*, kind: str, certified_on: date) -> date | None:
    """Return the due day of a kind's rule; none where declaration or contract states it."""
    owner = kind_by_code(kind)
    if owner.due_rule == ChargeKind.DueRule.NEXT_MONTH_END:
        return rules.due_on(certified_on, legal_calendar())
    return None


def kind_named(code: str) -> ChargeKind:
    """Return a kind of charge.

    :raises UnknownChargeKind: if there is none with this code
    """
    return kind_by_code(code)
