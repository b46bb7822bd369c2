"""One append-only row per verb, and the seals that chain them."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.triggers import Protect, refuse_truncate

from .words import label_of


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, with the questions that Wagtail's history page asks of a log."""

    def get_actions(self) -> set[str]:
        """Return the verbs that occur."""
        return set(self.order_by().values_list("action", flat=True).distinct())

    def get_users(self) -> models.QuerySet[Any]:
        """Return the users who acted."""
        actors = self.order_by().values("user").distinct()
        return get_user_model().objects.filter(pk__in=actors)

    def latest_by_uuid_and_action(self) -> "EntryQuerySet":
        """Return everything: each of our verbs leaves one row."""
        return self

    def with_instances(self) -> Iterator[tuple["Entry", None]]:
        """Return entries without their subjects, which other modules guard."""
        return ((entry, None) for entry in self)


class EntryManager(models.Manager.from_queryset(EntryQuerySet)):  # type: ignore[misc]
    """Reads entries; writing is `services.record` alone."""

    def for_instance(self, instance: models.Model) -> EntryQuerySet:
        """Return the entries about a row, newest first."""
        kind = ContentType.objects.get_for_model(instance)
        return self.filter(content_type=kind, object_id=str(instance.pk))

    def log_action(self, instance: models.Model, action: str, **kwargs: Any) -> None:
        """Enter what Wagtail notes of a form, unless a service behind it left its row already."""
        from .services import record_screen

        record_screen(action, instance, user=kwargs.get("user"))


class Entry(models.Model):
    """What was done to what, by whom, for whom, and how it was before and after.

    The fields carry the names of Wagtail's log entries, so that its history pages show them.
    """

    action = models.CharField(_("verb"), max_length=80)
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name=_("kind"))
    object_id = models.CharField(_("identifier"), max_length=40)
    label = models.CharField(pgettext_lazy("trail", "subject"), max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    on_behalf_of = models.PositiveBigIntegerField(_("on behalf of"), null=True, blank=True)
    timestamp = models.DateTimeField(_("at"))
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[EntryManager] = EntryManager()
    wagtail_reference_index_ignore = True
    revision_id: ClassVar[None] = None
    content_changed: ClassVar[bool] = False

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        permissions = [("export_entry", _("Can export the audit trail"))]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["content_type", "object_id", "-id"], name="audit_by_subject"),
            models.Index(fields=["user", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_verb"),
            models.Index(fields=["-timestamp"], name="audit_by_time"),
        ]
        triggers = [
            Protect(name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("audit_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"

    @property
    def message(self) -> str:
        """The verb in the reader's language."""
        return label_of(self.action)

    @property
    def comment(self) -> str:
        """The reason given."""
        return self.note

    @property
    def user_display_name(self) -> str:
        """Who acted; the system itself where nobody did."""
        return str(self.user) if self.user_id else str(_("system"))


class Seal(models.Model):
    """A hash over a run of entries and the seal before it; a changed row breaks it.

    Sealing is a task of its own: a chain from row to row would make every writer of the town
    wait for one lock. The digests of the single rows are kept so that a broken seal names the row.
    """

    first_entry = models.PositiveBigIntegerField(_("from entry"), unique=True)
    last_entry = models.PositiveBigIntegerField(_("to entry"), unique=True)
    entries = models.PositiveIntegerField(_("entries"))
    rows = models.JSONField(_("digests of the rows"), default=dict)
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["-last_entry"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="seal_covers_a_run",
                condition=models.Q(last_entry__gte=models.F("first_entry")),
            ),
        ]
        triggers = [
            Protect(name="seal_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("seal_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.first_entry}-{self.last_entry}"
