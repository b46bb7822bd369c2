"""What a draft would have done to the last submissions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.forms.states import ReplayState
from backoffice.forms.triggers import replay_triggers

from .definitions import Version


class Replay(models.Model):
    """One run of a draft over submissions; the report names no person."""

    version = models.ForeignKey(
        Version,
        models.CASCADE,
        related_name="replays",
        verbose_name=pgettext_lazy("forms", "version"),
    )
    # The draft as it was run; a draft that changed afterwards needs another replay.
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    document = models.JSONField(_("document with its parts"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=ReplayState, default=ReplayState.WAITING
    )
    total = models.PositiveIntegerField(_("submissions"), default=0)
    seen = models.PositiveIntegerField(_("seen"), default=0)
    report = models.JSONField(_("report"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    finished_at = models.DateTimeField(pgettext_lazy("forms", "finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="replay_state_is_known", condition=Q(state__in=ReplayState.values)
            ),
            models.UniqueConstraint(
                name="one_replay_at_a_time",
                fields=["version"],
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]
        triggers = replay_triggers()

    def __str__(self) -> str:
        return f"{self.version}: {self.asked_at:%Y-%m-%d %H:%M}"
