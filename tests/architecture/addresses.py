"""Every address of the house, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Screens and pages that packages bring, with their own rights and tests.
FOREIGN = (
    "wagtail.",
    "wagtail_localize.",
    "allauth.",
    "django.",
    "drf_spectacular.",
    "django_otp_",
)


@dataclass(frozen=True)
class Address:
    """One address: its name with namespaces, its route, what answers and its module."""

    name: str
    route: str
    module: str
    view: Any = None

    @property
    def is_ours(self) -> bool:
        """Whether the project's own code answers, and so must be in the matrix."""
        return not self.module.startswith(FOREIGN)


def addresses() -> list[Address]:
    """Return every address, each name once."""
    found = {a.name or a.route: a for a in _walk(get_resolver(), "", "")}
    return list(found.values())


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join(filter(None, [space, pattern.name]))
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield Address(name, route, view.__module__, view)
        else:
            inner = ":".join(filter(None, [space, pattern.namespace]))
            yield from _walk(pattern, route, inner)
