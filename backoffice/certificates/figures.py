"""Figures that a law or decision sets for a kind of certificate: shipped with their basis, by day.

What the town enters of its own (`services.set_figure`) goes before what is shipped.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .errors import FigureUnfit

SHIPPED = Path(__file__).parent / "data" / "figures.json"
Figures = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shipped:
    """One figure as shipped.

    :ivar value: a whole number, a decimal or a fraction such as 1/3
    :ivar basis: the law or decision that says so
    """

    key: str
    title_el: str
    title_en: str
    value: str
    valid_from: date
    basis: str


def read(path: Path) -> dict[str, tuple[Shipped, ...]]:
    """Return the figures of a file by kind."""
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return {kind: tuple(_shipped(row) for row in rows) for kind, rows in found.items()}


def _shipped(row: Mapping[str, Any]) -> Shipped:
    number(row["value"])
    return Shipped(**{**row, "valid_from": date.fromisoformat(row["valid_from"])})


def number(text: str) -> Fraction:
    """Return a figure as a number, exact.

    :raises FigureUnfit: if it is none, or not above zero
    """
    try:
        found = Fraction(text.replace(",", ".").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0 or len(text) > 20:
        raise FigureUnfit(_("Write a number above zero, such as 60, 0,8 or 1/3."))
    return found


def shipped_on(shipped: tuple[Shipped, ...], on: date) -> dict[str, Fraction]:
    """Return what applies on a day of what is shipped."""
    rows = sorted((row for row in shipped if row.valid_from <= on), key=lambda row: row.valid_from)
    return {row.key: number(row.value) for row in rows}


def percent(share: Fraction) -> str:
    """Return a share for the reader, such as 80 %."""
    written = f"{float(share * 100):.1f}".rstrip("0").rstrip(".")
    return f"{written.replace('.', ',')} %"
