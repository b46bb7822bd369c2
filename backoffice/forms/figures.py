"""Numbers as programs and as Greeks write them."""

import re
from decimal import Decimal
from typing import Any

PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?", re.ASCII)
ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3}){1,4}\.\d{1,12}|-?\d{1,3}(?:,\d{3}){2,4}", re.ASCII)
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3}){1,4}", re.ASCII)
GREEK = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4}),\d{1,12}", re.ASCII)


def decimal_of(raw: Any) -> Decimal | None:
    """Return a number as programs (`1234.5`) or Greeks (`1.234,5`) write it."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float | Decimal):
        return _bounded(raw)
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    text = "".join(raw.split()).removesuffix("€").replace("\N{MINUS SIGN}", "-")
    if GREEK.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text) if PLAIN.fullmatch(text) else None


def _bounded(raw: int | float | Decimal) -> Decimal | None:
    if isinstance(raw, int) and abs(raw) >= 10**15:
        return None
    value = Decimal(str(raw))
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def plain(value: Decimal) -> str:
    """Write a number without exponent and without needless zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def typed(text: str, decimals: int) -> str:
    """Return a number typed by a person as programs write it, or the text itself if it is none.

    The comma is the decimal mark, as in Greek; dots that part three figures part thousands.
    """
    tight = "".join(text.split()).removesuffix("€").replace("\N{MINUS SIGN}", "-")
    if ENGLISH.fullmatch(tight):
        return tight.replace(",", "")
    if GREEK.fullmatch(tight):
        return tight.replace(".", "").replace(",", ".")
    if decimals <= 2 and THOUSANDS.fullmatch(tight):
        return tight.replace(".", "")
    return tight if PLAIN.fullmatch(tight) else text


def shown_number(value: Decimal) -> str:
    """Write a bound for a reader."""
    return plain(value).replace(".", ",")
