"""Which language a visitor reads: by address, remembered by a cookie once somebody switches."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

YEAR = 365 * 24 * 3600


def chosen_language(request: HttpRequest) -> str:
    """Return the visitor's language: by cookie, then by what the browser accepts, then Greek."""
    known = dict(settings.LANGUAGES)
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if remembered in known:
        return remembered
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wanted == "*":
            break
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def choose(request: HttpRequest) -> HttpResponse:
    """Send `/` to the front page of the visitor's language."""
    answer = HttpResponseRedirect(f"/{chosen_language(request)}/")
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    answer["Cache-Control"] = "private, max-age=0"
    return answer


class RememberLanguageMiddleware:
    """Remember the language once a visitor follows a link from one language to the other.

    The links are plain addresses, so that pages can be kept for all; the referrer tells a switch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and set the cookie when the visitor has just switched."""
        response = self.get_response(request)
        if has_switched(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                get_language_from_path(request.path) or settings.LANGUAGE_CODE,
                max_age=YEAR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def has_switched(request: HttpRequest) -> bool:
    """Tell whether a visitor comes from a page of ours in the other language."""
    referrer = request.META.get("HTTP_REFERER", "")
    language = get_language_from_path(request.path) if referrer else None
    if language is None:
        return False
    came_from = urlsplit(referrer)
    if came_from.netloc != request.get_host():
        return False
    before = get_language_from_path(came_from.path)
    return before is not None and before != language
