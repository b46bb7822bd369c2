"""Sentences that the office uses again and again: reasons, remedies, messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TextBlock(models.Model):
    """One text that a clerk puts into a decision or a message and then fits to the matter."""

    class Use(models.TextChoices):
        REASONS = "reasons", pgettext_lazy("text block", "reasons")
        REMEDIES = "remedies", pgettext_lazy("text block", "remedies")
        MESSAGE = "message", pgettext_lazy("text block", "message to the applicant")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    use = models.CharField(_("use"), max_length=10, choices=Use)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    service = models.CharField(
        _("only for the service"), max_length=80, blank=True, help_text=_("Empty: for all.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("applies from"), null=True, blank=True)
    valid_until = models.DateField(_("applies until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("text block")
        verbose_name_plural = _("text blocks")
        ordering = ["use", "position", "title"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.title
