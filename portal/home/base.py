"""What every page of the public site shares."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from .cache import answer_reader, keep

HOME_DEPTH = 2


class PublicPage(Page):
    """A page that visitors read; one row per language."""

    summary = models.TextField(
        _("summary"),
        max_length=320,
        blank=True,
        help_text=_("One or two plain sentences: shown under the title, in lists and in search."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("show_in_menus"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            heading=_("Address, menu and search engines"),
        )
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("summary")]
    # The same address in every language keeps links, feeds and printed matter stable.
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("slug")]
    search_kind: ClassVar[str] = "page"
    # A page with a form carries a key of the visitor's own and is never kept.
    holds_form: ClassVar[bool] = False

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page; the answer is kept for everybody while nothing changes."""

        def make() -> HttpResponse:
            return self._shared(super(PublicPage, self).serve(request, *args, **kwargs))

        if self.holds_form or request.method not in ("GET", "HEAD"):
            return super().serve(request, *args, **kwargs)
        # Without a session the middleware answers; opening one here would mark the page.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return make()
        return answer_reader(request, make)

    def _shared(self, response: HttpResponse) -> HttpResponse:
        from .frame import frame_of  # the frame reads models that stand on this class

        if self.get_view_restrictions().exists():
            return response
        frame, now = frame_of(self.locale.language_code), timezone.now()
        changes = (frame.next_change_after(now), self.changes_after(now))
        return keep(response, until=min(filter(None, changes), default=None))

    def changes_after(self, at: datetime) -> datetime | None:
        """Return when the page will say something else though nobody edits it, if ever."""
        return None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the way back to the home page and the canonical address."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["breadcrumbs"] = self.breadcrumbs(request)
        context["canonical_url"] = settings.SITE_URL + self.get_url(request)
        return context

    def breadcrumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        """Return the pages above this one, the home page first, this page last."""
        if self.depth <= HOME_DEPTH:
            return []
        above = self.get_ancestors().filter(depth__gte=HOME_DEPTH).live().defer_streamfields()
        crumbs = [
            {
                "title": gettext("Home") if page.depth == HOME_DEPTH else page.title,
                "url": page.get_url(request),
            }
            for page in above
        ]
        return [*crumbs, {"title": self.title, "url": ""}]

    @cached_property
    def full_address(self) -> str:
        """Return the address with the host of the town's site."""
        return f"{settings.SITE_URL}{self.get_url()}"

    def search_text(self) -> str:
        """Return the words of this page that searching should find, without title and summary."""
        body = getattr(self, "body", None)
        if body is None:
            return ""
        return " ".join(str(part) for part in body.stream_block.get_searchable_content(body))
