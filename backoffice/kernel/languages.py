"""The two languages the town speaks."""

from django.utils.translation import get_language


def language() -> str:
    """Return the language in which the reader is told things: Greek but for English readers."""
    return "en" if (get_language() or "el").startswith("en") else "el"
