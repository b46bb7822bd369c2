"""Answers as conditions and formulas see them: `cost.amount`, `pavement.area`, `home.postcode`."""

from collections.abc import Mapping
from typing import Any

from .fields import Field
from .places import square_metres


class Rows(list[Any]):
    """Rows of a group: counted as a list, asked by a column as a mapping."""

    columns: frozenset[str] = frozenset()

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, str):
            return [row[wanted] for row in self if row.get(wanted) is not None]
        return super().__getitem__(wanted)

    def __contains__(self, wanted: object) -> bool:
        return wanted in self.columns if isinstance(wanted, str) else super().__contains__(wanted)


class Ring(list[Any]):
    """The edge of an area: its corners as a list, its square metres by name."""

    def __getitem__(self, wanted: Any) -> Any:
        return square_metres(list(self)) if wanted == "area" else super().__getitem__(wanted)

    def __contains__(self, wanted: object) -> bool:
        return wanted == "area" or super().__contains__(wanted)


# The language follows a dotted name only through mappings; these two answer like one.
Mapping.register(Rows)
Mapping.register(Ring)


def named(field: Field, value: Any) -> Any:
    """Return an answer in the shape in which an expression asks for it."""
    if field.type == "group":
        rows = Rows(value)
        rows.columns = frozenset(field.by_key)
        return rows
    if field.type == "polygon":
        return Ring(value)
    if field.members:
        return {**dict.fromkeys(member.key for member in field.members), **value}
    return value
