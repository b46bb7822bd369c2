"""What a member of staff keeps for the own desk."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A choice of the worklist that somebody keeps under a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=60)
    wanted = models.JSONField(_("what is chosen"), default=dict)
    saved_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_filter_of_a_name", fields=["user", "name"])
        ]

    def __str__(self) -> str:
        return self.name
