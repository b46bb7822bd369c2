"""A procedure and its drawn versions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.procedures.states import VersionState
from backoffice.procedures.triggers import definition_triggers, version_triggers


class Kind(models.TextChoices):
    """What a definition draws."""

    PROCESS = "process", _("procedure (BPMN)")
    DECISION = "decision", _("decision table (DMN)")


class Definition(models.Model):
    """A procedure or a decision table, known by its key; what it does stands in its versions."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROCESS)
    name_el = models.CharField(_("name in Greek"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["name_el"]
        permissions = [
            ("draw_definition", _("Can draw procedures")),
            ("publish_version", _("Can put a version in force")),
            ("migrate_cases", _("Can move running cases to another version")),
        ]
        constraints = [
            models.CheckConstraint(
                name="definition_kind_is_known", condition=Q(kind__in=Kind.values)
            )
        ]
        triggers = definition_triggers()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self, "name")


class Version(models.Model):
    """One drawing of a procedure; once in force it never changes again."""

    definition = models.ForeignKey(
        Definition, models.PROTECT, related_name="versions", verbose_name=_("procedure")
    )
    number = models.PositiveIntegerField(_("version"))
    xml = models.TextField(_("drawing"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    saved_at = models.DateTimeField(_("last saved"))
    published_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    published_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put in force by"),
    )

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        ordering = ["definition", "-number"]
        constraints = [
            models.UniqueConstraint(name="one_version_per_number", fields=["definition", "number"]),
            models.UniqueConstraint(
                name="one_version_in_force",
                fields=["definition"],
                condition=Q(state="published"),
            ),
            models.UniqueConstraint(
                name="one_draft_at_a_time", fields=["definition"], condition=Q(state="draft")
            ),
            models.CheckConstraint(
                name="version_state_is_known", condition=Q(state__in=VersionState.values)
            ),
            models.CheckConstraint(
                name="version_in_force_says_since_when",
                condition=Q(state="draft") | Q(published_at__isnull=False),
            ),
        ]
        triggers = version_triggers()

    def __str__(self) -> str:
        return f"{self.definition} ({self.number})"
