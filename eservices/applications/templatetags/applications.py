"""What the templates of applications need besides the theme."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key, or the key itself."""
    return found.get(key, key)
