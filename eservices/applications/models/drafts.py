"""What somebody fills in and has not sent, and who else is asked to sign it."""

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly
from eservices.applications.states import SignatureState

from .applications import Application, Capacity, Channel, leaves_by_erasure


class Draft(models.Model):
    """One unsent application; every page saves what was typed, right or wrong."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
        help_text=_("Nobody where the service asks for no sign-in."),
    )
    party = models.ForeignKey(
        "party.Party",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for whom"),
    )
    capacity = models.CharField(
        _("capacity"), max_length=8, choices=Capacity, default=Capacity.SELF
    )
    custody = models.ForeignKey(
        "applications.Custody",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("child"),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.PORTAL)
    service = models.CharField(_("service"), max_length=80)
    form_version = models.PositiveBigIntegerField(_("version of the form"))
    answers = models.JSONField(_("answers"), default=dict, encoder=DjangoJSONEncoder)
    # Where an answer was not typed: {question: source}, shown while it stands as it came.
    prefilled = models.JSONField(_("answers from the registers"), default=dict)
    pages_seen = models.JSONField(_("pages answered"), default=list)
    email = models.EmailField(_("e-mail address"), blank=True)
    submission_key = models.CharField(_("submission key"), max_length=120, default=new_code)
    # Set while others are asked to sign: what they sign may not change under their hands.
    frozen_at = models.DateTimeField(_("closed for signature at"), null=True, blank=True)
    snapshot = models.JSONField(_("content to sign"), null=True, blank=True)
    digest = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        ordering = ["-saved_at"]
        indexes = [
            models.Index(fields=["saved_at"], name="application_draft_by_save"),
            models.Index(fields=["user", "-saved_at"], name="application_draft_by_user"),
        ]
        constraints = [
            models.CheckConstraint(
                name="frozen_draft_has_its_content",
                condition=Q(frozen_at__isnull=True, digest="")
                | Q(
                    frozen_at__isnull=False, snapshot__isnull=False, digest__regex=r"^[0-9a-f]{64}$"
                ),
            ),
        ]
        triggers = [
            Protect(
                name="frozen_answers_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NOT NULL AND "
                    "(OLD.answers IS DISTINCT FROM NEW.answers"
                    " OR OLD.snapshot IS DISTINCT FROM NEW.snapshot"
                    " OR OLD.digest IS DISTINCT FROM NEW.digest)"
                ),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.service} {self.code}"


class CoSignature(models.Model):
    """A second person who is asked to sign the same content, found by a link of their own."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    draft = models.ForeignKey(
        Draft,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("draft"),
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("application"),
    )
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail address"))
    afm = models.CharField(
        _("AFM"),
        max_length=9,
        blank=True,
        help_text=_("Empty: whoever holds the link and signs in."),
    )
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=SignatureState, default=SignatureState.INVITED
    )
    reason = models.CharField(_("reason of the refusal"), max_length=400, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    signer_party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who signed"),
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("to be signed until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("co-signature")
        verbose_name_plural = _("co-signatures")
        ordering = ["invited_at", "pk"]
        indexes = [
            models.Index(
                fields=["expires_at"], name="cosignature_by_end", condition=Q(state="invited")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="cosignature_says_who_signed",
                condition=~Q(state="signed")
                | Q(signer__isnull=False, signer_party__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="refused_cosignature_says_why", condition=~Q(state="refused") | ~Q(reason="")
            ),
        ]
        triggers = [
            ReadOnly(
                name="cosignature_keeps_its_terms",
                fields=["code", "digest", "invited_at"],
            ),
            Protect(
                name="cosignature_keeps_who_was_asked",
                operation=pgtrigger.Update,
                condition=leaves_by_erasure("invited_at", "name", "email", "afm"),
            ),
            Protect(
                name="signed_cosignature_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'signed' AND (NEW.signer_id IS DISTINCT FROM OLD.signer_id"
                    " OR NEW.signer_party_id IS DISTINCT FROM OLD.signer_party_id"
                    " OR NEW.answered_at IS DISTINCT FROM OLD.answered_at)"
                ),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"
