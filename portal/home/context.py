"""What every page's frame shows: town, menu, languages, alerts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_from_path
from wagtail.models import Page

from .frame import frame_of, home_of

OWN_NAMES = {"el": "Ελληνικά", "en": "English"}
# Staff screens have a frame of their own.
FRAMELESS = ("/cms/", "/api/", "/django-admin/")


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the base template."""
    if request.path.startswith(FRAMELESS):
        return {}
    language = get_language() or settings.LANGUAGE_CODE
    frame = frame_of(language)
    return {
        "site_settings": frame.settings,
        "main_menu": [item | {"current": _is_within(request, item)} for item in frame.menu],
        "alerts": frame.notices_at(timezone.now()),
        "language_links": language_links(request, language),
        "site_tokens_url": frame.tokens_url,
        "feedback_url": _address("home:feedback"),
        "search_url": _address("search:results"),
    }


def _is_within(request: HttpRequest, item: dict[str, str]) -> bool:
    return request.path.startswith(item["url"])


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def language_links(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Return one link for each language: to this page if it is translated, or the front page."""
    page = _served_page(request)
    found = _translations(page) if page is not None else {}
    links = []
    for code, _name in settings.LANGUAGES:
        url = found.get(code) or (_same_address(request, code) if page is None else "")
        links.append(
            {
                "code": code,
                "label": OWN_NAMES.get(code, code),
                "url": url or f"/{code}/",
                "current": code == current,
                "exact": bool(url),
            }
        )
    return links


def _served_page(request: HttpRequest) -> Page | None:
    route = getattr(request, "_wagtail_route_for_request", None)
    return route[0] if route else None


def _translations(page: Page) -> dict[str, str]:
    same = Page.objects.filter(translation_key=page.translation_key).live().public()
    return {
        other.locale.language_code: other.get_url() or ""
        for other in same.select_related("locale").defer_streamfields()
    }


def _same_address(request: HttpRequest, code: str) -> str:
    if get_language_from_path(request.path) is None:
        return ""
    there = translate_url(request.get_full_path(), code)
    return there if there.startswith(f"/{code}/") else ""


__all__ = ["home_of", "language_links", "page_frame"]
