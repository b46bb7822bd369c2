"""Points and places: pure. What earns points is data; here is only how they are counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from backoffice.procedures.engine import language, values
from backoffice.procedures.engine.errors import StepError

POINT = Decimal("0.01")


class Result(TextChoices):
    """What came of an application in a list."""

    ADMITTED = "admitted", pgettext_lazy("ranked", "selected")
    WAITING = "waiting", pgettext_lazy("ranked", "next in line")
    LEFT_OUT = "left_out", pgettext_lazy("ranked", "left out")


@dataclass(frozen=True, slots=True)
class Line:
    """One rule and what it gave.

    :ivar text: what earned the points, by language
    :ivar trouble: why the rule could not be worked out, if so
    """

    text: Mapping[str, str]
    points: Decimal
    trouble: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {"text": dict(self.text), "points": str(self.points), "trouble": self.trouble}


def score(
    rules: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], on: date
) -> tuple[Decimal, list[Line]]:
    """Return the points of an application and the rules that gave them.

    :param rules: each gives `points` where `if` holds, or as many as `value` comes to
    """
    known = {**answers, "today": on}
    lines = [_line(rule, known) for rule in rules]
    earned = [line for line in lines if line.points or line.trouble]
    return sum((line.points for line in earned), Decimal(0)).quantize(POINT), earned


def _line(rule: Mapping[str, Any], known: Mapping[str, Any]) -> Line:
    text = rule.get("text") or {"el": str(rule.get("key", "")), "en": str(rule.get("key", ""))}
    try:
        return Line(text, _points(rule, known))
    except StepError as error:
        # An answer is missing: no points for it, and whoever checks the list sees why.
        return Line(text, Decimal(0), str(error))


def _points(rule: Mapping[str, Any], known: Mapping[str, Any]) -> Decimal:
    condition = str(rule.get("if") or "")
    if condition and not language.read(condition).holds(known):
        return Decimal(0)
    if rule.get("value"):
        worked_out = language.read(str(rule["value"])).value(known)
        return values.number(worked_out).quantize(POINT)
    return Decimal(str(rule.get("points") or 0)).quantize(POINT)


def faults(rules: Any) -> list[str]:
    """Return what is wrong with rules that somebody wrote: one sentence each."""
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return ["["]
    found = []
    for rule in rules:
        for name in ("if", "value"):
            try:
                language.read(str(rule.get(name) or "true"))
            except StepError as error:
                found.append(str(error))
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application among others.

    :ivar filed: what comes first when points are the same: the moment and the number of filing
    """

    key: int
    points: Decimal
    filed: Any
    is_out: bool = False


def placed(
    candidates: Iterable[Candidate], places: int
) -> list[tuple[Candidate, int | None, Result]]:
    """Return candidates with place and result: most points first, then whoever filed first.

    :param places: how many are selected; those left out take no place
    """
    rows = list(candidates)
    inside = sorted(
        (row for row in rows if not row.is_out), key=lambda row: (-row.points, row.filed)
    )
    ranked: list[tuple[Candidate, int | None, Result]] = [
        (row, place, Result.ADMITTED if place <= places else Result.WAITING)
        for place, row in enumerate(inside, 1)
    ]
    outside = sorted((row for row in rows if row.is_out), key=lambda row: row.filed)
    return ranked + [(row, None, Result.LEFT_OUT) for row in outside]
