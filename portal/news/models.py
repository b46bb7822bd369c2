"""News: an index with its feed, and the items under it."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import PageManager

from portal.home.base import PublicPage
from portal.home.listed import Category, ListedPage, ListedQuerySet
from portal.pages.blocks import BodyBlock


class NewsCategory(Category):
    """A subject by which news can be filtered."""

    class Meta(Category.Meta):
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")


class NewsIndexPage(PublicPage):
    """All news of one language, by category and month."""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["news.NewsPage"]
    max_count_per_parent = 1
    template = "news/news_index_page.html"

    class Meta:
        verbose_name = _("news index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered page of news and what it can be filtered by."""
        from .queries import news_list

        context = super().get_context(request, *args, **kwargs)
        context["feed_url"] = reverse("news:feed")
        return context | news_list(self, request.GET)


class NewsQuerySet(ListedQuerySet):
    """News, ready for a list."""

    def for_list(self) -> "NewsQuerySet":
        """Fetch what a list shows in a constant number of queries, the newest first."""
        return super().for_list().order_by("-published_on", "-first_published_at")


class NewsPage(ListedPage):
    """One item of news."""

    published_on = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    category = models.ForeignKey(
        NewsCategory,
        models.PROTECT,
        related_name="+",
        verbose_name=_("category"),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"))

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels = [
        *PublicPage.content_panels,
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("category")]),
        ListedPage.picture_panel,
        FieldPanel("body"),
    ]
    api_fields = [
        *PublicPage.api_fields,
        *(APIField(name) for name in ("published_on", "category", "picture", "picture_alt")),
        APIField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind: ClassVar[str] = "news"
    template = "news/news_page.html"

    class Meta:
        verbose_name = _("news item")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the description for search engines."""
        from .structured import news_article

        context = super().get_context(request, *args, **kwargs)
        context["structured"] = news_article(self)
        return context
