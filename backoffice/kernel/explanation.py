"""The tree that explains an amount: the same for citizen, clerk, notice and test."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a calculation, in both languages, with the law behind it."""

    label_el: str
    label_en: str
    amount: Decimal | None = None
    formula: str = ""
    base: Decimal | None = None
    rate: Decimal | None = None
    unit: str = ""
    basis: str = ""
    decision: str = ""
    children: tuple["Node", ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return the tree as plain values; numbers become strings so that no cent is lost."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "children"}
        for name in ("amount", "base", "rate"):
            plain[name] = None if plain[name] is None else str(plain[name])
        return plain | {"children": [child.to_json() for child in self.children]}


def from_json(data: dict[str, Any]) -> Node:
    """Return the tree that `Node.to_json` stored."""
    numbers: dict[str, Any] = {
        name: None if data.get(name) is None else Decimal(data[name])
        for name in ("amount", "base", "rate")
    }
    texts = {
        name: data.get(name, "")
        for name in ("label_el", "label_en", "formula", "unit", "basis", "decision")
    }
    children = tuple(from_json(child) for child in data.get("children", ()))
    return Node(**texts, **numbers, children=children)
