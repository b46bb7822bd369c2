"""What forms and shared parts have in common: a key with names, versions, steps of a draft."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.forms.states import VersionState
from backoffice.kernel.languages import in_language


class Named(models.Model):
    """Something known by its key; what it says stands in its versions."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    title_el = models.CharField(_("title in Greek"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return in_language(self, "title")

    @property
    def titles(self) -> dict[str, str]:
        """Its title in both languages, as documents say it."""
        return {"el": self.title_el, "en": self.title_en or self.title_el}


class Drawn(models.Model):
    """A numbered document with a state; once in force it never changes again.

    `shipped_checksum` names the file of the programme that it came from; empty for a town's own.
    """

    number = models.PositiveIntegerField(pgettext_lazy("forms", "version"))
    document = models.JSONField(_("document"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    shipped_checksum = models.CharField(max_length=64, blank=True, default="", editable=False)
    note = models.CharField(_("what changed"), max_length=400, blank=True)
    saved_at = models.DateTimeField(_("last saved"))
    saved_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    in_force_since = models.DateTimeField(_("in force since"), null=True, blank=True)
    in_force_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put in force by"),
    )

    class Meta:
        abstract = True

    @property
    def is_draft(self) -> bool:
        """Tell whether it may still change."""
        return bool(self.state == VersionState.DRAFT)


def version_rules(owner: str, name: str) -> list[Any]:
    """Return the constraints of a table of versions.

    :param owner: the field that names what the versions are of
    :param name: how the constraints' names begin
    """
    return [
        models.UniqueConstraint(name=f"{name}_number_is_used_once", fields=[owner, "number"]),
        models.UniqueConstraint(
            name=f"one_{name}_in_force", fields=[owner], condition=Q(state="in_force")
        ),
        models.UniqueConstraint(
            name=f"one_{name}_drafted", fields=[owner], condition=Q(state="draft")
        ),
        models.CheckConstraint(
            name=f"{name}_state_is_known", condition=Q(state__in=VersionState.values)
        ),
        models.CheckConstraint(
            name=f"{name}_in_force_says_since_when",
            condition=Q(state="draft") | Q(in_force_since__isnull=False),
        ),
    ]


class Step(models.Model):
    """The document after one step of whoever edits; what undo goes back to."""

    number = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    is_current = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        "identity.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
