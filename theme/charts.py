"""Geometry of the charts: figures in, lengths out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from theme import formatting

# The bar is drawn on this width and stretched to the place it gets.
WIDTH = 1000
KEYS = ("value", "second")
HEIGHT = 200


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


def steps(points: Sequence[tuple[date, Decimal]], last: date) -> dict[str, Any]:
    """Lay out an amount that stays from day to day until it changes, as a line of steps.

    :param points: days, the earliest first, each with the euros from that day on
    :param last: the day at which the line ends
    :return: the path of the line, the height of zero, and what the axes say
    """
    if not points:
        return {}
    amounts = [amount for _day, amount in points]
    high, low = max(*amounts, Decimal(0)), min(*amounts, Decimal(0))
    first = points[0][0]
    days = max((last - first).days, 1)

    def across(day: date) -> int:
        return int((day - first).days * WIDTH / days)

    def down(amount: Decimal) -> int:
        return int((high - amount) * HEIGHT / ((high - low) or 1))

    path = f"M0 {down(Decimal(0))}"
    path += "".join(f"H{across(day)}V{down(amount)}" for day, amount in points)
    peak = max(points, key=lambda point: point[1])
    return {
        "width": str(WIDTH),
        "height": str(HEIGHT),
        "path": f"{path}H{WIDTH}",
        "zero": str(down(Decimal(0))),
        "first": formatting.day(first),
        "last": formatting.day(last),
        "highest": formatting.euro(peak[1]),
        "highest_on": formatting.day(peak[0]),
        "now": formatting.euro(amounts[-1]),
    }


def _length(amount: Decimal, largest: Decimal) -> str:
    return str(int(amount / largest * WIDTH)) if largest else "0"


def _written(amount: Decimal, unit: str) -> str:
    if unit == "euro":
        return formatting.euro(amount)
    return f"{formatting.number(amount)} {unit}".strip()
