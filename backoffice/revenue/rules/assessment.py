"""What an assessor is given and what it returns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.explanation import Node


class UnknownTariff(DomainError):
    """No tariff with this key is valid on the day."""

    code = "unknown_tariff"


class NothingToCharge(DomainError):
    """The assessment is zero or below; a charge is an amount that is owed."""

    code = "nothing_to_charge"


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A tariff as rules see it; the rate is a fraction, or euros a unit."""

    key: str
    rate: Decimal
    valid_from: date
    valid_until: date | None
    legal_basis: str
    decision: str
    label_el: str
    label_en: str
    unit: str = ""

    def applies_on(self, day: date) -> bool:
        """Tell whether it is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class TariffTable:
    """The tariffs of one kind of charge, asked by key and day."""

    def __init__(self, rows: Iterable[TariffRow]) -> None:
        self.rows = tuple(rows)

    def on(self, key: str, day: date) -> TariffRow:
        """Return the tariff of a key on a day; without one for the area, the town's general one.

        :param key: a category, with `@area` behind it where areas differ
        :raises UnknownTariff: if neither is set for the day
        """
        for candidate in (key, key.partition("@")[0]):
            for row in self.rows:
                if row.key == candidate and row.applies_on(day):
                    return row
        raise UnknownTariff(
            _("There is no tariff “%(key)s” for %(day)s. Enter it under Tariffs, then try again.")
            % {"key": key, "day": f"{day:%d/%m/%Y}"}
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an assessment; the amount in euros is rounded already."""

    label_el: str
    label_en: str
    amount: Decimal
    base: Decimal | None = None
    rate: Decimal | None = None
    tariff_key: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The lines of a charge, their total in euros and the tree that explains it."""

    lines: tuple[Line, ...]
    total: Decimal
    explanation: Node
