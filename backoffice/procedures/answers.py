"""Answers of a task's form: brought to their types, or refused field by field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backoffice.kernel.money import cents

from .engine.net import FormField
from .errors import AnswersRefused

KINDS = ("text", "number", "money", "date", "choice", "yes_no")
MAX_TEXT = 4_000


def read_answers(fields: Sequence[FormField], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a form as facts.

    A task without a form takes what it is given, for calls by other modules.

    :raises AnswersRefused: with what is wrong, by field
    """
    if not fields:
        return dict(given)
    known = {field.name for field in fields}
    errors = {
        name: _("The form has no question “%(name)s”.") % {"name": name}
        for name in given
        if name not in known
    }
    answers: dict[str, Any] = {}
    for field in fields:
        try:
            answers[field.name] = _read(field, given.get(field.name))
        except (ValueError, TypeError, InvalidOperation):
            errors[field.name] = _wrong(field)
        except LookupError:
            errors[field.name] = _("Answer “%(label)s”.") % {"label": _label(field)}
    if errors:
        raise AnswersRefused(errors)
    return answers


def _read(field: FormField, value: Any) -> Any:
    if value is None or value == "":
        if field.required:
            raise LookupError
        return None
    if field.kind == "choice":
        if value not in {choice.value for choice in field.choices}:
            raise ValueError
        return value
    return READERS[field.kind](value)


def _label(field: FormField) -> str:
    return field.label(get_language() or "el")


def _wrong(field: FormField) -> str:
    wanted = {
        "number": _("a number, such as 12 or 12.5"),
        "money": _("an amount in euros, such as 1234.56"),
        "date": _("a day, such as 2026-11-30"),
        "choice": _("one of the answers listed"),
        "yes_no": _("yes or no"),
        "text": _("a text of at most %(max)d characters") % {"max": MAX_TEXT},
    }[field.kind]
    return _("“%(label)s” needs %(wanted)s.") % {"label": _label(field), "wanted": wanted}


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise ValueError
    return number


def _money(value: Any) -> Decimal:
    amount = _number(value)
    if amount != cents(amount):
        raise ValueError
    return cents(amount)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _text(value: Any) -> str:
    text = str(value)
    if len(text) > MAX_TEXT or "\x00" in text:
        raise ValueError
    return text


def _yes_no(value: Any) -> bool:
    answers = {"true": True, "yes": True, "on": True, "false": False, "no": False}
    if str(value).lower() not in answers:
        raise ValueError
    return answers[str(value).lower()]


READERS: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _day,
    "yes_no": _yes_no,
}
