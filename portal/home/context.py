"""What every page's frame shows: town, menu, languages, alerts."""

from typing import Any

from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the base template."""
    return {}
