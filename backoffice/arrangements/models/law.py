"""The law as data: schemes, their terms from a day to a day, who grants, the bank's rates."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.states import Cause, Group, Organ
from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, ReadOnly

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


def kept(name: str) -> Protect:
    """Return a trigger that keeps a row of law as it was entered."""
    return Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


class Scheme(models.Model):
    """A scheme of instalments as the law names it."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        verbose_name = _("scheme of instalments")
        verbose_name_plural = _("schemes of instalments")
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self, "name")


class Terms(models.Model):
    """The terms of a scheme for applications from a day to a day; rates are fractions."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="terms", verbose_name=_("scheme")
    )
    valid_from = models.DateField(_("applications from"))
    valid_until = models.DateField(_("applications until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    least_number = models.PositiveSmallIntegerField(_("fewest instalments"))
    most_number = models.PositiveSmallIntegerField(_("most instalments"))
    able_number = models.PositiveSmallIntegerField(
        _("most instalments by ability to pay"), null=True, blank=True
    )
    able_is_open = models.BooleanField(
        _("the longer term is open to municipal debts"),
        default=False,
        help_text=_("Whether local fees count as debts that are no tax is for the treasurer."),
    )
    least_instalment = MoneyField(_("least instalment"))
    first_within = models.PositiveSmallIntegerField(_("working days for the first instalment"))
    late_share = RateField(_("surcharge of a late instalment"))
    late_every_month = models.BooleanField(_("for each month that has begun"))
    report_days = models.PositiveSmallIntegerField(
        _("days to wait for the banks before judging"), default=3
    )
    remind_days = models.PositiveSmallIntegerField(
        _("days before an instalment to remind"), default=5
    )
    bears_interest = models.BooleanField(_("bears interest"))
    margin = RateField(_("points over the base rate"))
    long_after = models.PositiveSmallIntegerField(_("longer than so many instalments"))
    long_margin = RateField(_("more points when longer"))
    free_up_to = MoneyField(_("no interest for debts up to"))
    ceiling_regime = models.CharField(
        _("surcharge regime that is the ceiling"), max_length=40, blank=True
    )
    second_chances = models.PositiveSmallIntegerField(_("second chances"))
    second_together = models.PositiveSmallIntegerField(_("instalments paid first in those"))
    second_margin = RateField(_("more points in those"))
    reward_share = RateField(_("share of the interest given back to the consistent"))
    child_point = RateField(_("points off for each child"))
    most_child_points = RateField(_("most points off for children"))
    certified_until = models.DateField(_("debts certified until"), null=True, blank=True)

    losses: "RelatedManager[LossRule]"
    waivers: "RelatedManager[Waiver]"
    bands: "RelatedManager[AbilityBand]"
    excluded: "RelatedManager[ExcludedKind]"

    class Meta:
        verbose_name = _("terms of a scheme")
        verbose_name_plural = _("terms of schemes")
        ordering = ["scheme", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_terms_per_scheme_and_start", fields=["scheme", "valid_from"]
            ),
            models.CheckConstraint(
                name="terms_end_after_they_begin",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="terms_allow_some_number",
                condition=models.Q(least_number__gte=1)
                & models.Q(most_number__gte=models.F("least_number")),
            ),
        ]
        triggers = [
            ReadOnly(name="terms_never_change", exclude=["valid_until", "able_is_open"]),
            Protect(name="terms_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} ({self.valid_from:%d/%m/%Y})"

    @property
    def long_limit(self) -> int:
        """The most instalments that anybody can get."""
        return self.able_number if self.able_is_open and self.able_number else self.most_number


class LossRule(models.Model):
    """One cause for which an arrangement of these terms is lost, with its limit."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="losses", verbose_name=_("terms"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    limit = models.PositiveSmallIntegerField(_("limit"))

    class Meta:
        verbose_name = _("cause of loss")
        verbose_name_plural = _("causes of loss")
        ordering = ["terms", "cause"]
        constraints = [
            models.UniqueConstraint(name="one_limit_per_cause", fields=["terms", "cause"])
        ]
        triggers = [kept("loss_rule_is_append_only")]

    def __str__(self) -> str:
        return f"{self.cause}: {self.limit}"


