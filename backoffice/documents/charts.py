"""Charts as plain numbers; the template draws them as SVG, and a table says the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from .rules.figures import Figure

WIDTH, HEIGHT, FOOT = 640, 220, 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: where its bar stands, how high, and what it says."""

    month: date
    x: int
    y: int
    width: int
    height: int
    label_x: int
    days: int
    count: int


def bars_by_month(rows: Iterable[Figure]) -> list[Bar]:
    """Return a bar per month, as high as the median of its services' days, the oldest first."""
    by_month: dict[date, list[Figure]] = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
    if not by_month:
        return []
    days = {month: round(median(f.median_days for f in found)) for month, found in by_month.items()}
    highest, step = max(1, *days.values()), WIDTH // len(days)
    room = HEIGHT - FOOT - 20
    made = []
    for index, month in enumerate(sorted(days)):
        height = max(2, round(room * days[month] / highest))
        width = min(48, max(6, step - 10))
        x = index * step + (step - width) // 2
        made.append(
            Bar(
                month,
                x,
                HEIGHT - FOOT - height,
                width,
                height,
                x + width // 2,
                days[month],
                sum(f.count for f in by_month[month]),
            )
        )
    return made
