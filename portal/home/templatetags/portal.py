"""Tags of the public site: ``{% load portal %}``."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import Picture

from portal.home.pictures import WIDTHS, filters, sizes_of

register = template.Library()

ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def shown(image: Any, alt: str = "", kind: str = "card", first: bool = False) -> SafeString:
    """Show a picture in the formats and widths a browser may choose from.

    :param kind: small, card or wide
    :param first: whether it is seen at once; all others load when they come near
    """
    if image is None:
        return SafeString("")
    made = sizes_of(image, filters(kind))
    attrs = {"alt": alt, "decoding": "async"}
    if kind in WIDTHS:
        attrs["sizes"] = WIDTHS[kind]
    attrs |= {"fetchpriority": "high"} if first else {"loading": "lazy"}
    return mark_safe(Picture(made, attrs).__html__())  # noqa: S308  # nosec B308 B703 - Wagtail escapes attributes


@register.simple_tag
def structured_data(data: dict[str, Any]) -> SafeString:
    """Write a description for search engines; a data block that no browser runs."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPED)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        SafeString(text),  # nosec B308 B703 - markup characters are escaped above
    )


@register.filter
def host_of(url: str) -> str:
    """Return the site an address leads to."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")
