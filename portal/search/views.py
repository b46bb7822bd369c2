"""One search over pages and services."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.home.listing import page_of

from .models import SearchEntry
from .queries import LONGEST_QUERY, find

PAGE_SIZE = 15


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found for the visitor's words."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    kind = request.GET.get("kind", "")
    if kind not in SearchEntry.KIND_ORDER:
        kind = ""
    found = find(text, get_language() or settings.LANGUAGE_CODE, kind)
    context = {
        "query": text,
        "kind": kind,
        "kinds": [
            {"value": name, "label": SearchEntry.Kind(name).label, "count": count}
            for name, count in found.counts.items()
        ],
        "total": found.total,
        "items": page_of(found.hits, request.GET.get("page"), PAGE_SIZE),
        "breadcrumbs": [
            {"title": _("Home"), "url": f"/{get_language()}/"},
            {"title": _("Search"), "url": ""},
        ],
    }
    return render(request, "search/results.html", context)
