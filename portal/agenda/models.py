"""The agenda: what takes place in the town, when and where."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail_localize.fields import SynchronizedField

from backoffice.kernel.languages import in_language
from portal.home.base import PublicPage
from portal.home.listed import Category, ListedPage, ListedQuerySet
from portal.pages.blocks import BodyBlock

from .rules import Times, UnreadableRule, last_end, read_days, read_rule


class EventCategory(Category):
    """A subject by which events can be filtered."""

    class Meta(Category.Meta):
        verbose_name = _("event category")
        verbose_name_plural = _("event categories")


class Venue(models.Model):
    """A place where events are held."""

    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    address_el = models.CharField(_("address in Greek"), max_length=160, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    capacity = models.PositiveIntegerField(pgettext_lazy("event", "seats"), null=True, blank=True)
    access_el = models.CharField(_("accessibility, Greek"), max_length=240, blank=True)
    access_en = models.CharField(_("accessibility, English"), max_length=240, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )

    panels = [
        FieldRowPanel([FieldPanel("name_el"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("address_el"), FieldPanel("address_en")]),
        FieldRowPanel([FieldPanel("access_el"), FieldPanel("access_en")]),
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("latitude"), FieldPanel("longitude")]),
    ]

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(
                name="venue_has_both_coordinates_or_none",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return in_language(self, "name")

    @property
    def address(self) -> str:
        """Return the address in the reader's language."""
        return in_language(self, "address")

    @property
    def access(self) -> str:
        """Return what is said about accessibility in the reader's language."""
        return in_language(self, "access")


class AgendaPage(PublicPage):
    """All events of one language, by month and category."""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["agenda.EventPage"]
    max_count_per_parent = 1
    template = "agenda/agenda_page.html"

    class Meta:
        verbose_name = _("agenda")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered page of occurrences."""
        from .queries import agenda_list

        context = super().get_context(request, *args, **kwargs)
        context["calendar_url"] = reverse("agenda:calendar")
        return context | agenda_list(self, request.GET)


class EventQuerySet(ListedQuerySet):
    """Events, ready for a list."""

    shown = ("category", "venue", "picture")


class EventPage(ListedPage):
    """One event, perhaps repeated."""

    class Registration(models.TextChoices):
        NONE = "none", _("no registration")
        FREE = "free", _("free, with registration")
        TICKET = "ticket", _("with a ticket")

    category = models.ForeignKey(
        EventCategory, models.PROTECT, related_name="+", verbose_name=_("category")
    )
    starts_at = models.DateTimeField(_("begins"), help_text=_("By the clock of Athens."))
    ends_at = models.DateTimeField(_("ends"))
    is_all_day = models.BooleanField(_("all day"), default=False)
    recurrence = models.CharField(
        _("repetition"),
        max_length=200,
        blank=True,
        help_text=_(
            "A rule of RFC 5545, for example FREQ=WEEKLY;COUNT=8 (eight weeks) or "
            "FREQ=MONTHLY;BYDAY=1SA (first Saturday of each month)."
        ),
    )
    exceptions = models.TextField(
        _("not on"), blank=True, help_text=_("One day on each line, for example 27/10/2026.")
    )
    last_ends_at = models.DateTimeField(null=True, editable=False, db_index=True)
    is_cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("Keep the page: whoever subscribed to the calendar must learn of it."),
    )
    venue = models.ForeignKey(
        Venue,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("venue"),
    )
    online_url = models.URLField(_("link to follow online"), blank=True)
    organiser = models.CharField(_("organiser"), max_length=160, blank=True)
    contact = models.CharField(_("information at"), max_length=160, blank=True)
    registration = models.CharField(
        _("admission"), max_length=10, choices=Registration, default=Registration.NONE
    )
    registration_info = models.TextField(_("how to register"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("category"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("is_all_day"),
                FieldRowPanel([FieldPanel("recurrence"), FieldPanel("exceptions")]),
                FieldPanel("is_cancelled"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel([FieldPanel("venue"), FieldPanel("online_url")], heading=_("Where")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("organiser"), FieldPanel("contact")]),
                FieldPanel("registration"),
                FieldPanel("registration_info"),
            ],
            heading=_("Taking part"),
        ),
        ListedPage.picture_panel,
        FieldPanel("body"),
    ]
    api_fields = [
        *PublicPage.api_fields,
        *(
            APIField(name)
            for name in (
                "category",
                "starts_at",
                "ends_at",
                "is_all_day",
                "recurrence",
                "exceptions",
                "is_cancelled",
                "venue",
                "online_url",
                "organiser",
                "registration",
                "registration_info",
                "picture",
                "picture_alt",
                "body",
            )
        ),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *PublicPage.override_translatable_fields,
        SynchronizedField("recurrence"),
        SynchronizedField("exceptions"),
    ]
    parent_page_types: ClassVar[list[str]] = ["agenda.AgendaPage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind: ClassVar[str] = "event"
    template = "agenda/event_page.html"

    class Meta:
        verbose_name = pgettext_lazy("agenda", "event")
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_begins",
                condition=models.Q(ends_at__gte=models.F("starts_at")),
            ),
        ]

    @property
    def times(self) -> Times:
        """Return when the event takes place, as plain values."""
        return Times(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_all_day=self.is_all_day,
            rule=self.recurrence,
            exceptions=read_days(self.exceptions),
        )

    def clean(self) -> None:
        """Refuse times that cannot be, and repetitions that cannot be read."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("Choose an end later than the beginning.")})
        if self.recurrence:
            self.recurrence = self.recurrence.strip().upper().removeprefix("RRULE:")
            try:
                read_rule(self.recurrence)
            except UnreadableRule as error:
                raise ValidationError(
                    {"recurrence": _("Write a rule such as FREQ=WEEKLY;COUNT=8.")}
                ) from error
        try:
            read_days(self.exceptions)
        except UnreadableRule as error:
            raise ValidationError(
                {"exceptions": _("Write each day as 27/10/2026, one on each line.")}
            ) from error

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Note when the event is over for good, by which lists leave it out."""
        super().full_clean(*args, **kwargs)
        self.last_ends_at = last_end(self.times)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the coming dates and the description for search engines."""
        from .queries import coming_dates
        from .structured import schema_event

        context = super().get_context(request, *args, **kwargs)
        context["dates"] = coming_dates(self)
        context["ics_url"] = reverse("agenda:event", args=[self.slug])
        context["structured"] = schema_event(self)
        return context
