"""Files that citizens bring: kept by their content, or set apart."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly

from .applications import ERASED_AS, Application
from .drafts import Draft


class Upload(models.Model):
    """One file for one question of a draft, an application or a later paper about it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    draft = models.ForeignKey(
        Draft,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("draft"),
    )
    application = models.ForeignKey(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("application"),
    )
    field = models.CharField(_("question"), max_length=160)
    file = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        # Not hidden: the file store asks every relation before it destroys a content.
        related_name="application_uploads",
        verbose_name=_("file"),
    )
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    is_redrawn = models.BooleanField(
        _("drawn anew"),
        default=False,
        help_text=_("A picture without the place, device and other hidden data it came with."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brought by"),
    )
    at = models.DateTimeField(_("brought at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sent_upload_has_its_application",
                condition=Q(sent_at__isnull=True) | Q(application__isnull=False),
            ),
        ]
        triggers = [
            ReadOnly(
                name="upload_is_its_content",
                fields=["code", "file", "sha256", "size", "content_type", "at"],
            ),
            Protect(
                name="sent_upload_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    f"OLD.sent_at IS NOT NULL AND NOT privacy_erasing('{ERASED_AS}', OLD.sent_at)"
                ),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Quarantine(models.Model):
    """A file that carries malware: its content lies apart for a month and is never handed out."""

    draft = models.ForeignKey(
        Draft, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("draft")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brought by"),
    )
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    at = models.DateTimeField(_("brought at"))
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file in quarantine")
        verbose_name_plural = _("files in quarantine")
        ordering = ["-at"]
        triggers = [
            Protect(name="quarantined_file_is_never_deleted", operation=pgtrigger.Delete),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where its content lies in the private store."""
        return f"quarantine/{self.sha256[:2]}/{self.sha256}"
