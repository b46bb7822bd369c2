"""One append-only row per verb, and the seals that chain them."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import refuse_truncate


class Entry(models.Model):
    """What was done to what, by whom, for whom, and how it was before and after."""

    verb = models.CharField(_("verb"), max_length=80)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("kind"))
    subject_id = models.CharField(_("identifier"), max_length=40)
    subject_label = models.CharField(_("subject"), max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    on_behalf_of = models.PositiveBigIntegerField(_("on behalf of"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_by_subject"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["verb", "-id"], name="audit_by_verb"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("audit_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"


class Seal(models.Model):
    """A hash over a run of entries and the seal before it; a changed row breaks it.

    Sealing is a task of its own: a chain from row to row would make every writer of the town
    wait for one lock.
    """

    first_entry = models.PositiveBigIntegerField(_("from entry"), unique=True)
    last_entry = models.PositiveBigIntegerField(_("to entry"), unique=True)
    entries = models.PositiveIntegerField(_("entries"))
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["-last_entry"]
        constraints = [
            models.CheckConstraint(
                name="seal_covers_a_run",
                condition=models.Q(last_entry__gte=models.F("first_entry")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="seal_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_entry}-{self.last_entry}"
