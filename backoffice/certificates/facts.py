"""The typed facts that somebody states for a certificate: read from a form or case, written out.

Values are plain: days as ISO dates, numbers as text, so that a row keeps them as they were stated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from theme.formatting import day

Text = str | Promise
LONGEST = {"text": 300, "long_text": 20_000}
MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a kind of certificate.

    :param type: text, long_text, date, time, number, count, choice, choices, rows or yes_no
    :ivar options: values and their titles, of a choice
    :ivar columns: titles of the columns, of rows
    :ivar is_listed: whether it stands in the list of facts; else the kind puts it into sentences
    """

    key: str
    type: str
    title: Text
    hint: Text = ""
    required: bool = True
    options: Sequence[tuple[str, Text]] = ()
    columns: Sequence[Text] = ()
    is_listed: bool = True


def read(facts: Sequence[Fact], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was stated as plain values, and what is wrong with it by the facts' keys."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for fact in facts:
        given = raw.get(fact.key)
        if given in (None, "", [], ()):
            if fact.required:
                errors[fact.key] = _("State “%(fact)s”.") % {"fact": fact.title}
            continue
        try:
            values[fact.key] = READERS[fact.type](fact, given)
        except (ValueError, TypeError, InvalidOperation) as error:
            errors[fact.key] = str(error) if isinstance(error, Unfit) else _wrong(fact)
    for name in sorted(set(raw) - {fact.key for fact in facts}):
        errors[name] = _("This certificate has no fact “%(name)s”.") % {"name": name}
    return values, errors


class Unfit(ValueError):
    """A value that says itself what is wrong."""


def _wrong(fact: Fact) -> str:
    asked = {
        "date": _("Write a day as 21/11/2026."),
        "time": _("Write the hour as 19:00."),
        "number": _("Write a number, not below zero."),
        "count": _("Write a whole number, not below zero."),
        "choice": _("Choose one of the list."),
        "choices": _("Choose from the list."),
    }
    return asked.get(fact.type, _("This cannot be read; write it again."))


def _text(fact: Fact, given: Any) -> str:
    if not isinstance(given, (str, int)) or isinstance(given, bool):
        raise TypeError
    text = str(given).strip()
    if not text or len(text) > LONGEST[fact.type]:
        raise Unfit(_("Write at most %(count)s characters.") % {"count": LONGEST[fact.type]})
    return text


def _date(fact: Fact, given: Any) -> str:
    if isinstance(given, datetime):
        raise TypeError
    found = given if isinstance(given, date) else date.fromisoformat(str(given))
    return found.isoformat()


def _time(fact: Fact, given: Any) -> str:
    found = given if isinstance(given, time) else time.fromisoformat(str(given))
    return found.strftime("%H:%M")


def _number(fact: Fact, given: Any) -> str:
    if isinstance(given, bool):
        raise TypeError
    found = Decimal(str(given))
    if not found.is_finite() or found < 0 or found >= 10**9:
        raise ValueError
    return format(found, "f")


def _count(fact: Fact, given: Any) -> int:
    found = Decimal(_number(fact, given))
    if found != found.to_integral_value():
        raise ValueError
    return int(found)


def _choice(fact: Fact, given: Any) -> str:
    if given not in {value for value, _title in fact.options}:
        raise ValueError
    return str(given)


def _choices(fact: Fact, given: Any) -> list[str]:
    if not isinstance(given, (list, tuple)):
        raise TypeError
    return [_choice(fact, value) for value in dict.fromkeys(given)]


def _rows(fact: Fact, given: Any) -> list[list[str]]:
    lines = given.splitlines() if isinstance(given, str) else given
    if not isinstance(lines, (list, tuple)):
        raise TypeError
    found = [_row(fact, line) for line in lines if not isinstance(line, str) or line.strip()]
    if len(found) > MOST_ROWS:
        raise Unfit(_("Write at most %(count)s lines.") % {"count": MOST_ROWS})
    return found


def _row(fact: Fact, line: Any) -> list[str]:
    parts = line.split(";") if isinstance(line, str) else line
    if not isinstance(parts, (list, tuple)):
        raise TypeError
    cells = [str(part).strip()[:200] for part in parts]
    if len(cells) != len(fact.columns) or not all(cells):
        columns = "; ".join(str(title) for title in fact.columns)
        raise Unfit(_("Write one line each: %(columns)s.") % {"columns": columns})
    return cells


def _yes_no(fact: Fact, given: Any) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


READERS: dict[str, Callable[[Fact, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "date": _date,
    "time": _time,
    "number": _number,
    "count": _count,
    "choice": _choice,
    "choices": _choices,
    "rows": _rows,
    "yes_no": _yes_no,
}


def written(fact: Fact, value: Any) -> str:
    """Return a value for the reader, in the language that is active."""
    if fact.type == "date":
        return day(date.fromisoformat(value))
    if fact.type == "number":
        return str(value).replace(".", ",")
    if fact.type in ("choice", "choices"):
        titles = dict(fact.options)
        chosen = [value] if fact.type == "choice" else value
        return ", ".join(str(titles.get(item, item)) for item in chosen)
    if fact.type == "yes_no":
        return _("yes") if value else _("no")
    if fact.type == "rows":
        return " · ".join(", ".join(row) for row in value)
    return str(value)


def listed(facts: Sequence[Fact], values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return labels and values of the facts that stand in the list; rows become tables."""
    return [
        (str(fact.title), written(fact, values[fact.key]))
        for fact in facts
        if fact.is_listed and fact.type != "rows" and fact.key in values
    ]
