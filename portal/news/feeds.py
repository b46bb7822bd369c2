"""The feed of news."""

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from portal.home.frame import frame_of

from .models import NewsIndexPage, NewsPage

NEWEST = 30


class NewsFeed(Feed):
    """The newest items of one language as Atom."""

    feed_type = Atom1Feed

    def __init__(self, index: NewsIndexPage) -> None:
        self.index = index

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed; readers poll it, so an unchanged one costs them nothing."""
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        return response

    def title(self) -> str:
        town = frame_of(self.index.locale.language_code).settings["name"]
        return f"{self.index.title} – {town}"

    def link(self) -> str:
        return self.index.full_address

    def feed_url(self) -> str:
        return f"{self.index.full_address}feed/"

    def feed_guid(self) -> str:
        return self.index.full_address

    def description(self) -> str:
        return self.index.summary

    def author_name(self) -> str:
        return str(frame_of(self.index.locale.language_code).settings["name"])

    def items(self) -> list[NewsPage]:
        return list(NewsPage.objects.child_of(self.index).for_list()[:NEWEST])

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        return item.full_address

    def item_guid(self, item: NewsPage) -> str:
        # The address may change when a page moves; the translation's key and language never do.
        return f"urn:uuid:{item.translation_key}#{self.index.locale.language_code}"

    def item_pubdate(self, item: NewsPage) -> datetime:
        return datetime.combine(item.published_on, time(12), tzinfo=timezone.get_default_timezone())

    def item_updateddate(self, item: NewsPage) -> datetime:
        return max(item.last_published_at or self.item_pubdate(item), self.item_pubdate(item))

    def item_categories(self, item: NewsPage) -> list[str]:
        return [item.category.name]
