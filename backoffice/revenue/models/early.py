"""Less for whoever pays early, and interest that the town gives back."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .charges import Charge
from .kinds import ChargeKind, refuse_overlap
from .settled import Credit


class EarlyRule(models.Model):
    """By how much a debt of a kind is less when it is paid whole within some days.

    The rule is that of the day of the deed (`occurred_on` among the facts of the charge), else of
    the certification; its time runs from service (`served_on`), else from the certification.
    """

    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="early_rules", verbose_name=_("kind of charge")
    )
    share = RateField(_("share taken off"))
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    valid_from = models.DateField(_("for deeds from"))
    valid_until = models.DateField(_("for deeds until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("reduction for early payment")
        verbose_name_plural = _("reductions for early payment")
        ordering = ["kind", "-valid_from"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="early_rule_takes_off_a_share", condition=Q(share__gt=0, share__lt=1)
            ),
            models.CheckConstraint(
                name="early_rule_names_a_time", condition=Q(days__gt=0) | Q(months__gt=0)
            ),
            models.CheckConstraint(
                name="early_rule_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap(
                "one_early_rule_a_day",
                table="revenue_earlyrule",
                parent="revenue_chargekind",
                column="kind_id",
                same="",
            ),
            ReadOnly(name="early_rule_never_changes", exclude=["valid_until"]),
            Protect(name="early_rule_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%d/%m/%Y}"


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
