"""Geometry of the charts: figures in, coordinates out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from theme import formatting

WIDTH, ROW, BAR = 640, 46, 14


def bars(rows: Sequence[Mapping[str, Any]], unit: str) -> dict[str, Any]:
    """Lay out horizontal bars, one or two a row.

    :param rows: mappings with ``label``, ``value`` and optionally ``second``
    :raises ValueError: if a value is negative; a bar cannot show it
    """
    paired = any(row.get("second") is not None for row in rows)
    pitch = ROW + (BAR + 4 if paired else 0)
    values = [Decimal(str(row[key])) for row in rows for key in ("value", "second") if row.get(key) is not None]
    if any(value < 0 for value in values):
        raise ValueError("A bar chart shows amounts from zero upward; show negative amounts in a table.")
    largest = max(values, default=Decimal(0)) or Decimal(1)
    drawn = []
    for index, row in enumerate(rows):
        top = index * pitch
        drawn.append(
            {
                "label": row["label"],
                "text_y": top + 17,
                "bars": [
                    _bar(row[key], largest, top + 24 + place * (BAR + 4), place)
                    for place, key in enumerate(("value", "second"))
                    if row.get(key) is not None
                ],
                "values": [_written(row[key], unit) for key in ("value", "second") if row.get(key) is not None],
            }
        )
    return {"width": WIDTH, "height": max(len(rows) * pitch, 1), "bar": BAR, "rows": drawn, "paired": paired}


def _bar(value: Any, largest: Decimal, y: int, place: int) -> dict[str, Any]:
    length = int(Decimal(str(value)) / largest * WIDTH)
    return {"y": y, "length": length, "second": place == 1}


def _written(value: Any, unit: str) -> str:
    return formatting.euro(value) if unit == "euro" else f"{formatting.number(value)} {unit}".strip()
