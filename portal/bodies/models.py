"""Collective bodies and who sits in them."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.home.base import PublicPage
from portal.pages.blocks import BodyBlock


class BodyIndexPage(PublicPage):
    """All bodies of the town."""

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "pages.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["bodies.BodyPage"]
    template = "bodies/body_index_page.html"

    class Meta:
        verbose_name = _("index of bodies")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the bodies with the number of their members."""
        from .queries import bodies_below

        context = super().get_context(request, *args, **kwargs)
        context["bodies"] = bodies_below(self)
        return context


class BodyPage(PublicPage):
    """One body: what it decides, when it sits next, who belongs to it."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Municipal Council")
        COMMITTEE = "committee", _("Municipal Committee")
        COMMUNITY = "community", _("Municipal Community")
        CONSULTATION = "consultation", _("Consultation Committee")
        YOUTH = "youth", _("Youth Council")
        OTHER = "other", _("other body")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    legal_basis = models.CharField(_("legal basis"), max_length=160, blank=True)
    term_from = models.DateField(_("term from"), null=True, blank=True)
    term_until = models.DateField(_("term until"), null=True, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    next_session_at = models.DateTimeField(_("next session"), null=True, blank=True)
    next_session_place = models.CharField(_("place of the session"), max_length=160, blank=True)
    stream_url = models.URLField(
        _("live stream"),
        blank=True,
        help_text=_(
            "Sessions of the Council and the Committee are streamed (Code, art. 122, 140)."
        ),
    )
    agenda = models.ForeignKey(
        "wagtaildocs.Document",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agenda of the session"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    content_panels = [
        *PublicPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("legal_basis")]),
        FieldRowPanel([FieldPanel("term_from"), FieldPanel("term_until")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("next_session_at"), FieldPanel("next_session_place")]),
                FieldRowPanel([FieldPanel("agenda"), FieldPanel("stream_url")]),
            ],
            heading=_("Next session"),
        ),
        FieldPanel("body"),
        InlinePanel("members", heading=_("Members"), label=_("Member")),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
    ]
    api_fields = [
        *PublicPage.api_fields,
        *(
            APIField(name)
            for name in (
                "kind",
                "legal_basis",
                "term_from",
                "term_until",
                "next_session_at",
                "next_session_place",
                "stream_url",
                "members",
                "body",
            )
        ),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        *PublicPage.override_translatable_fields,
        SynchronizedField("phone"),
    ]
    parent_page_types: ClassVar[list[str]] = ["bodies.BodyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_kind: ClassVar[str] = "body"
    template = "bodies/body_page.html"

    class Meta:
        verbose_name = _("body")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the members by party and the description for search engines."""
        from .queries import members_by_party
        from .structured import government_body

        context = super().get_context(request, *args, **kwargs)
        groups = members_by_party(self)
        context["parties"] = groups
        context["seats"] = sum(len(group.members) for group in groups)
        context["structured"] = government_body(self, groups)
        return context

    def search_text(self) -> str:
        """Return the text and the names of the members."""
        names = " ".join(member.name for member in self.members.all())
        return f"{super().search_text()} {names}"


class Member(TranslatableMixin, Orderable):
    """Somebody in a body, in a role, from when to when."""

    class Role(models.TextChoices):
        PRESIDENT = "president", _("president")
        VICE_PRESIDENT = "vice_president", _("vice-president")
        SECRETARY = "secretary", _("secretary")
        MAYOR = "mayor", _("mayor")
        VICE_MAYOR = "vice_mayor", _("vice-mayor")
        MEMBER = "member", _("member")
        SUBSTITUTE = "substitute", _("substitute member")

    page = ParentalKey(BodyPage, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(
        pgettext_lazy("body", "role"), max_length=20, choices=Role, default=Role.MEMBER
    )
    duty = models.CharField(
        _("sector"), max_length=160, blank=True, help_text=_("For a vice-mayor, for example.")
    )
    party = models.CharField(pgettext_lazy("politics", "party"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("party"), FieldPanel("duty")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
    ]
    api_fields = [
        APIField(name) for name in ("name", "role", "duty", "party", "valid_from", "valid_until")
    ]
    translatable_fields: ClassVar[list[Any]] = [
        TranslatableField("name"),
        SynchronizedField("role"),
        TranslatableField("duty"),
        TranslatableField("party"),
        SynchronizedField("valid_from"),
        SynchronizedField("valid_until"),
        SynchronizedField("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def sits_on(self, day: date) -> bool:
        """Tell whether the member belonged to the body on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
