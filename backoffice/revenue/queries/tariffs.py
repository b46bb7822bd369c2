"""What applies on a day, and what a declaration would come to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

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


@dataclass(frozen=True, slots=True)
class TariffChange:
    """What became of one key between two days; rates as fractions or euros a unit."""

    kind: str
    key: str
    what: str
    old: Tariff | None
    new: Tariff | None

    @property
    def row(self) -> Tariff:
        """The tariff that tells what it is: the newer one."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def percent(self) -> Decimal | None:
        """By which fraction it rose or fell; none where one of the two is missing or zero."""
        if self.old is None or self.new is None or not self.old.rate:
            return None
        return (self.new.rate - self.old.rate) / self.old.rate


def tariff_changes(first: date, last: date, *, kind: str = "") -> list[TariffChange]:
    """Return the keys that are new, changed or ended between two days, by kind and key.

    What applies on the first day is compared with what applies on the last one.

    :param kind: the code of a kind of charge, all of them without one
    """
    old = {(t.kind_id, t.key): t for t in tariffs_on(first) if kind in ("", t.kind.code)}
    new = {(t.kind_id, t.key): t for t in tariffs_on(last) if kind in ("", t.kind.code)}
    changes = []
    for place in {**old, **new}:
        before, after = old.get(place), new.get(place)
        what = _what_changed(before, after)
        if what:
            found = after or before
            assert found is not None
            changes.append(TariffChange(str(found.kind), found.key, what, before, after))
    return sorted(changes, key=lambda change: (change.kind, change.key))


def _what_changed(old: Tariff | None, new: Tariff | None) -> str:
    if old is None:
        return "new"
    if new is None:
        return "ended"
    return "changed" if (old.rate, old.unit) != (new.rate, new.unit) else ""


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


def kind_named(code: str) -> ChargeKind:
    """Return a kind of charge.

    :raises UnknownChargeKind: if there is none with this code
    """
    return kind_by_code(code)
