from typing import Any

from django import template

from theme import styleguide

register = template.Library()


@register.simple_tag
def styleguide_samples() -> dict[str, Any]:
    return styleguide.samples()
