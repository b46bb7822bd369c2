"""A part that forms share, its versions, and the steps of its draft."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.forms.triggers import part_triggers, part_version_triggers

from .shapes import Drawn, Named, Step, version_rules


class Part(Named):
    """Fields that many forms ask for in the same words."""

    class Meta:
        verbose_name = _("shared part")
        verbose_name_plural = _("shared parts")
        ordering = ["title_el"]
        triggers = part_triggers()


class PartVersion(Drawn):
    """One state of a part: its fields."""

    part = models.ForeignKey(
        Part, models.PROTECT, related_name="versions", verbose_name=_("shared part")
    )

    class Meta:
        verbose_name = _("version of a shared part")
        verbose_name_plural = _("versions of shared parts")
        ordering = ["part", "-number"]
        constraints = version_rules("part", "part_version")
        triggers = part_version_triggers()

    def __str__(self) -> str:
        return f"{self.part} ({self.number})"


class PartRevision(Step):
    """A step of a part's draft."""

    version = models.ForeignKey(PartVersion, models.CASCADE, related_name="revisions")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                name="part_revision_number_is_used_once", fields=["version", "number"]
            ),
            models.UniqueConstraint(
                name="one_current_part_revision",
                fields=["version"],
                condition=Q(is_current=True),
            ),
        ]
