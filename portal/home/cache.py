"""Answers kept whole for visitors who brought nothing personal.

An answer is kept under the content's version (see versions.py), so it is never stale; a visitor
with any cookie this module does not know is answered anew.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import brotli
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import InvalidCacheBackendError, caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from . import versions
from .languages import has_switched

# These say nothing about a person: which language somebody reads, and Django's own form key.
HARMLESS_COOKIES = frozenset({settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME})
# Only these parameters make another page; anything else would let a stranger fill the cache.
PARAMETERS = frozenset(
    {
        "page",
        "category",
        "month",
        "topic",
        "event",
        "limit",
        "offset",
        "type",
        "locale",
        "fields",
        "order",
        "v",
    }
)
LONGEST_QUERY = 200
LIFETIME = 60
# What one server says of one delivery; everything else belongs to the answer, policies included.
NOT_KEPT = frozenset({"date", "content-length", "set-cookie", "etag", "cache-control"})
#: The best first. What is kept holds no secret, so its packed length betrays none.
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=9),
    "gzip": lambda body: gzip.compress(body, compresslevel=9, mtime=0),
}
WORTH_PACKING = ("text/", "application/json", "application/xml", "application/atom+xml")
SMALLEST_TO_PACK = 400
#: Seconds that a thread waits for another one of its process that makes the same answer.
PATIENCE = 5.0


@dataclass(frozen=True)
class Kept:
    """One answer as it left the views."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    packed: Mapping[str, bytes]


#: Remembered for an address whose answer is no two visitors' own, such as a page with a form.
NOBODYS = "nobody's"


def keep(response: HttpResponse, until: datetime | None = None) -> HttpResponse:
    """Mark an answer as the same for every visitor.

    :param until: the instant after which it would be wrong, as an alert that ends
    """
    response.for_everybody = True  # type: ignore[attr-defined]
    response.good_until = until  # type: ignore[attr-defined]
    return response


class Flights:
    """One maker for each answer: of several threads that miss it, the first one makes it."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._makers: dict[str, tuple[Lock, int]] = {}

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Wait until nobody else makes the answer, but not for ever."""
        with self._guard:
            lock, waiting = self._makers.get(key, (Lock(), 0))
            self._makers[key] = lock, waiting + 1
        is_ours = lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if is_ours:
                lock.release()
            with self._guard:
                lock, waiting = self._makers.pop(key)
                if waiting > 1:
                    self._makers[key] = lock, waiting - 1


FLIGHTS = Flights()


class PageCacheMiddleware:
    """Answer anonymous visitors from memory while the content's version stands still.

    It stands above everything that writes headers and keeps them with the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the kept answer, or make one and keep it when it is for everybody."""
        if not _is_anonymous_reading(request):
            return self.get_response(request)
        key = _key(request)
        kept = store().get(key)
        if kept is None:
            with FLIGHTS.alone(key):
                kept = store().get(key)
                if kept is None:
                    return self._make(request, key)
        return self.get_response(request) if kept == NOBODYS else _answer(request, kept)

    def _make(self, request: HttpRequest, key: str) -> HttpResponse:
        response = self.get_response(request)
        lifetime = _lifetime(response)
        if _may_be_kept(response) and lifetime > 0 and not hasattr(request, "_csp_nonce"):
            kept = _kept(response)
            store().set(key, kept, lifetime)
            return _answer(request, kept)
        if response.status_code == 200:
            # The next ones need not wait for each other.
            store().set(key, NOBODYS, LIFETIME)
        return response


def answer_reader(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a signed-in reader with what everybody sees; the page itself holds nothing personal.

    Staff see their own bar and waiting messages must be shown, so both are answered anew.
    """
    if not _is_plain_reader(request):
        return make()
    key = _key(request)
    kept = store().get(key)
    if isinstance(kept, Kept):
        return _answer(request, kept)
    # Made below the middleware that writes headers, so strangers are not answered with it.
    key = f"read:{key}"
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
    if request.method not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in request.META:
        return False
    if not HARMLESS_COOKIES.issuperset(request.COOKIES):
        return False
    return _has_known_query(request) and not has_switched(request)


def _has_known_query(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return not query or (len(query) <= LONGEST_QUERY and PARAMETERS.issuperset(request.GET))


def _key(request: HttpRequest) -> str:
    parts = (
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.path,
        request.META.get("QUERY_STRING", ""),
        # The content API answers a browser with a page and a program with JSON.
        request.META.get("HTTP_ACCEPT", "") if request.path.startswith("/api/") else "",
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
    headers = tuple(
        (name, value) for name, value in response.items() if name.lower() not in NOT_KEPT
    )
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    is_text = response.get("Content-Type", "").startswith(WORTH_PACKING)
    if not is_text or len(body) < SMALLEST_TO_PACK:
        return Kept(body, headers, etag, {})
    return Kept(body, headers, etag, {name: pack(body) for name, pack in PACKERS.items()})


def _answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    coding = _coding(request, kept)
    if kept.etag in _asked_for(request):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(kept.packed[coding] if coding else kept.body)
        if coding:
            response["Content-Encoding"] = coding
    for name, value in kept.headers:
        response[name] = value
    if kept.packed:
        patch_vary_headers(response, ["Accept-Encoding"])
    # Weak: the same page, whether packed or not.
    response["ETag"] = f"W/{kept.etag}"
    # The browser may keep it but asks each time, so a publication is seen at once.
    response["Cache-Control"] = "no-cache"
    return response


def _coding(request: HttpRequest, kept: Kept) -> str:
    """Return the best packing that both sides know, or nothing."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "").replace(" ", "").lower().split(",")
    return next((name for name in kept.packed if name in accepted), "")


def _asked_for(request: HttpRequest) -> list[str]:
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return [tag.removeprefix("W/") for tag in known]
