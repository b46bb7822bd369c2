"""Public reads: the list of news and the latest of them."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Page

from portal.home.listing import month_choice, month_of, next_month, page_of

from .models import NewsCategory, NewsPage

PAGE_SIZE = 9


def latest_news(home: Page, count: int) -> list[NewsPage]:
    """Return the newest items below a front page."""
    return list(NewsPage.objects.descendant_of(home).for_list()[:count])


def news_list(index: Page, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of news with its filters.

    :param wanted: `category` (slug), `month` (2026-11) and `page`, each as a visitor typed it
    """
    everything = NewsPage.objects.child_of(index).for_list()
    categories = list(NewsCategory.objects.all())
    category = next((c for c in categories if c.slug == wanted.get("category")), None)
    month = month_of(wanted.get("month"))
    found = everything
    if category is not None:
        found = found.filter(category=category)
    if month is not None:
        found = found.filter(published_on__gte=month, published_on__lt=next_month(month))
    months = NewsPage.objects.child_of(index).live().dates("published_on", "month", order="DESC")
    return {
        "items": page_of(found, wanted.get("page"), PAGE_SIZE),
        "categories": categories,
        "category": category,
        "months": [month_choice(first) for first in months],
        "month": month_choice(month) if month else None,
    }
