"""What a draft would have done to answers that were sent. Pure; the report names no person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from . import answers, fields
from .submissions import Source, Submission

LIMIT = 200
EXAMPLES = 5
LANGUAGES = ("el", "en")


@dataclass(slots=True)
class Found:
    """What happened to some submissions in the same way."""

    facts: dict[str, Any]
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, code: str) -> None:
        """Count one more submission."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(code)

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {**self.facts, "count": self.count, "examples": self.examples}


@dataclass(slots=True)
class Report:
    """What a draft would do to the submissions seen so far."""

    seen: int = 0
    same: int = 0
    fails: dict[Any, Found] = field(default_factory=dict)
    lost: dict[Any, Found] = field(default_factory=dict)
    fees: dict[Any, Found] = field(default_factory=dict)
    routes: dict[Any, Found] = field(default_factory=dict)
    failing: int = 0
    losing: int = 0

    def note(self, kind: str, key: Any, code: str, facts: dict[str, Any]) -> None:
        """Count a submission under what happened to it."""
        table: dict[Any, Found] = getattr(self, kind)
        table.setdefault(key, Found(facts)).add(code)

    def to_json(self) -> dict[str, Any]:
        """Return the report as it is kept with the version, the commonest first."""
        tables = {
            kind: [one.to_json() for one in sorted(found.values(), key=lambda one: -one.count)]
            for kind, found in (
                ("fails", self.fails),
                ("lost", self.lost),
                ("fees", self.fees),
                ("routes", self.routes),
            )
        }
        counts = {"seen": self.seen, "same": self.same, "failing": self.failing}
        return {**counts, "losing": self.losing, **tables}


@dataclass(frozen=True, slots=True)
class Trial:
    """A form under trial: the draft, and the forms that the answers were given to.

    :param key: the key of the form, by which sources know fees and ways
    """

    key: str
    draft: fields.Form
    before: Mapping[int, fields.Form]

    def see(self, report: Report, one: Submission, source: Source) -> None:
        """Run one submission through the draft and note what is different."""
        today = one.submitted_on
        old = answers.check(self.before[one.version_id], one.values, today=today)
        given = known(self.draft, one.values)
        new = answers.check(self.draft, given, today=today)
        fails = {path: text for path, text in new.errors.items() if path not in old.errors}
        lost = _lost(one.values, new.values, fails)
        report.seen += 1
        report.failing += bool(fails)
        report.losing += bool(lost)
        for path in fails:
            self._note_failure(report, one, path)
        for path in sorted(lost):
            label = _label(self.before[one.version_id], path)
            report.note("lost", path, one.code, {"field": path, "label": label})
        moved = not fails and self._note_moves(report, one, source, (old.values, new.values))
        report.same += not (fails or lost or moved)

    def _note_failure(self, report: Report, one: Submission, path: str) -> None:
        place = plain_path(path)
        told = {}
        for language in LANGUAGES:
            with override(language):
                given = known(self.draft, one.values)
                checked = answers.check(self.draft, given, today=one.submitted_on)
                told[language] = without_answers(checked.errors.get(path, ""), one.values)
        facts = {"field": place, "label": _label(self.draft, place), "message": told}
        report.note("fails", (place, told["el"]), one.code, facts)

    def _note_moves(
        self, report: Report, one: Submission, source: Source, values: tuple[Any, Any]
    ) -> bool:
        fees = [source.fee_of(self.key, each, one.submitted_on) for each in values]
        routes = [source.route_of(self.key, each) for each in values]
        if fees[0] != fees[1]:
            facts = {"before": _amount(fees[0]), "after": _amount(fees[1])}
            report.note("fees", tuple(fees), one.code, facts)
        if routes[0] != routes[1]:
            facts = {"before": routes[0], "after": routes[1]}
            report.note("routes", tuple(routes), one.code, facts)
        return fees[0] != fees[1] or routes[0] != routes[1]


def known(form: fields.Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the questions that a form has; the others are lost, not wrong."""
    kept: dict[str, Any] = {}
    for key, value in values.items():
        field = form.fields.get(key)
        if field is None:
            continue
        if field.type == "group" and isinstance(value, list):
            value = [
                {name: inner for name, inner in row.items() if name in field.by_key}
                if isinstance(row, Mapping)
                else row
                for row in value
            ]
        kept[key] = value
    return kept


def plain_path(path: str) -> str:
    """Return the path of an answer without the numbers of rows, such as `owners.afm`."""
    return ".".join(
        part
        for part in path.replace("[", ".").replace("]", "").split(".")
        if part and not part.isdecimal()
    )


def without_answers(message: str, values: Mapping[str, Any]) -> str:
    """Return a message, or a general one if it repeats something that the person wrote."""
    if any(len(text) > 3 and text in message for text in _texts(values)):
        return _("The answer is not accepted.")
    return message


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _answered(values: Mapping[str, Any], under: str = "") -> Iterator[str]:
    """Walk over the paths of what was answered; a row of a group counts by its questions."""
    for key, value in values.items():
        if value in (None, "", [], {}):
            continue
        rows: Iterable[Any] = value if isinstance(value, list) else ()
        rows = [row for row in rows if isinstance(row, Mapping) and "id" not in row]
        if rows:
            for row in rows:
                yield from _answered(row, f"{under}{key}.")
        else:
            yield f"{under}{key}"


def _lost(given: Mapping[str, Any], kept: Mapping[str, Any], fails: Mapping[str, str]) -> set[str]:
    failing = {plain_path(path) for path in fails}
    gone = set(_answered(given)) - set(_answered(kept))
    return {path for path in gone if path not in failing and path.split(".")[0] not in failing}


def _label(form: fields.Form, path: str) -> dict[str, str]:
    first, _dot, rest = path.partition(".")
    found = form.fields.get(first)
    if found is not None and rest:
        found = found.by_key.get(rest.split(".")[0], found)
    if found is None:
        return dict.fromkeys(LANGUAGES, path)
    return {language: found.label.of(language) for language in LANGUAGES}


def _amount(fee: Decimal | None) -> str | None:
    return None if fee is None else str(fee)


def newest(sources: Sequence[Source], form_key: str, limit: int) -> list[tuple[Submission, Source]]:
    """Return the last submissions of a form over every source, the newest first."""
    found = [(one, source) for source in sources for one in source.latest(form_key, limit)]
    found.sort(key=lambda pair: pair[0].submitted_on, reverse=True)
    return found[:limit]
