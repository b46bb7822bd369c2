"""The map of the site for search engines, both languages with their counterparts."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from .cache import keep


class PageSitemap(Sitemap):
    """Every public page with its translations."""

    limit = 5000
    i18n = False

    def items(self) -> Any:
        """Return the live public pages of every language, below the tree's root."""
        return (
            Page.objects.live()
            .public()
            .filter(depth__gte=2)
            .order_by("path")
            .select_related("locale")
            .defer_streamfields()
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        rows = [row for row in self.paginator.page(page).object_list if row.get_url()]
        versions = _by_translation(self.items())
        return [
            {
                "item": row,
                "location": settings.SITE_URL + row.get_url(),
                "lastmod": row.last_published_at,
                "changefreq": None,
                "priority": "",
                "alternates": versions[row.translation_key],
            }
            for row in rows
        ]


def _by_translation(pages: Any) -> dict[Any, list[dict[str, str]]]:
    found: dict[Any, list[dict[str, str]]] = defaultdict(list)
    for page in pages:
        url = page.get_url()
        if url:
            found[page.translation_key].append(
                {"lang_code": page.locale.language_code, "location": settings.SITE_URL + url}
            )
    return found


def site_map(request: HttpRequest) -> HttpResponse:
    """Return the map as XML."""
    response = sitemap(request, {"pages": PageSitemap(request)}).render()
    del response["X-Robots-Tag"]
    return keep(response)
