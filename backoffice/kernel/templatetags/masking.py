"""Numbers of people in lists, masked."""

from django import template

from backoffice.kernel.masking import mask

register = template.Library()


@register.filter
def masked(value: object, kind: str) -> str:
    """Write a number or address of a person with its middle hidden, as `row.afm|masked:"afm"`."""
    return mask(value, kind)
