"""What services and queries both read: who receives declarations, which amounts one asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.dates import TaxPeriod
from backoffice.revenue.queries import tariffs_between
from backoffice.revenue.rules import TariffRow, TariffTable, UnknownTariff

from . import rules
from .errors import NoRate
from .models import Category, Establishment, Receiver


@dataclass(frozen=True, slots=True)
class ReceiverTable:
    """Who receives declarations since when, read in one query."""

    rows: tuple[tuple[date, str], ...]
    links: dict[date, str]

    @classmethod
    def load(cls) -> "ReceiverTable":
        """Read the table."""
        found = list(Receiver.objects.values_list("valid_from", "who", "link"))
        return cls(
            tuple((first, who) for first, who, _link in found),
            {first: link for first, _who, link in found},
        )

    def of(self, period_first: date, *, town_always: bool = False) -> str:
        """Return who receives the declaration of a period that begins on a day."""
        if town_always:
            return Receiver.Who.TOWN
        return rules.received_by(period_first, self.rows, default=Receiver.Who.TOWN)

    def link_of(self, period_first: date) -> str:
        """Return the address of the application that receives it, if it is not the town."""
        starts = [first for first in self.links if first <= period_first]
        return self.links[max(starts)] if starts else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One amount that a declaration asks for: receipts of a category on days of one rate."""

    category: Category
    tariff_key: str
    first: date
    last: date
    tariff: TariffRow

    @property
    def name(self) -> str:
        """The name by which forms and programs give its amount."""
        return f"{self.category.key}:{self.first.isoformat()}"

    def fee(self, base: Decimal) -> Decimal:
        """Return the fee on its receipts, in euros."""
        return rules.fee_on(base, self.tariff.rate)


def liable_categories(establishment: Establishment) -> list[Category]:
    """Return the categories for which an establishment owes the fee."""
    return [
        category
        for category in establishment.categories.all()
        if rules.is_liable(needs_tables=category.needs_tables, has_tables=establishment.has_tables)
    ]


def slots_of(
    establishment: Establishment, period: TaxPeriod, categories: Iterable[Category]
) -> list[Slot]:
    """Return the amounts that the declaration of a period asks for.

    :raises NoRate: if a day of the period has no tariff
    """
    keys = {category.key: _tariff_key(category, establishment) for category in categories}
    wanted = {part for key in keys.values() for part in (key, key.partition("@")[0])}
    rows = tariffs_between(keys=wanted, first=period.first, last=period.last)
    table = TariffTable(rows)
    changes = [row.valid_from for row in rows]
    changes += [row.valid_until + rules.DAY for row in rows if row.valid_until]
    slots = []
    for category in categories:
        key = keys[category.key]
        for span in rules.spans_of(period, changes=changes, rate_on=_rate_on(table, key)):
            slots += [Slot(category, key, span.first, span.last, span.tariff)]
    return slots


def _tariff_key(category: Category, establishment: Establishment) -> str:
    area = f"@{establishment.zone}" if establishment.zone else ""
    return f"{category.tariff_key}{area}"


def _rate_on(table: TariffTable, key: str) -> Callable[[date], TariffRow]:
    def rate_on(day: date) -> TariffRow:
        try:
            return table.on(key, day)
        except UnknownTariff:
            raise NoRate(day) from None

    return rate_on
