"""Filters and pages of a list, as plain values."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format


def page_of(rows: Any, number: str | None, size: int) -> Page:
    """Return one page of a list; a number that is not there gives the nearest one."""
    return Paginator(rows, size).get_page(number)


def month_of(text: str | None) -> date | None:
    """Read `2026-11` as the first day of that month; anything else is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def next_month(first: date) -> date:
    """Return the first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def month_choice(first: date) -> dict[str, str]:
    """Return a month as it stands in a filter."""
    return {"value": f"{first:%Y-%m}", "label": date_format(first, "F Y")}
