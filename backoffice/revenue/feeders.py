"""Who hands over the facts of a list: a table that subject modules fill in `apps.ready()`.

A feeder is asked once for each rehearsal and answers with one of two things:

`SqlFeed`, a SELECT of ours with the columns of `COLUMNS`, one row for each line of a charge. Rows
of the same source are one charge. A line with `tariff_key` is `base × rate` of the tariff that
applies on the list's day; a line without states its `amount` and labels.

`RowFeed`, an iterator of `FeedRow` for kinds whose formula is Python: an assessor's result each.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from backoffice.kernel.registry import Registry

from .rules import Assessment

#: What a feeder's SELECT gives, by these names. `source_id` names the thing that is charged and
#: stays the same from period to period: last time's amount is found by it.
COLUMNS = (
    "debtor_id",
    "source_kind",
    "source_id",
    "position",
    "tariff_key",
    "base",
    "amount",
    "label_el",
    "label_en",
    "facts",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a rehearsal asks for.

    :param list_id: the list that is calculated
    :param kind: the code of the kind of charge
    :param on: the day whose tariffs apply
    :param options: what the officer chose when the list was drawn up
    """

    list_id: int
    kind: str
    period: str
    on: date
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SqlFeed:
    """A SELECT of ours, never text from outside, with its values by name."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One charge as its assessor calculated it, with the facts it was given."""

    debtor_id: int
    source_kind: str
    source_id: str
    facts: Mapping[str, Any]
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class RowFeed:
    """Charges one by one; they are taken in batches and never held together."""

    rows: Iterable[FeedRow]


@dataclass(frozen=True, slots=True)
class Feeder:
    """A source of facts, by the name that staff choose."""

    label: str | Promise
    feed: Callable[[Ask], SqlFeed | RowFeed]


_registry: Registry[Feeder] = Registry("revenue feeders")

register = _registry.register
get = _registry.get
kinds = _registry.kinds
