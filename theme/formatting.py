"""How amounts, days and codes are written for a reader, in Greek or English."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

ATHENS = ZoneInfo("Europe/Athens")
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
BASE_BY_RATE = "base_rate"
#: Words that explanations kept where a code stands now.
OLD_WORDS = {"base × rate": BASE_BY_RATE}


def _is_greek(language: str | None) -> bool:
    return (language or get_language() or "el").startswith("el")


def number(
    value: Decimal | int | str, places: int | None = None, language: str | None = None
) -> str:
    """Write a number with grouped thousands.

    :param places: decimals to show; None keeps those the number has
    :raises ValueError: if the value is not a number
    """
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number; pass a Decimal, an int or digits.") from None
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a number; pass a Decimal, an int or digits.")
    text = f"{abs(exact):,f}" if places is None else f"{abs(exact):,.{places}f}"
    if _is_greek(language):
        text = text.translate(str.maketrans(",.", ".,"))
    negative = exact < 0 and any(digit in text for digit in "123456789")
    return MINUS + text if negative else text


def euro(amount: Decimal | int | str, language: str | None = None) -> str:
    """Write euros: ``1.234,56 €`` in Greek, ``€1,234.56`` in English."""
    text = number(amount, 2, language)
    if _is_greek(language):
        return f"{text}{NO_BREAK}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def percent(rate: Decimal | int | str, language: str | None = None) -> str:
    """Write a rate given as a fraction: 0.005 is ``0,5%``."""
    hundredfold = (Decimal(str(rate)) * 100).normalize()
    return number(hundredfold, None, language) + "%"


def formula(
    text: str,
    base: Decimal | str | None = None,
    rate: Decimal | str | None = None,
    language: str | None = None,
) -> str:
    """Write how a step was calculated: a code with its base and rate, anything else as it is.

    :param rate: a fraction of the base
    """
    if OLD_WORDS.get(text, text) != BASE_BY_RATE or base is None or rate is None:
        return text
    return f"{number(base, None, language)} × {percent(rate, language)}"


def day(value: date) -> str:
    """Write a day as ``21/11/2026``; an instant counts as the day it is in Athens."""
    if isinstance(value, datetime):
        value = _in_athens(value)
    return f"{value:%d/%m/%Y}"


def instant(value: datetime) -> str:
    """Write an instant as ``21/11/2026, 14:05`` by the clock of Athens."""
    return f"{_in_athens(value):%d/%m/%Y, %H:%M}"


def rf_groups(code: str) -> str:
    """Write an RF payment code in groups of four, as banks print it."""
    plain = "".join(code.split())
    return NO_BREAK.join(plain[i : i + 4] for i in range(0, len(plain), 4))


def _in_athens(value: datetime) -> datetime:
    return value.astimezone(ATHENS) if value.tzinfo else value
