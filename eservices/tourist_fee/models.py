"""What somebody began to write and has not sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import TaxPeriod


class Draft(models.Model):
    """One person's unsent declaration or correction; it saves itself at every step."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("written by")
    )
    establishment = models.ForeignKey(
        "business_fees.Establishment",
        models.CASCADE,
        related_name="+",
        verbose_name=_("establishment"),
    )
    period = models.CharField(_("period"), max_length=7)
    corrects = models.CharField(_("corrects"), max_length=20, blank=True)
    had_receipts = models.BooleanField(_("had receipts"), null=True)
    bases = models.JSONField(_("amounts"), default=dict)
    attachments = models.JSONField(_("files"), default=list)
    files_seen = models.BooleanField(_("files answered"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    submission_key = models.CharField(_("submission key"), max_length=80, default=new_code)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["saved_at"], name="draft_by_last_save")]
        constraints = [
            models.UniqueConstraint(
                name="one_draft_per_person_and_period", fields=["user", "establishment", "period"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.period}"

    @property
    def tax_period(self) -> TaxPeriod:
        """The month or quarter."""
        return TaxPeriod.parse(self.period)
