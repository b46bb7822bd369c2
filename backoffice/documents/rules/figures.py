"""Answer times as figures: how many, how fast, how many in time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered case: its service, and the days that count for it."""

    service: str
    received_on: date
    stopped_on: date
    due_on: date | None
    suspended_days: int = 0

    @property
    def days(self) -> int:
        """How many calendar days it took, without those in which the applicant was waited for."""
        return max(0, (self.stopped_on - self.received_on).days - self.suspended_days)

    @property
    def is_in_time(self) -> bool:
        """Whether the answer came by the due day."""
        return self.due_on is None or self.stopped_on <= self.due_on


@dataclass(frozen=True, slots=True)
class Figure:
    """The answers of one month in one service."""

    month: date
    service: str
    count: int
    median_days: float
    slow_days: int
    in_time: int

    @property
    def share_in_time(self) -> int:
        """How many of a hundred came in time."""
        return round(100 * self.in_time / self.count)


def figures(answers: Iterable[Answered]) -> list[Figure]:
    """Return one figure per month and service, the newest month first."""
    groups: dict[tuple[date, str], list[Answered]] = defaultdict(list)
    for answer in answers:
        groups[answer.stopped_on.replace(day=1), answer.service].append(answer)
    made = [_figure(month, service, rows) for (month, service), rows in groups.items()]
    return sorted(made, key=lambda f: (-f.month.toordinal(), f.service))


def _figure(month: date, service: str, rows: list[Answered]) -> Figure:
    days = sorted(row.days for row in rows)
    # Nine of ten were answered within this many days.
    slow = days[min(len(days) - 1, -(-9 * len(days) // 10) - 1)]
    in_time = sum(row.is_in_time for row in rows)
    return Figure(month, service, len(rows), float(median(days)), slow, in_time)
