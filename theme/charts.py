"""Geometry of the charts: figures in, lengths out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from theme import formatting

# The bar is drawn on this width and stretched to the place it gets.
WIDTH = 1000
KEYS = ("value", "second")


def bars(rows: Sequence[Mapping[str, Any]], unit: str) -> dict[str, Any]:
    """Lay out horizontal bars, one or two a row.

    :param rows: mappings with ``label``, ``value`` and optionally ``second``
    :param unit: ``euro`` or the word for what is counted
    :raises ValueError: if a value is negative; a bar cannot show it
    """
    amounts = [[Decimal(str(row[k])) for k in KEYS if row.get(k) is not None] for row in rows]
    if any(amount < 0 for group in amounts for amount in group):
        raise ValueError("A bar chart starts at zero; show negative amounts in a table.")
    largest = max((amount for group in amounts for amount in group), default=Decimal(0))
    return {
        # Text, because a template would group the thousands of a number.
        "width": str(WIDTH),
        "paired": any(len(group) > 1 for group in amounts),
        "rows": [
            {
                "label": row["label"],
                "values": [_written(amount, unit) for amount in group],
                "bars": [
                    {"length": _length(amount, largest), "written": _written(amount, unit)}
                    for amount in group
                ],
            }
            for row, group in zip(rows, amounts, strict=True)
        ],
    }


def _length(amount: Decimal, largest: Decimal) -> str:
    return str(int(amount / largest * WIDTH)) if largest else "0"


def _written(amount: Decimal, unit: str) -> str:
    if unit == "euro":
        return formatting.euro(amount)
    return f"{formatting.number(amount)} {unit}".strip()
