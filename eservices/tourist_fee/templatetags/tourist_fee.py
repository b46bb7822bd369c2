"""Small helps of the stay fee's pages."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def item(table: Mapping[str, Any], key: str) -> Any:
    """Return an entry of a table, or nothing."""
    return table.get(key)
