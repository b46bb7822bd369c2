"""What follows a sent application: questions of the office, papers sent later, objections."""

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly
from eservices.applications.states import ObjectionState

from .applications import NOBODY, Application, leaves_by_erasure


class Ask(models.Model):
    """What the office asks for: a list of items, and only these may be sent in answer."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="asks", verbose_name=_("application")
    )
    # [{"key", "kind": "file" | "text" | "field", "title": {"el", "en"}, "field"?}]
    items = models.JSONField(_("items"))
    text = models.TextField(_("what is asked for"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("asked by"), **NOBODY
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("no longer asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for more")
        verbose_name_plural = _("requests for more")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_request_per_application",
                fields=["application"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
            ),
        ]
        triggers = [
            Protect(name="request_for_more_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="request_for_more_is_fixed",
                exclude=["answered_at", "closed_at", "items", "text"],
            ),
            Protect(
                name="request_for_more_keeps_its_words",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("asked_at", "items", "text"),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application_id}: {len(self.items)}"


class Supplement(models.Model):
    """What the applicant sent after the application: an answer or a correction, never edited."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer to a request")
        CORRECTION = "correction", _("correction or addition")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="supplements", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    ask = models.OneToOneField(
        Ask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answer",
        verbose_name=_("answers"),
    )
    key = models.CharField(_("submission key"), max_length=160, unique=True)
    # {"text", "values": {item: value}, "files": [{"id", "name", "sha256", "size"}]}
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    entry = models.OneToOneField(
        "documents.Entry", models.PROTECT, verbose_name=_("entry of the register"), **NOBODY
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("sent by"), **NOBODY
    )
    made_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("later paper of an application")
        verbose_name_plural = _("later papers of applications")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="answer_has_its_request",
                condition=Q(kind="correction", ask__isnull=True)
                | Q(kind="answer", ask__isnull=False),
            ),
        ]
        triggers = [
            Protect(name="later_paper_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="later_paper_is_fixed", exclude=["content"]),
            Protect(
                name="later_paper_keeps_its_words",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("made_at", "content"),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application_id}: {self.kind}"


class Objection(models.Model):
    """The applicant asks the town to look again at what it decided."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="objections", verbose_name=_("application")
    )
    key = models.CharField(_("submission key"), max_length=160, unique=True)
    text = models.TextField(_("what is wrong and why"))
    files = models.JSONField(_("files"), default=list)
    entry = models.OneToOneField(
        "documents.Entry", models.PROTECT, verbose_name=_("entry of the register"), **NOBODY
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ObjectionState, default=ObjectionState.LODGED
    )
    answer = models.TextField(_("answer"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("lodged by"), **NOBODY
    )
    made_at = models.DateTimeField(_("lodged at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    # What an accepted objection put aside; the application has another case from then on.
    earlier_case = models.OneToOneField(
        "procedures.Case", models.PROTECT, verbose_name=_("case of the earlier decision"), **NOBODY
    )

    class Meta:
        verbose_name = _("objection to a decision")
        verbose_name_plural = _("objections to decisions")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_objection_per_application",
                fields=["application"],
                condition=Q(state="lodged"),
            ),
            models.CheckConstraint(
                name="decided_objection_says_why",
                condition=Q(state__in=["lodged", "withdrawn"]) | ~Q(answer=""),
            ),
        ]
        triggers = [
            Protect(name="objection_to_decision_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="objection_keeps_its_place",
                exclude=[
                    "text",
                    "files",
                    "state",
                    "answer",
                    "decided_by",
                    "decided_at",
                    "earlier_case",
                ],
            ),
            Protect(
                name="objection_keeps_its_words",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("made_at", "text", "files"),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"
