"""Less for whoever pays early, and interest that the town gives back."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, refuse_truncate

from .charges import Charge
from .deeds import DeedRule, dated, kept
from .settled import Credit


class EarlyRule(DeedRule):
    """By how much a debt of a kind is less when it is paid whole within some days.

    Without service its time runs from the certification.
    """

    share = RateField(_("share taken off"))

    class Meta(DeedRule.Meta):
        verbose_name = _("reduction for early payment")
        verbose_name_plural = _("reductions for early payment")
        constraints = [
            models.CheckConstraint(
                name="early_rule_takes_off_a_share", condition=Q(share__gt=0, share__lt=1)
            ),
            *dated("early_rule"),
        ]
        triggers = kept("early_rule", "revenue_earlyrule")


class GivenInterest(models.Model):
    """Interest credited to a debtor, with the tree that explains it."""

    class Kind(models.TextChoices):
        OVERPAID = "overpaid", pgettext_lazy("interest", "surcharge of what was not owed")
        LATE_REFUND = "late_refund", pgettext_lazy("interest", "refund later than the law allows")

    kind = models.CharField(_("why"), max_length=12, choices=Kind)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("creditor")
    )
    act = models.ForeignKey(
        "revenue.Act",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interest_given",
        verbose_name=_("act"),
    )
    charge = models.ForeignKey(
        Charge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interest_given",
        verbose_name=_("charge"),
    )
    amount = MoneyField(_("amount"))
    explanation = models.JSONField(_("how it was calculated"))
    on = models.DateField(_("on"))
    credit = models.OneToOneField(
        Credit, models.PROTECT, related_name="interest", verbose_name=_("credit")
    )

    class Meta:
        verbose_name = _("interest given back")
        verbose_name_plural = _("interest given back")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="given_interest_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="given_interest_names_its_cause",
                condition=Q(kind="overpaid", charge__isnull=False)
                | Q(kind="late_refund", act__isnull=False),
            ),
        ]
        triggers = [
            Protect(
                name="given_interest_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            refuse_truncate("given_interest_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
