"""Which rows of a table surely stand on one line, how wide its columns must be, what fills a page.

Typst sets each cell of a table twice or three times: to find its column's width, its row's height,
and to place it. Where the sum of the letters' widths proves a row to be one line, the row's height
is known; that sum also serves as the width of a column of figures.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

# By weight and letter: its width in 1000ths of the size, kerned apart as far as the font ever does.
WIDTHS = Path(__file__).parent / "typst" / "fonts" / "widths.json"
UNITS = 1000
# Lengths in points, as in `house.typ`: the text's width on A4, and what it takes of a cell.
PAGE = 166 / 25.4 * 72
INSET = 4.4 / 25.4 * 72
BODY, HEAD, SUM = 10.5, 9.5, 12.0
# Lengths of a page are rounded.
SPARE = 0.1


def table(part: dict[str, Any]) -> dict[str, Any]:
    """Return the widths of a table's columns after the first, and which rows are one line.

    Nothing if a cell's width is not known or the first column would get less than half the page:
    Typst then measures all cells.
    """
    headers, cells, total = part["headers"], part["rows"], part.get("total")
    if any(len(row) != len(headers) for row in cells):
        return {}
    widths = []
    for column in range(1, len(headers)):
        needed = [
            _width(headers[column], HEAD),
            *(_width(row[column], BODY) for row in cells),
        ]
        if total is not None and column == len(headers) - 1:
            needed.append(_width(total, SUM))
        widths.append(max(needed) + INSET + SPARE)
    first = PAGE - sum(widths)
    if first < PAGE / 2:
        return {}
    lines = [_width(headers[0], HEAD) + INSET + SPARE < first]
    lines += [_holds(row[0], first - INSET) for row in cells]
    return {"widths": widths, "lines": lines + [True] * (total is not None)}


# In points: what a certificate's page has between its number and its foot, and what each part takes
# of it at least, as `house.typ` and `certificate.typ` set them; `MORE` is a further line of text.
ROOM, PARAGRAPH, FACT, LAW, MORE = 525, 17, 22.2, 14, 14
HEADING, ROW = 40, 19.9


def overflows(data: dict[str, Any]) -> bool:
    """Return whether a certificate surely takes more than a page."""
    used: float = sum(PARAGRAPH + len(text) // 100 * MORE for text in data.get("paragraphs", ()))
    used += sum(FACT + len(value) // 70 * MORE for _, value in data.get("facts", ()))
    used += LAW * len(data.get("legal", ()))
    for part in data.get("tables", ()):
        used += HEADING + ROW * (1 + len(part["rows"]) + (part.get("total") is not None))
    return used > ROOM


def _holds(text: str, width: float) -> bool:
    return _width(text, BODY) + SPARE < width


def _width(text: str, size: float) -> float:
    """Return what a text takes at most; endless if a letter is none of the font's."""
    try:
        return sum(map(_letters()["Regular"].__getitem__, text)) * size / UNITS
    except (KeyError, TypeError):
        return float("inf")


@cache
def _letters() -> dict[str, dict[str, int]]:
    widths: dict[str, dict[str, int]] = json.loads(WIDTHS.read_text(encoding="utf-8"))
    return widths
