"""How a door says what its standing orders collect: a table filled in `apps.ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Due:
    """What fell due: a name that stays the same from try to try, its day, words for people."""

    part: str
    due_on: date
    label_el: str
    label_en: str

    def label(self, language: str) -> str:
        """Return what is charged, in a language."""
        return self.label_en if language == "en" else self.label_el


@dataclass(frozen=True, slots=True)
class Collector:
    """What a kind of source answers; all by the source's identifier.

    :param is_over: whether nothing will ever fall due again
    :param due: what is due and not paid on a day, or none
    :param next_due: what falls due next, or none, with the euros expected
    :param items: the charges to pay now with the euros for each; may certify interest
    """

    is_over: Callable[[str], bool]
    due: Callable[[str, date], Due | None]
    next_due: Callable[[str, date], tuple[Due, Decimal] | None]
    items: Callable[[str, datetime], Sequence[tuple[int, Decimal]]]


_registry: Registry[Collector] = Registry("standing orders")

register = _registry.register
get = _registry.get
kinds = _registry.kinds
