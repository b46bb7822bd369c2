"""Answers kept whole for visitors who brought nothing personal.

An answer is kept under the content's version (see versions.py), so it is never stale; a visitor
with any cookie this module does not know is answered anew.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import InvalidCacheBackendError, caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from . import versions

# These say nothing about a person: which language somebody reads, and Django's own form key.
HARMLESS_COOKIES = frozenset({settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME})
# Only these parameters make another page; anything else would let a stranger fill the cache.
PARAMETERS = frozenset(
    {"page", "category", "month", "limit", "offset", "type", "locale", "fields", "order", "v"}
)
LONGEST_QUERY = 200
LIFETIME = 60
KEPT_HEADERS = ("Content-Type", "Content-Language", "Vary", "Link", "Content-Disposition")


@dataclass(frozen=True)
class Kept:
    """One answer as it left the views."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str


def keep(response: HttpResponse, until: datetime | None = None) -> HttpResponse:
    """Mark an answer as the same for every visitor.

    :param until: the instant after which it would be wrong, as an alert that ends
    """
    response.for_everybody = True  # type: ignore[attr-defined]
    response.good_until = until  # type: ignore[attr-defined]
    return response


class PageCacheMiddleware:
    """Answer anonymous visitors from memory while the content's version stands still."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the kept answer, or make one and keep it when it is for everybody."""
        if not _is_anonymous_reading(request):
            return self.get_response(request)
        key = _key(request)
        kept = store().get(key)
        if kept is not None:
            return _answer(request, kept)
        response = self.get_response(request)
        if not _may_be_kept(response):
            return response
        lifetime = _lifetime(response)
        if lifetime <= 0:
            return response
        kept = _kept(response)
        store().set(key, kept, lifetime)
        return _answer(request, kept)


def answer_reader(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a signed-in reader with what everybody sees; the page itself holds nothing personal.

    Staff see their own bar and waiting messages must be shown, so both are answered anew.
    """
    if not _is_plain_reader(request):
        return make()
    key = _key(request)
    kept = store().get(key)
    if kept is None:
        response = make()
        if hasattr(response, "render"):
            response = response.render()
        if not _may_be_kept(response) or _lifetime(response) <= 0:
            return response
        kept = _kept(response)
        store().set(key, kept, _lifetime(response))
    return _answer(request, kept)


def _is_plain_reader(request: HttpRequest) -> bool:
    if request.user.is_staff or request.user.is_superuser or not _has_known_query(request):
        return False
    return not len(get_messages(request))


def store() -> Any:
    """Return the cache that holds answers."""
    try:
        return caches["pages"]
    except InvalidCacheBackendError:
        return caches["default"]


def _is_anonymous_reading(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or "Authorization" in request.headers:
        return False
    if not HARMLESS_COOKIES.issuperset(request.COOKIES):
        return False
    return _has_known_query(request)


def _has_known_query(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return not query or (len(query) <= LONGEST_QUERY and PARAMETERS.issuperset(request.GET))


def _key(request: HttpRequest) -> str:
    parts = (
        request.scheme or "",
        request.headers.get("Host", ""),
        request.path,
        request.META.get("QUERY_STRING", ""),
        # The content API answers a browser with a page and a program with JSON.
        request.headers.get("Accept", "") if request.path.startswith("/api/") else "",
    )
    digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
    return f"{versions.current()}:{digest}"


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        getattr(response, "for_everybody", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
    )


def _lifetime(response: HttpResponse) -> int:
    until = getattr(response, "good_until", None)
    if until is None:
        return LIFETIME
    return min(LIFETIME, int((until - timezone.now()).total_seconds()))


def _kept(response: HttpResponse) -> Kept:
    body = response.content
    headers = tuple((name, response[name]) for name in KEPT_HEADERS if name in response)
    return Kept(body, headers, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    if kept.etag in _asked_for(request):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.body)
    for name, value in kept.headers:
        response[name] = value
    response["ETag"] = kept.etag
    # The browser may keep it but asks each time, so a publication is seen at once.
    response["Cache-Control"] = "no-cache"
    return response


def _asked_for(request: HttpRequest) -> list[str]:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return [tag.removeprefix("W/") for tag in known]
