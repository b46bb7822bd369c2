"""Questions for certificates, and what stood against each."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly


class Application(models.Model):
    """One question for a certificate; it stays open while something stands against it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    kind = models.SlugField(_("kind"), max_length=40)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("for whom")
    )
    purpose = models.CharField(_("for which use"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    made_at = models.DateTimeField(_("asked at"))
    tried_at = models.DateTimeField(_("last looked at"))
    grounds = models.JSONField(_("what stands against it"), default=list)
    replaces = models.ForeignKey(
        "certificates.Certificate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to take the place of"),
    )
    replaces_why = models.CharField(_("why it is replaced"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("application for a certificate")
        verbose_name_plural = _("applications for certificates")
        ordering = ["-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["party", "-id"], name="application_by_party")]
        constraints = [
            models.CheckConstraint(
                name="application_says_why_it_replaces",
                condition=Q(replaces__isnull=True, replaces_why="")
                | (Q(replaces__isnull=False) & ~Q(replaces_why="")),
            )
        ]
        triggers = [
            ReadOnly(
                name="application_keeps_what_was_asked",
                fields=[
                    "code",
                    "key",
                    "kind",
                    "party",
                    "purpose",
                    "made_by",
                    "made_at",
                    "replaces",
                    "replaces_why",
                ],
            ),
            Protect(name="application_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
