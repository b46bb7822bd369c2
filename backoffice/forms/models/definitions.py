"""A form, its versions, and the steps of its draft."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.forms.triggers import definition_triggers, version_triggers

from .shapes import Drawn, Named, Step, version_rules


class Definition(Named):
    """A form of the town."""

    class Meta:
        verbose_name = pgettext_lazy("forms", "form")
        verbose_name_plural = _("forms")
        ordering = ["title_el"]
        permissions = [
            ("edit_definition", _("Can edit drafts of forms")),
            ("publish_version", _("Can put forms in force")),
        ]
        triggers = definition_triggers()


class Version(Drawn):
    """One state of a form: its document, and the same with every shared part in its place."""

    definition = models.ForeignKey(
        Definition,
        models.PROTECT,
        related_name="versions",
        verbose_name=pgettext_lazy("forms", "form"),
    )
    # What citizens fill in; set when the version comes in force.
    expanded = models.JSONField(_("document with its parts"), default=dict, blank=True)
    # The linked parts by key, with the number of the version that was put in place.
    linked = models.JSONField(_("linked parts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["definition", "-number"]
        constraints = version_rules("definition", "form_version")
        triggers = version_triggers()

    def __str__(self) -> str:
        return f"{self.definition} ({self.number})"


class Revision(Step):
    """A step of a form's draft."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="revisions")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                name="form_revision_number_is_used_once", fields=["version", "number"]
            ),
            models.UniqueConstraint(
                name="one_current_form_revision",
                fields=["version"],
                condition=Q(is_current=True),
            ),
        ]
