"""Fields that are kept in both languages side by side."""

from typing import Any

from django.utils.translation import get_language


def in_language(row: Any, field: str) -> str:
    """Return such a field in the reader's language, else in the other."""
    first, second = ("el", "en") if (get_language() or "el").startswith("el") else ("en", "el")
    return str(getattr(row, f"{field}_{first}") or getattr(row, f"{field}_{second}"))
