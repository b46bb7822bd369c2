"""What was sent: a content that never changes, the state it is in, and all that happened."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from eservices.applications.states import OPEN, ApplicationState


class Capacity(models.TextChoices):
    """In which right somebody sends an application."""

    SELF = "self", _("for oneself")
    MANDATE = "mandate", _("by mandate")
    CUSTODY = "custody", _("for a child in one's custody")
    COUNTER = "counter", _("by staff, on behalf of the person")


class Channel(models.TextChoices):
    """The way by which an application came; the words are those of the register."""

    PORTAL = "portal", pgettext_lazy("application", "portal")
    COUNTER = "counter", pgettext_lazy("application", "at the counter")
    PHONE = "phone", pgettext_lazy("application", "by telephone")


#: The class of data that leaves by an approved erasure, with all that belongs to it.
ERASED_AS = "sent_applications"


def leaves_by_erasure(since: str, *columns: str) -> pgtrigger.Condition:
    """Return the condition of a trigger that lets columns change by an approved erasure alone.

    :param since: the column that says how old a row is
    """
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    return pgtrigger.Condition(f"NOT privacy_erasing('{ERASED_AS}', OLD.{since}) AND ({changed})")


def nothing_sent() -> dict[str, Any]:
    """Return the content of an application that was erased."""
    return {"answers": {}, "files": []}


NOBODY: dict[str, Any] = {"null": True, "blank": True, "related_name": "+"}


class Application(models.Model):
    """One application as it was sent, with its number in the register and where it stands."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("submission key"), max_length=160, unique=True)
    draft_code = models.CharField(_("draft it came from"), max_length=20)
    service = models.CharField(_("service"), max_length=80)
    title_el = models.CharField(_("title in Greek"), max_length=240)
    title_en = models.CharField(_("title in English"), max_length=240, blank=True)
    form_key = models.CharField(_("form"), max_length=80)
    form_version = models.PositiveBigIntegerField(_("version of the form"))
    snapshot = models.JSONField(_("content as sent"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    language = models.CharField(
        _("language"), max_length=2, choices=[("el", _("Greek")), ("en", _("English"))]
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent by"), **NOBODY
    )
    party = models.ForeignKey("party.Party", models.PROTECT, verbose_name=_("applicant"), **NOBODY)
    sent_by_party = models.ForeignKey(
        "party.Party", models.PROTECT, verbose_name=_("person who acted"), **NOBODY
    )
    capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    name = models.CharField(_("name of the applicant"), max_length=240)
    email = models.EmailField(_("e-mail address"), blank=True)
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        related_name="+",
        verbose_name=_("competent unit"),
    )
    state = models.CharField(
        _("state"), max_length=16, choices=ApplicationState, default=ApplicationState.SUBMITTED
    )
    state_at = models.DateTimeField(_("in this state since"))
    submitted_at = models.DateTimeField(_("sent at"))
    entry = models.OneToOneField(
        "documents.Entry", models.PROTECT, verbose_name=_("entry of the register"), **NOBODY
    )
    # The entry whose legal time limit runs: its own, or the one of taking it up again.
    limit_entry = models.OneToOneField(
        "documents.Entry", models.PROTECT, verbose_name=_("entry of the time limit"), **NOBODY
    )
    case = models.OneToOneField(
        "procedures.Case",
        models.PROTECT,
        verbose_name=_("case"),
        null=True,
        blank=True,
        related_name="+",
    )
    charge = models.ForeignKey(
        "revenue.Charge",
        models.PROTECT,
        verbose_name=_("fee"),
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField(_("reasons of the decision"), blank=True)
    remedies = models.TextField(_("remedies against it"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )
    reply = models.ForeignKey("documents.Issue", models.PROTECT, verbose_name=_("reply"), **NOBODY)
    output_url = models.CharField(
        _("where what was asked for is found"), max_length=300, blank=True
    )
    forwarded_to = models.CharField(_("forwarded to"), max_length=240, blank=True)
    forwarded_on = models.DateField(_("forwarded on"), null=True, blank=True)
    erased_at = models.DateTimeField(_("content erased at"), null=True, blank=True)
    erasure = models.ForeignKey(
        "privacy.Erasure", models.PROTECT, verbose_name=_("erasure"), **NOBODY
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["party", "-submitted_at"], name="eapplication_by_party"),
            models.Index(fields=["user", "-submitted_at"], name="eapplication_by_user"),
            models.Index(
                fields=["department", "-submitted_at"],
                name="open_application_by_unit",
                condition=Q(state__in=[str(state) for state in OPEN]),
            ),
            models.Index(fields=["service", "-submitted_at"], name="application_by_service"),
            models.Index(fields=["state", "-submitted_at"], name="application_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_state_is_known",
                condition=Q(state__in=ApplicationState.values) & ~Q(state="draft"),
            ),
            models.CheckConstraint(
                name="application_past_sending_is_registered",
                condition=Q(state="submitted") | Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_application_says_why",
                condition=~Q(state="rejected") | (~Q(reason="") & ~Q(remedies="")),
            ),
            models.CheckConstraint(
                name="forwarded_application_says_where",
                condition=~Q(state="forwarded")
                | (~Q(forwarded_to="") & Q(forwarded_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="erased_application_holds_nothing",
                condition=Q(erased_at__isnull=True, erasure__isnull=True)
                | Q(
                    erased_at__isnull=False,
                    erasure__isnull=False,
                    snapshot=nothing_sent(),
                    email="",
                ),
            ),
            models.CheckConstraint(
                name="application_hash_has_64_digits", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        triggers = [
            Protect(name="application_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="sent_application_never_changes",
                fields=[
                    "code",
                    "key",
                    "draft_code",
                    "service",
                    "form_key",
                    "form_version",
                    "digest",
                    "user",
                    "party",
                    "sent_by_party",
                    "capacity",
                    "channel",
                    "name",
                    "submitted_at",
                ],
            ),
            Protect(
                name="sent_content_leaves_by_an_erasure",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("state_at", "snapshot", "erased_at", "erasure_id"),
            ),
            Protect(
                name="application_keeps_its_entry_and_case",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.entry_id IS NOT NULL AND NEW.entry_id IS DISTINCT FROM OLD.entry_id) OR"
                    " ((OLD.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id"
                    " OR OLD.limit_entry_id IS NOT NULL"
                    " AND NEW.limit_entry_id IS DISTINCT FROM OLD.limit_entry_id)"
                    # Taken up again, it gets another case and another time limit.
                    " AND NOT (OLD.state IN ('approved', 'rejected', 'completed')"
                    " AND NEW.state = 'in_progress')))"
                ),
            ),
            refuse_truncate("applications_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [
            ("handle_application", _("Can work on applications")),
            ("decide_application", _("Can decide applications")),
            ("file_for_citizen", _("Can file applications for citizens at the counter")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @property
    def limit_id(self) -> int:
        """The entry whose legal time limit runs; 0 before it is registered."""
        return self.limit_entry_id or self.entry_id or 0

    @property
    def title(self) -> str:
        """The service's name in the language of the page."""
        if (get_language() or "el").startswith("en") and self.title_en:
            return self.title_en
        return self.title_el


class Event(models.Model):
    """One thing that happened to an application; nobody edits it."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("state")
        ASKED = "asked", _("more was asked for")
        ANSWERED = "answered", _("more was sent")
        CORRECTED = "corrected", _("correction")
        OBJECTED = "objected", _("objection")
        OBJECTION_ENDED = "objection_ended", _("answer to the objection")
        PAID = "paid", _("fee paid")
        REFUND = "refund", _("refund of the fee")
        LATE = "late", _("not forwarded in time")
        NOTE = "note", _("note")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="events", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.MOVED)
    old = models.CharField(_("from"), max_length=16, choices=ApplicationState, blank=True)
    new = models.CharField(_("to"), max_length=16, choices=ApplicationState, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_public = models.BooleanField(_("shown to the applicant"), default=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), **NOBODY
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("event of an application")
        verbose_name_plural = _("events of applications")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["application", "at"], name="event_by_application")]
        triggers = [
            Protect(name="application_event_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="application_event_is_fixed", exclude=["text"]),
            Protect(
                name="words_of_an_event_leave_by_an_erasure",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("at", "text"),
            ),
            refuse_truncate("application_events_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application_id}: {self.kind} {self.new}"