class Waiver(models.Model):
    """Which share of surcharges is waived, by group of debtors and number of instalments."""

    terms = models.ForeignKey(
        Terms, models.PROTECT, related_name="waivers", verbose_name=_("terms")
    )
    group = models.CharField(_("debtors"), max_length=12, choices=Group)
    least = models.PositiveSmallIntegerField(_("from instalments"))
    most = models.PositiveSmallIntegerField(_("to instalments"))
    share = RateField(_("share waived"))

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["terms", "group", "least"]
        constraints = [
            models.UniqueConstraint(name="one_waiver_per_step", fields=["terms", "group", "least"]),
            models.CheckConstraint(
                name="waiver_is_a_share",
                condition=models.Q(share__gt=0, share__lte=1, most__gte=models.F("least")),
            ),
        ]
        triggers = [kept("waiver_is_append_only")]

    def __str__(self) -> str:
        return f"{self.group} {self.least}-{self.most}: {self.share}"


class AbilityBand(models.Model):
    """A step of the scale by which ability to pay is counted from a year's income."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="bands", verbose_name=_("terms"))
    debtor = models.CharField(
        _("debtors"),
        max_length=8,
        choices=[("natural", _("natural persons")), ("legal", _("legal persons"))],
    )
    up_to = MoneyField(_("income up to"), null=True, blank=True)
    rate = RateField(_("rate"))

    class Meta:
        verbose_name = _("step of ability to pay")
        verbose_name_plural = _("steps of ability to pay")
        ordering = ["terms", "debtor", models.F("up_to").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(
                name="one_ability_step_per_income",
                fields=["terms", "debtor", "up_to"],
                nulls_distinct=False,
            )
        ]
        triggers = [kept("ability_step_is_append_only")]

    def __str__(self) -> str:
        return f"{self.debtor} {self.up_to}: {self.rate}"


class ExcludedKind(models.Model):
    """A kind of charge that these terms leave out, such as debts out of contracts."""

    terms = models.ForeignKey(
        Terms, models.PROTECT, related_name="excluded", verbose_name=_("terms")
    )
    kind = models.SlugField(_("kind of charge"), max_length=40)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("kind left out")
        verbose_name_plural = _("kinds left out")
        ordering = ["terms", "kind"]
        constraints = [
            models.UniqueConstraint(name="one_exclusion_per_kind", fields=["terms", "kind"])
        ]

    def __str__(self) -> str:
        return self.kind


class GrantLimit(models.Model):
    """Which organ grants an arrangement of debts above an amount."""

    organ = models.CharField(_("organ"), max_length=10, choices=Organ)
    above = MoneyField(_("debts above"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("limit of an organ")
        verbose_name_plural = _("limits of organs")
        ordering = ["above"]
        constraints = [
            models.UniqueConstraint(name="one_organ_per_limit", fields=["above", "valid_from"]),
        ]
        triggers = [
            ReadOnly(name="grant_limit_never_changes", exclude=["valid_until"]),
            Protect(name="grant_limit_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.organ} > {self.above}"


class BaseRate(models.Model):
    """The average rate that the Bank of Greece published last, as a fraction of a year."""

    rate = RateField(_("rate as a fraction"))
    valid_from = models.DateField(_("used from"), unique=True)
    basis = models.CharField(_("publication"), max_length=200)

    class Meta:
        verbose_name = _("base rate")
        verbose_name_plural = _("base rates")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="base_rate_is_a_fraction",
                condition=models.Q(rate__gte=Decimal(0), rate__lt=Decimal(1)),
            ),
        ]
        triggers = [kept("base_rate_is_append_only")]

    def __str__(self) -> str:
        return f"{self.rate} {self.valid_from:%d/%m/%Y}"
