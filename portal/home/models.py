"""The front page, the town's settings, alerts, and what visitors said about a page."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField

from .base import PublicPage
from .blocks import TaskBlock

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write # and six digits, such as #0b5896."))


class ContentVersion(models.Model):
    """The number of the published content; see versions.py."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_content_version", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)


@register_setting(icon="cogs")
class TownSettings(BaseGenericSetting):
    """What one municipality changes without a developer: name, look, contacts, people in charge."""

    class Typeface(models.TextChoices):
        COMMISSIONER = "", _("Commissioner (of the site)")
        SYSTEM = "system-ui", _("The visitor's device")
        SERIF = "Georgia", _("Georgia, where installed")

    name_el = models.CharField(_("name in Greek"), max_length=120, default="Δήμος")
    name_en = models.CharField(_("name in English"), max_length=120, default="Municipality")
    tagline_el = models.CharField(_("line under the name, Greek"), max_length=120, blank=True)
    tagline_en = models.CharField(_("line under the name, English"), max_length=120, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_(
            "Square, at least 224 × 224 pixels. Without one the site's own emblem is shown."
        ),
    )
    accent = models.CharField(
        _("colour of links and buttons"), max_length=7, default="#0b5896", validators=[COLOUR]
    )
    neutral = models.CharField(
        _("colour of paper and lines"), max_length=7, default="#857a6a", validators=[COLOUR]
    )
    brand = models.CharField(
        _("colour of ornaments"), max_length=7, default="#b04a2a", validators=[COLOUR]
    )
    typeface = models.CharField(
        _("typeface"), max_length=40, blank=True, default="", choices=Typeface
    )
    phones = models.TextField(_("telephones"), blank=True, help_text=_("One on each line."))
    email = models.EmailField(_("e-mail"), blank=True)
    address_el = models.TextField(_("postal address, Greek"), blank=True)
    address_en = models.TextField(_("postal address, English"), blank=True)
    hours_el = models.TextField(_("opening hours, Greek"), blank=True)
    hours_en = models.TextField(_("opening hours, English"), blank=True)
    # Law 4727/2020 art. 35 §8: a municipality's own e-services need a ministerial approval.
    approval_ada = models.CharField(
        _("ADA of the approval of the site"),
        max_length=20,
        blank=True,
        help_text=_("Law 4727/2020, article 35 §8. Shown at the foot of every page."),
    )
    # Law 4727/2020 art. 35 §6: the site names its manager.
    manager_el = models.CharField(_("site manager, Greek"), max_length=120, blank=True)
    manager_en = models.CharField(_("site manager, English"), max_length=120, blank=True)
    dpo_el = models.CharField(_("data protection officer, Greek"), max_length=120, blank=True)
    dpo_en = models.CharField(_("data protection officer, English"), max_length=120, blank=True)
    dpo_email = models.EmailField(_("e-mail of the data protection officer"), blank=True)
    security_email = models.EmailField(
        _("e-mail for reports of security holes"),
        blank=True,
        help_text=_(
            "Published at /.well-known/security.txt; without it the e-mail above is named."
        ),
    )
    facebook = models.URLField(_("Facebook"), blank=True)
    instagram = models.URLField(_("Instagram"), blank=True)
    youtube = models.URLField(_("YouTube"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name_el"), FieldPanel("name_en")]),
                FieldRowPanel([FieldPanel("tagline_el"), FieldPanel("tagline_en")]),
            ],
            heading=_("Name"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("logo"),
                FieldRowPanel(
                    [FieldPanel("accent"), FieldPanel("neutral"), FieldPanel("brand")],
                    help_text=_(
                        "Every shade is derived from these three, so contrast stays sufficient."
                    ),
                ),
                FieldPanel("typeface"),
            ],
            heading=_("Look"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phones"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("address_el"), FieldPanel("address_en")]),
                FieldRowPanel([FieldPanel("hours_el"), FieldPanel("hours_en")]),
                FieldRowPanel(
                    [FieldPanel("facebook"), FieldPanel("instagram"), FieldPanel("youtube")]
                ),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("approval_ada"),
                FieldRowPanel([FieldPanel("manager_el"), FieldPanel("manager_en")]),
                FieldRowPanel([FieldPanel("dpo_el"), FieldPanel("dpo_en")]),
                FieldRowPanel([FieldPanel("dpo_email"), FieldPanel("security_email")]),
            ],
            heading=_("People in charge"),
        ),
    ]

    class Meta:
        verbose_name = _("the town and its look")

    def __str__(self) -> str:
        return self.name_el


