"""The catalogue and the cards of services: what citizens read; the machine part is elsewhere."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField

from eservices.catalogue import queries as catalogue
from portal.home.base import PublicPage
from portal.pages.blocks import SHORT_TEXT, TEXT, BodyBlock


class CataloguePage(PublicPage):
    """All services of the town: by life event, topic and letter, with a search in place."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    api_fields = [*PublicPage.api_fields, APIField("body")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "cards.ServicePage",
        "pages.SectionPage",
        "pages.StandardPage",
    ]
    template = "cards/catalogue_page.html"
    # Set when the page is made: the instant after which it would be wrong.
    next_change: datetime | None = None

    class Meta:
        verbose_name = _("catalogue of services")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what matches the visitor's words and filters, or the whole by topic and letter."""
        from .listing import listing

        context = super().get_context(request, *args, **kwargs)
        shown = listing(self, request.GET, timezone.now())
        self.next_change = shown["next_change"]
        return context | shown

    def changes_after(self, at: datetime) -> datetime | None:
        """Return when a window of a service opens or closes next."""
        return self.next_change


class ServicePage(PublicPage):
    """The card of one service in one language."""

    code = models.CharField(
        _("service"),
        max_length=60,
        help_text=_("Code of the service in the catalogue; it names its fee, documents and form."),
    )
    who = RichTextField(_("who it is for"), features=SHORT_TEXT)
    you_get = RichTextField(_("what one gets"), features=SHORT_TEXT)
    need = RichTextField(
        _("what else is needed"),
        features=SHORT_TEXT,
        blank=True,
        help_text=_("The documents asked for are shown by themselves."),
    )
    description = RichTextField(_("how it works"), features=TEXT)
    how_to_appeal = RichTextField(_("how to appeal"), features=SHORT_TEXT, blank=True)
    keywords = models.CharField(
        _("other words for it"),
        max_length=400,
        blank=True,
        help_text=_("Words by which people look for it, with commas between."),
    )
    # What the programme brought; a page that differs was changed by an editor and stays.
    shipped = models.CharField(max_length=64, blank=True, editable=False)

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("code"),
        HelpPanel(template="cards/where_the_rest_is.html"),
        *(
            FieldPanel(name)
            for name in ("who", "you_get", "need", "description", "how_to_appeal", "keywords")
        ),
    ]
    api_fields = [
        *PublicPage.api_fields,
        *(
            APIField(name)
            for name in (
                "code",
                "who",
                "you_get",
                "need",
                "description",
                "how_to_appeal",
                "keywords",
            )
        ),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *PublicPage.override_translatable_fields,
        SynchronizedField("code"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cards.CataloguePage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind: ClassVar[str] = "service"
    template = "cards/service_page.html"
    next_change: datetime | None = None

    class Meta:
        verbose_name = _("service card")
        indexes = [models.Index(fields=["code"], name="service_page_by_code")]

    def clean(self) -> None:
        """Refuse a card of a service that the catalogue does not hold."""
        super().clean()
        if self.code and catalogue.any_service(self.code) is None:
            raise ValidationError(
                {"code": _("There is no such service. Enter it in the catalogue first.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the machine part, the answer to «can I use this?», and the description."""
        from .facts import card_context

        context = super().get_context(request, *args, **kwargs)
        shown = card_context(self, request.GET, timezone.now())
        self.next_change = shown["next_change"]
        return context | shown

    def changes_after(self, at: datetime) -> datetime | None:
        """Return when the window or the fee of the service changes next."""
        return self.next_change

    def search_text(self) -> str:
        """Return the words of the card and those by which people look for it."""
        from .markup import plain_of

        rich = (self.who, self.you_get, self.need, self.description)
        return " ".join([self.keywords, *map(plain_of, rich)])
