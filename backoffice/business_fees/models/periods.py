"""Periods that the register lets the town expect."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees.states import PeriodState
from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.triggers import Protect

from .register import Establishment


class ExpectedPeriod(models.Model):
    """One month or quarter for which one establishment owes a declaration, even of zero."""

    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="periods", verbose_name=_("establishment")
    )
    period = models.CharField(_("period"), max_length=7)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=PeriodState, default=PeriodState.EXPECTED
    )
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    invitation_no = models.PositiveIntegerField(_("invitation number"), null=True, blank=True)
    answer_by = models.DateField(_("to answer by"), null=True, blank=True)

    class Meta:
        verbose_name = _("expected period")
        verbose_name_plural = _("expected periods")
        ordering = ["-first_on", "establishment__trade_name"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="period_by_state_and_due_day"),
            models.Index(fields=["-first_on", "establishment"], name="period_by_first_day"),
            models.Index(fields=["period", "state"], name="period_by_name_and_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_expectation_per_period", fields=["establishment", "period"]
            ),
            models.CheckConstraint(
                name="period_is_a_month_or_quarter",
                condition=models.Q(period__regex=r"^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$"),
            ),
            models.CheckConstraint(
                name="period_is_due_after_its_end",
                condition=models.Q(due_on__gt=models.F("last_on")),
            ),
            models.CheckConstraint(
                name="invited_period_has_its_invitation",
                condition=~models.Q(state=PeriodState.INVITED)
                | models.Q(invited_at__isnull=False, invitation_no__isnull=False),
            ),
        ]
        triggers = [
            Protect(name="expected_period_is_never_deleted", operation=pgtrigger.Delete),
        ]
        permissions = [
            ("invite_missing", _("Can invite those who have not declared")),
            ("assess_missing", _("Can propose an own finding")),
            ("certify_finding", _("Can certify an own finding")),
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id}: {self.period}"

    @property
    def tax_period(self) -> TaxPeriod:
        """The month or quarter."""
        return TaxPeriod.parse(self.period)