class Alert(models.Model):
    """A short announcement above every page while it is in force."""

    class Tone(models.TextChoices):
        INFO = "info", _("Information")
        WARNING = "warning", _("Warning")
        DANGER = "danger", _("Emergency")

    tone = models.CharField(_("severity"), max_length=10, choices=Tone, default=Tone.INFO)
    title_el = models.CharField(_("title, Greek"), max_length=90, blank=True)
    text_el = models.CharField(_("text, Greek"), max_length=240, blank=True)
    title_en = models.CharField(_("title, English"), max_length=90, blank=True)
    text_en = models.CharField(_("text, English"), max_length=240, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page with more"),
    )
    starts_at = models.DateTimeField(_("shown from"))
    ends_at = models.DateTimeField(_("shown until"))

    panels = [
        FieldPanel("tone"),
        MultiFieldPanel([FieldPanel("title_el"), FieldPanel("text_el")], heading=_("Greek")),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("text_en")],
            heading=_("English"),
            help_text=_("Without an English title the alert is not shown on English pages."),
        ),
        FieldPanel("page"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="alert_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
            models.CheckConstraint(
                name="alert_speaks_a_language",
                condition=~models.Q(title_el="", title_en=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title_el or self.title_en

    def clean(self) -> None:
        """Say in words what the constraints refuse."""
        if not (self.title_el or self.title_en):
            raise ValidationError(_("Write the title in at least one language."))
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("Choose an end later than the beginning.")})


class Feedback(models.Model):
    """A visitor's answer to «was this page clear?»; it holds nothing about the visitor."""

    path = models.CharField(_("page"), max_length=400)
    language = models.CharField(_("language"), max_length=2)
    is_clear = models.BooleanField(_("was clear"))
    comment = models.TextField(_("what was missing"), max_length=1200, blank=True)
    given_at = models.DateTimeField(_("given at"))
    sender = models.CharField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("answer to “was this page clear?”")
        verbose_name_plural = _("answers to “was this page clear?”")
        ordering = ["-given_at"]
        indexes = [models.Index(fields=["sender", "given_at"], name="feedback_by_sender")]

    def __str__(self) -> str:
        return self.path


class HomePage(PublicPage):
    """The front page of one language: search, top tasks, then what is happening."""

    heading = models.CharField(
        _("heading"), max_length=90, help_text=_("A question or an invitation above the search.")
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=160, blank=True)
    tasks = StreamField(
        [("task", TaskBlock())],
        verbose_name=_("top tasks"),
        blank=True,
        help_text=_("What most visitors come for, the most frequent first; six are enough."),
    )

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("heading"),
        FieldPanel("tasks"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
    ]
    api_fields = [*PublicPage.api_fields, APIField("heading")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cards.CataloguePage",
        "pages.SectionPage",
        "pages.StandardPage",
        "pages.ContactPage",
        "pages.AccessibilityStatementPage",
        "news.NewsIndexPage",
        "agenda.AgendaPage",
        "bodies.BodyIndexPage",
    ]
    template = "home/home_page.html"
    # No visitor reads the slug of a front page, and two below one root must differ.
    override_translatable_fields: ClassVar[list[Any]] = []
    # Every page leads here anyway.
    search_kind: ClassVar[str] = ""

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the latest of every part of the site."""
        from .front import front_matter

        context = super().get_context(request, *args, **kwargs)
        return context | front_matter(self)

    def search_text(self) -> str:
        """Return the words of the tasks."""
        words: Iterable[Any] = self.tasks.stream_block.get_searchable_content(self.tasks)
        return " ".join(str(word) for word in words)
