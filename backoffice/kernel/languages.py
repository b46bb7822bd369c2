"""The two languages the town speaks."""

from typing import Any

from django.utils.translation import get_language


def language() -> str:
    """Return the language in which the reader is told things: Greek but for English readers."""
    return "en" if (get_language() or "el").startswith("en") else "el"


def in_language(row: Any, field: str) -> str:
    """Return a field that a row keeps twice in the reader's language, else in the other."""
    first, second = ("en", "el") if language() == "en" else ("el", "en")
    return str(getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}"))
