"""The text of letters: a few plain marks and named fields, never code.

    ## a heading          - a point of a list       1. a numbered point
    **bold**  *italic*    {{ field }}               an empty line ends a paragraph

The marks are read before fields are filled in, so that what a person's name holds is never a mark.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
MARKED = re.compile(r"(\*\*.+?\*\*|\*[^*\s](?:[^*]*[^*\s])?\*)")
POINT = re.compile(r"^[-•]\s+(.*)$")
NUMBERED = re.compile(r"^\d{1,3}[.)]\s+(.*)$")
LONGEST = 60_000

#: What a template may name; labels are translated where they are shown.
FIELDS = (
    "recipient",
    "address",
    "applicant",
    "incoming_number",
    "incoming_date",
    "incoming_subject",
    "due_on",
    "unit",
    "drafter",
    "amount",
    "today",
)


class UnknownField(ValueError):
    """A text names a field that does not exist; the argument is its name."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


def fields_in(text: str) -> list[str]:
    """Return the names that stand in double braces, in order."""
    return FIELD.findall(text)


def check_fields(text: str) -> None:
    """Hold a text against the fields that exist.

    :raises UnknownField: with the first name that is none of `FIELDS`
    """
    for name in fields_in(text):
        if name not in FIELDS:
            raise UnknownField(name)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled in; an empty value leaves a gap to be seen."""
    return FIELD.sub(lambda found: values.get(found[1]) or "……", text)


def blocks(text: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a text as blocks for the document: heading, paragraph, list or numbers.

    :raises UnknownField: if it names a field that does not exist
    """
    check_fields(text)
    found: list[dict[str, Any]] = []
    for kind, lines in _grouped(text[:LONGEST]):
        items = [[_plain(run, values) for run in _runs(line)] for line in lines]
        if kind in ("list", "numbers"):
            found.append({"kind": kind, "items": items})
        else:
            found += [{"kind": kind, "runs": item} for item in items]
    return found


def _grouped(text: str) -> Iterator[tuple[str, list[str]]]:
    open_kind, lines = "", list[str]()
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        kind, rest = _kind(line.strip())
        joins = kind == open_kind and kind not in ("", "heading")
        if open_kind and not joins:
            yield _closed(open_kind, lines)
            open_kind, lines = "", []
        if kind:
            open_kind = kind
            lines.append(rest)


def _closed(kind: str, lines: list[str]) -> tuple[str, list[str]]:
    return (kind, [" ".join(lines)]) if kind == "paragraph" else (kind, lines)


def _kind(line: str) -> tuple[str, str]:
    if not line:
        return "", ""
    if line.startswith("## "):
        return "heading", line[3:].strip()
    for kind, pattern in (("list", POINT), ("numbers", NUMBERED)):
        match = pattern.match(line)
        if match:
            return kind, match[1]
    return "paragraph", line


def _runs(line: str) -> list[Run]:
    found = []
    for part in MARKED.split(line):
        if part.startswith("**") and part.endswith("**") and len(part) > 4:
            found.append(Run(part[2:-2], bold=True))
        elif part.startswith("*") and part.endswith("*") and len(part) > 2:
            found.append(Run(part[1:-1], italic=True))
        elif part:
            found.append(Run(part))
    return found


def _plain(run: Run, values: Mapping[str, str]) -> dict[str, Any]:
    return {"text": filled(run.text, values), "bold": run.bold, "italic": run.italic}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two texts side by side; `kind` is same, changed, added or removed."""

    kind: str
    left: str = ""
    right: str = ""


def side_by_side(before: str, after: str) -> list[Row]:
    """Return two texts line by line beside each other."""
    left, right = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what == "equal":
            rows += [Row("same", line, line) for line in left[first:last]]
            continue
        gone, new = left[first:last], right[start:end]
        for index in range(max(len(gone), len(new))):
            old = gone[index] if index < len(gone) else None
            fresh = new[index] if index < len(new) else None
            rows.append(_row(old, fresh))
    return rows


def _row(old: str | None, fresh: str | None) -> Row:
    if old is None:
        return Row("added", right=fresh or "")
    if fresh is None:
        return Row("removed", left=old)
    return Row("changed", old, fresh)
