"""Sections, plain pages, the contact form and the accessibility statement."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField

from portal.home.base import PublicPage

from .blocks import SHORT_TEXT, TEXT, BodyBlock

PLAIN: list[str] = ["pages.SectionPage", "pages.StandardPage"]
# Law 4727/2020 art. 45: accessibility remarks are answered within 30 days.
ANSWER_DAYS = 30


class SectionPage(PublicPage):
    """A door to the pages below it."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    api_fields = [*PublicPage.api_fields, APIField("body")]
    parent_page_types: ClassVar[list[str]] = [
        "home.HomePage",
        "pages.SectionPage",
        "cards.CataloguePage",
    ]
    subpage_types: ClassVar[list[str]] = [
        *PLAIN,
        "pages.ContactPage",
        "pages.AccessibilityStatementPage",
        "bodies.BodyIndexPage",
    ]
    template = "pages/section_page.html"

    class Meta:
        verbose_name = _("section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages below with their summaries."""
        context = super().get_context(request, *args, **kwargs)
        below = self.get_children().live().public().specific().defer_streamfields()
        context["children"] = [
            {
                "title": page.title,
                "summary": getattr(page, "summary", ""),
                "url": page.get_url(request),
            }
            for page in below
        ]
        return context


class StandardPage(PublicPage):
    """A page of text and whatever belongs to it."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    checked_on = models.DateField(
        _("last checked"),
        null=True,
        blank=True,
        help_text=_("The day somebody last compared the page with the law and the practice."),
    )

    content_panels = [*PublicPage.content_panels, FieldPanel("body"), FieldPanel("checked_on")]
    api_fields = [*PublicPage.api_fields, APIField("body"), APIField("checked_on")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "cards.CataloguePage", *PLAIN]
    subpage_types: ClassVar[list[str]] = ["pages.StandardPage"]
    template = "pages/standard_page.html"

    class Meta:
        verbose_name = _("page")


class AccessibilityStatementPage(PublicPage):
    """The statement of law 4727/2020 art. 42, by the European model."""

    class Compliance(models.TextChoices):
        FULL = "full", _("fully compliant")
        PARTIAL = "partial", _("partially compliant")
        NONE = "none", _("not compliant")

    class Method(models.TextChoices):
        SELF = "self", _("self-assessment by the municipality")
        OTHER = "third", _("assessment by a third party")

    address = models.CharField(_("site the statement is about"), max_length=200)
    compliance = models.CharField(
        _("level of compliance"), max_length=10, choices=Compliance, default=Compliance.PARTIAL
    )
    not_compliant = RichTextField(
        _("not accessible: does not comply"), features=SHORT_TEXT, blank=True
    )
    burden = RichTextField(
        _("not accessible: disproportionate burden"),
        features=SHORT_TEXT,
        blank=True,
        help_text=_("Only after a recorded assessment (article 40)."),
    )
    out_of_scope = RichTextField(
        _("not accessible: outside the law's scope"), features=SHORT_TEXT, blank=True
    )
    alternatives = RichTextField(_("alternatives"), features=SHORT_TEXT, blank=True)
    prepared_on = models.DateField(_("prepared on"))
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.SELF)
    reviewed_on = models.DateField(
        _("last reviewed on"), help_text=_("At least once a year (article 42).")
    )
    feedback = RichTextField(_("how to tell us"), features=SHORT_TEXT)
    enforcement = RichTextField(_("if our answer does not satisfy"), features=SHORT_TEXT)

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("address"),
        FieldPanel("compliance"),
        MultiFieldPanel(
            [
                FieldPanel("not_compliant"),
                FieldPanel("burden"),
                FieldPanel("out_of_scope"),
                FieldPanel("alternatives"),
            ],
            heading=_("What is not accessible"),
        ),
        FieldRowPanel([FieldPanel("prepared_on"), FieldPanel("method"), FieldPanel("reviewed_on")]),
        FieldPanel("feedback"),
        FieldPanel("enforcement"),
    ]
    api_fields = [
        *PublicPage.api_fields,
        *(APIField(name) for name in ("address", "compliance", "prepared_on", "reviewed_on")),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/accessibility_statement_page.html"

    class Meta:
        verbose_name = _("accessibility statement")

    @property
    def review_due_on(self) -> date:
        """Return the day by which the statement must be looked at again."""
        return self.reviewed_on + timedelta(days=365)

    def search_text(self) -> str:
        """Return the words of the statement."""
        return " ".join([self.not_compliant, self.alternatives, self.feedback, self.enforcement])


class ContactPage(PublicPage):
    """Writing to the town without signing in (law 4727/2020 art. 35 §3)."""

    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    promise = models.CharField(
        _("when we answer"),
        max_length=200,
        help_text=_("Shown after sending, for example: we answer within five working days."),
    )
    privacy = RichTextField(_("what happens with the data"), features=TEXT, blank=True)

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("body"),
        FieldPanel("promise"),
        FieldPanel("privacy"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/contact_page.html"
    holds_form: ClassVar[bool] = True

    class Meta:
        verbose_name = _("contact page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or keep what was written."""
        from .contact import answer

        context = self.get_context(request, *args, **kwargs)
        outcome = answer(request)
        if outcome.message is not None:
            context["message"] = outcome.message
            return render(request, "pages/contact_sent.html", context)
        context["form"] = outcome.form
        status = 429 if outcome.is_refused else 200
        return render(request, self.template, context, status=status)


class ContactMessage(models.Model):
    """What somebody wrote through the contact form."""

    class Topic(models.TextChoices):
        QUESTION = "question", _("A question")
        COMPLAINT = "complaint", _("A complaint or a proposal")
        ACCESSIBILITY = "accessibility", _("Something on this site is not accessible to me")
        PRIVACY = "privacy", _("My personal data")

    code = models.CharField(_("reference"), max_length=12, unique=True)
    topic = models.CharField(_("about"), max_length=20, choices=Topic)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    text = models.TextField(_("message"), max_length=4000)
    language = models.CharField(_("language"), max_length=2)
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answer due on"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    sender = models.CharField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["sender", "received_at"], name="message_by_sender")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_overdue(self) -> bool:
        """Whether the lawful time for an answer has passed."""
        return self.answered_at is None and self.due_on < timezone.localdate()
