"""The town as documents and mails name it; whoever publishes the site says how."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from .registry import Registry

# `site` → a function of the language that returns name, address, phones, email.
LETTERHEAD: Registry[Callable[[str], dict[str, Any]]] = Registry("letterhead")


def letterhead(language: str) -> dict[str, Any]:
    """Return what stands on top of every document: the name and, where known, the contacts."""
    if "site" in LETTERHEAD.kinds():
        return LETTERHEAD.get("site")(language)
    return {"name": settings.WAGTAIL_SITE_NAME}
