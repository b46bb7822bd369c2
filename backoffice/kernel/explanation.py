"""The tree that explains an amount: the same for citizen, clerk, notice and test."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a calculation, in both languages, with the law behind it.

    A formula holds digits and signs, or a code that `theme.formatting.formula` writes in the
    reader's language: words of one language do not belong into what is kept.
    """

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
        """Return the tree as plain values; numbers become strings so that no cent is lost.

        What is empty is left out: a town keeps millions of these.
        """
        amount = None if self.amount is None else str(self.amount)
        plain: dict[str, Any] = {"label_el": self.label_el, "amount": amount}
        for name in ("label_en", "formula", "unit", "basis", "decision"):
            if getattr(self, name):
                plain[name] = getattr(self, name)
        for name in ("base", "rate"):
            if getattr(self, name) is not None:
                plain[name] = str(getattr(self, name))
        if self.children:
            plain["children"] = [child.to_json() for child in self.children]
        return plain


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
