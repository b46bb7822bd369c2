"""Conditions made of choices («show when [field] [is] [value]»), and back. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.text import fold

from . import conditions

ALL, ANY = "and", "or"
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMERIC = frozenset({"number", "money", "calculated"})
# Files, maps and groups can only be there or not.
WHOLE = frozenset({"file", "group", "point", "polygon", "address", "property", "business"})

SIGNS: dict[str, Promise] = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "one_of": gettext_lazy("is one of"),
    "holds": gettext_lazy("has chosen"),
    "more": gettext_lazy("is more than"),
    "at_least": gettext_lazy("is at least"),
    "less": gettext_lazy("is less than"),
    "at_most": gettext_lazy("is at most"),
    "answered": gettext_lazy("is answered"),
    "empty": gettext_lazy("is not answered"),
}
ORDERED = {"more": ">", "at_least": ">=", "less": "<", "at_most": "<="}
BARE = frozenset({"answered", "empty"})
YES = frozenset({"true", "yes", "ναι"})
NO = frozenset({"false", "no", "οχι"})


class UnclearChoice(ValueError):
    """A line of choices says nothing that can be asked; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: a field, a sign and a value; several values are parted by commas."""

    field: str
    sign: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Lines that must all hold, or any of them."""

    join: str
    lines: tuple[Choice, ...]


def text_of(choices: Choices, fields: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the expression of lines; none makes no condition.

    :param fields: the documents of the fields that may be asked, by key
    :raises UnclearChoice: if a line has no such field, or a value that its field cannot have
    """
    return f" {choices.join} ".join(_line(one, fields) for one in choices.lines)


def _line(one: Choice, fields: Mapping[str, Mapping[str, Any]]) -> str:
    field = fields.get(one.field)
    if field is None:
        raise UnclearChoice(_("Choose a field that is asked before this one."))
    if one.sign in BARE:
        return f"{one.field} {'!=' if one.sign == 'answered' else '='} null"
    if not one.value.strip():
        raise UnclearChoice(_("Write the value to compare with."))
    if field.get("type") in WHOLE:
        raise UnclearChoice(
            _("“%(field)s” has no single value: choose “is answered” or “is not answered”.")
            % {"field": name_of(field)}
        )
    if one.sign == "one_of":
        values = ", ".join(_literal(part, field) for part in one.value.split(",") if part.strip())
        return f"{one.field} in [{values}]"
    value = _literal(one.value, field)
    if one.sign == "holds" or (field.get("type") == "choices" and one.sign == "is"):
        return f"{value} in {one.field}"
    sign = ORDERED.get(one.sign) or {"is": "=", "is_not": "!="}[one.sign]
    return f"{one.field} {sign} {value}"


def _literal(raw: str, field: Mapping[str, Any]) -> str:
    text, kind = raw.strip(), field.get("type")
    if kind in ("yes_no", "consent"):
        return _yes_no(text, field)
    if field.get("options"):
        return f'"{_option(text, field)}"'
    if kind in NUMERIC:
        number = text.replace(",", ".")
        if not NUMBER.fullmatch(number):
            raise UnclearChoice(
                _("“%(field)s” is a number: write one, such as 3 or 2.5.")
                % {"field": name_of(field)}
            )
        return number
    if kind == "date" and not DAY.fullmatch(text):
        raise UnclearChoice(
            _("“%(field)s” is a day: write it as 2026-01-31.") % {"field": name_of(field)}
        )
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _yes_no(text: str, field: Mapping[str, Any]) -> str:
    word = fold(text)
    if word in YES:
        return "true"
    if word in NO:
        return "false"
    raise UnclearChoice(_("“%(field)s” is answered by yes or no.") % {"field": name_of(field)})


def _option(text: str, field: Mapping[str, Any]) -> str:
    wanted = fold(text)
    for option in field["options"]:
        label = option.get("label") or {}
        names = [option.get("value", ""), *(label.values() if isinstance(label, dict) else [label])]
        if wanted in [fold(str(name)) for name in names]:
            return str(option["value"])
    known = ", ".join(str(option.get("value")) for option in field["options"][:20])
    raise UnclearChoice(
        _("“%(value)s” is no answer of “%(field)s”. Its answers: %(known)s.")
        % {"value": text, "field": name_of(field), "known": known}
    )


def name_of(field: Mapping[str, Any], language: str = "el") -> str:
    """Return how a field is called: its label in a language, or its key."""
    label = field.get("label")
    if isinstance(label, Mapping):
        return str(label.get(language) or label.get("el") or field.get("key", ""))
    return str(label or field.get("key", ""))


def choices_of(text: str) -> Choices | None:
    """Return the lines of an expression, or nothing if it says more than lines can."""
    if not text.strip():
        return Choices(ALL, ())
    tree = conditions.simple(text)
    if tree is None:
        return None
    join, parts = (tree[0], tree[1:]) if tree[0] in (ALL, ANY) else (ALL, [tree])
    lines = [_read(part) for part in parts]
    if any(line is None for line in lines):
        return None
    return Choices(join, tuple(line for line in lines if line is not None))


def _read(tree: Sequence[Any]) -> Choice | None:
    sign = tree[0]
    if sign == "is":
        return Choice(tree[1], "is", "true")
    if sign == "not" and tree[1][0] == "is":
        return Choice(tree[1][1], "is", "false")
    if sign == "in":
        return Choice(tree[1], "one_of", ", ".join(_shown(word) for word in tree[2]))
    if sign == "has":
        return Choice(tree[1], "holds", _shown(tree[2]))
    if sign in ("=", "!=") and tree[2] is None:
        return Choice(tree[1], "answered" if sign == "!=" else "empty")
    if sign in ("=", "!="):
        return Choice(tree[1], "is" if sign == "=" else "is_not", _shown(tree[2]))
    ordered = {value: key for key, value in ORDERED.items()}
    return Choice(tree[1], ordered[sign], _shown(tree[2])) if sign in ordered else None


def _shown(word: Any) -> str:
    if isinstance(word, Mapping):
        return str(word["number"])
    if isinstance(word, bool):
        return "true" if word else "false"
    return str(word)


def in_words(text: str, fields: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """Return a condition as a sentence where it is made of choices, else as it is written."""
    choices = choices_of(text)
    if choices is None:
        return text
    told = [
        _told(line, fields.get(line.field.split(".")[0], {}), language) for line in choices.lines
    ]
    joined = _(" and ") if choices.join == ALL else _(" or ")
    return joined.join(told)


def _told(line: Choice, field: Mapping[str, Any], language: str) -> str:
    name = name_of(field, language) or line.field
    sign = str(SIGNS[line.sign])
    if line.sign in BARE:
        return f"«{name}» {sign}"
    return f"«{name}» {sign} «{_label(line.value, field, language)}»"


def value_in_words(line: Choice, field: Mapping[str, Any], language: str) -> str:
    """Return a line's value as staff read and write it, where that is read back the same."""
    if line.value in ("true", "false"):
        return _("Yes") if line.value == "true" else _("No")
    label = _label(line.value, field, language)
    return line.value if "," in f"{label}{line.value}" else label


def _label(value: str, field: Mapping[str, Any], language: str) -> str:
    if value in ("true", "false"):
        return _("Yes") if value == "true" else _("No")
    known = {str(option.get("value")): option for option in field.get("options") or ()}
    shown = [
        name_of({"label": known[part].get("label")}, language) if part in known else part
        for part in value.split(", ")
    ]
    return ", ".join(shown)
