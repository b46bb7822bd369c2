"""What the language of conditions can do with values: compare, reckon, count."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from django.utils.translation import gettext as _

from .errors import ExpressionError

MAX_TEXT = 10_000
MAX_DIGITS = 28
MAX_DAYS = 1_000_000
# Wide enough for money, narrow enough that no chain of products grows without end.
RECKONING = Context(
    prec=MAX_DIGITS, Emax=40, Emin=-40, traps=[InvalidOperation, DivisionByZero, Overflow]
)
PLAIN_NUMBER = re.compile(r"-?\d{1,28}(?:\.\d{1,28})?")
PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LARGEST = Decimal(10) ** MAX_DIGITS

Value = Any


def truth(value: Value) -> bool:
    """Return a value that is yes or no."""
    if not isinstance(value, bool):
        raise ExpressionError(_("“%(value)s” is neither yes nor no.") % {"value": str(value)[:40]})
    return value


def number(value: Value) -> Decimal:
    """Return a value as a number; facts keep decimals as text."""
    if isinstance(value, bool):
        raise ExpressionError(_("Yes or no is not a number."))
    if isinstance(value, int) and abs(value) < LARGEST:
        return Decimal(value)
    if isinstance(value, Decimal) and abs(value) < LARGEST:
        return value
    if isinstance(value, str) and PLAIN_NUMBER.fullmatch(value):
        return Decimal(value)
    raise ExpressionError(_("“%(value)s” is not a number.") % {"value": str(value)[:40]})


def reckon(sign: str, left: Value, right: Value) -> Value:
    """Add, subtract, multiply or divide; texts can be joined, days counted between two dates."""
    if isinstance(left, date) and sign in "+-":
        return _reckon_days(sign, left, right)
    if sign == "+" and _is_word(left) and _is_word(right):
        if len(left) + len(right) > MAX_TEXT:
            raise ExpressionError(_("The text is too long."))
        return left + right
    one, other = number(left), number(right)
    try:
        return {
            "+": RECKONING.add,
            "-": RECKONING.subtract,
            "*": RECKONING.multiply,
            "/": RECKONING.divide,
        }[sign](one, other)
    except (InvalidOperation, DivisionByZero, Overflow):
        raise ExpressionError(_("The sum cannot be worked out.")) from None


def _reckon_days(sign: str, day: date, other: Value) -> Value:
    """Return the days from one date to another, or the date so many days away."""
    if sign == "-" and isinstance(other, date):
        return Decimal((_settle(day) - _settle(other)).days)
    days = number(other)
    if days != days.to_integral_value() or abs(days) > MAX_DAYS:
        raise ExpressionError(_("“%(value)s” is not a count of days.") % {"value": str(other)[:40]})
    try:
        return _settle(day) + timedelta(days=int(days if sign == "+" else -days))
    except OverflowError:
        raise ExpressionError(_("The sum cannot be worked out.")) from None


def _is_word(value: Value) -> bool:
    return isinstance(value, str) and not PLAIN_NUMBER.fullmatch(value)


def compare(sign: str, left: Value, right: Value) -> bool:
    """Compare two values of one kind."""
    left, right = _alike(left, right)
    if sign in ("=", "!="):
        same: bool = left == right
        return same if sign == "=" else not same
    if type(left) is not type(right) or not isinstance(left, (Decimal, str, date)):
        raise ExpressionError(
            _("“%(left)s” and “%(right)s” cannot be put in order.")
            % {"left": str(left)[:40], "right": str(right)[:40]}
        )
    verdicts: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    return verdicts[sign](left, right)


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Bring two values to one kind: facts keep numbers and days as text (they live in JSON)."""
    left, right = _settle(left), _settle(right)
    for kind, read_text in ((Decimal, _as_number), (date, _as_day)):
        if isinstance(left, kind) and isinstance(right, str):
            right = read_text(right)
        elif isinstance(right, kind) and isinstance(left, str):
            left = read_text(left)
    texts = isinstance(left, str) and isinstance(right, str)
    if texts and "." in left + right and all(map(PLAIN_NUMBER.fullmatch, (left, right))):
        return Decimal(left), Decimal(right)
    return left, right


def _settle(value: Value) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, datetime):
        return value.date()
    return value


def _as_number(text: str) -> Value:
    return Decimal(text) if PLAIN_NUMBER.fullmatch(text) else text


def _as_day(text: str) -> Value:
    if not PLAIN_DAY.match(text):
        return text
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text


def member(value: Value, among: Value) -> bool:
    """Tell whether a list, or a text, holds a value."""
    if isinstance(among, str) and isinstance(value, str):
        return value in among
    if not isinstance(among, (list, tuple)):
        raise ExpressionError(_("“in” needs a list on its right."))
    return any(compare("=", value, item) for item in among)


def same_or_member(value: Value, wanted: Value) -> bool:
    """Tell whether a value is the wanted one, or among the wanted."""
    return member(value, wanted) if isinstance(wanted, list) else compare("=", value, wanted)


def _count(value: Value) -> Decimal:
    if not isinstance(value, (list, tuple, str)):
        raise ExpressionError(_("Only lists and texts can be counted."))
    return Decimal(len(value))


def _total(value: Value) -> Decimal:
    if not isinstance(value, (list, tuple)):
        raise ExpressionError(_("Only lists can be added up."))
    total = Decimal(0)
    for item in value:
        total = RECKONING.add(total, number(item))
    return total


def _day(value: Value) -> date:
    day = _as_day(value) if isinstance(value, str) else _settle(value)
    if not isinstance(day, date):
        raise ExpressionError(_("“%(value)s” is not a day.") % {"value": str(value)[:40]})
    return day


def _lower(value: Value) -> str:
    if not isinstance(value, str):
        raise ExpressionError(_("Only a text can be written in small letters."))
    return value.lower()


FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "count": _count,
    "sum": _total,
    "date": _day,
    "number": number,
    "lower": _lower,
}
