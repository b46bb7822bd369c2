"""Files by their content: kept once, never changed, out of every public address."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


def private_storage() -> Storage:
    """Return the store that no address reaches."""
    return storages["private"]


class StoredFile(models.Model):
    """A file by its SHA-256; the same content is kept once, whoever brings it."""

    class Scan(models.TextChoices):
        OFF = "off", _("no scanner is set")
        CLEAN = "clean", _("nothing found")

    class Text(models.TextChoices):
        WAITING = "waiting", _("text not read yet")
        READ = "read", _("text read")
        NONE = "none", _("holds no text")
        FAILED = "failed", _("text cannot be read")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    content_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    name = models.CharField(_("name given first"), max_length=200)
    notes = models.JSONField(_("what was noticed"), default=list)
    scan = models.CharField(_("malware scan"), max_length=8, choices=Scan, default=Scan.OFF)
    kept_at = models.DateTimeField(_("kept at"))
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    text_state = models.CharField(_("text"), max_length=8, choices=Text, default=Text.WAITING)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_file_per_content",
                fields=["sha256"],
                condition=models.Q(destroyed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="file_hash_has_64_digits", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        triggers = [
            Protect(name="stored_file_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="stored_file_is_its_content",
                fields=["code", "sha256", "content_type", "size", "kept_at", "kept_by"],
            ),
            refuse_truncate("stored_files_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where its content lies in the private store."""
        return f"documents/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class FileText(models.Model):
    """The text read out of a file, and its words for finding it."""

    file = models.OneToOneField(
        StoredFile, models.CASCADE, primary_key=True, related_name="read_text"
    )
    text = models.TextField(_("text"))
    words = SearchVectorField()

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.file_id)
