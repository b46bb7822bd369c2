"""The law as data: kinds of charge, tariffs, surcharge regimes and ways of paying."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.kernel.money import RateField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

# Two rows that are valid on the same day would make the amount depend on the order of reading.
NO_OVERLAP = """
    perform 1 from {parent} where id = new.{column} for no key update;
    if exists (
        select 1 from {table} other
        where other.{column} = new.{column} {same} and other.id <> new.id
          and daterange(other.valid_from, other.valid_until, '[]')
              && daterange(new.valid_from, new.valid_until, '[]')
    ) then
        raise exception '{name}: another row is valid on some of these days'
            using errcode = '23P01', constraint = '{name}';
    end if;
    return new;
"""


def refuse_overlap(
    name: str, *, table: str, parent: str, column: str, same: str
) -> pgtrigger.Trigger:
    """Return a trigger that refuses two rows valid on one day; no server extension is needed."""
    return Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=NO_OVERLAP.format(name=name, table=table, parent=parent, column=column, same=same),
    )


class Named(models.Model):
    """Something with a Greek and an English name."""

    name_el = models.CharField(_("name in Greek"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self, "name")

    def name_in(self, language: str) -> str:
        """Return the name in a language, `el` or `en`."""
        return self.name_en if language == "en" else self.name_el


class SurchargeRegime(Named):
    """How a late debt grows: the unit that counts, the ceiling, the day that stops it."""

    class Unit(models.TextChoices):
        MONTH = "month", _("started month")
        DAY = "day", _("day")
        ONCE = "once", _("once, when the time to pay is over")

    class CountsBy(models.TextChoices):
        ORDER = "order", _("the day the payment was ordered")
        CREDIT = "credit", _("the day the money arrived")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    unit = models.CharField(_("unit that counts"), max_length=5, choices=Unit)
    cap = RateField(_("ceiling as a share of the debt"), null=True, blank=True)
    counts_by = models.CharField(
        _("what stops it"), max_length=6, choices=CountsBy, default=CountsBy.ORDER
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    rates: "RelatedManager[SurchargeRate]"

    class Meta:
        verbose_name = _("surcharge regime")
        verbose_name_plural = _("surcharge regimes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="surcharge_cap_is_positive",
                condition=models.Q(cap__isnull=True) | models.Q(cap__gt=0),
            ),
        ]


class SurchargeRate(models.Model):
    """The rate of a regime from a day to a day: a fraction a month, a year in day mode, or once."""

    regime = models.ForeignKey(
        SurchargeRegime, models.PROTECT, related_name="rates", verbose_name=_("regime")
    )
    rate = RateField(_("rate as a fraction"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("surcharge rate")
        verbose_name_plural = _("surcharge rates")
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="surcharge_rate_is_positive", condition=models.Q(rate__gt=0)
            ),
            models.CheckConstraint(
                name="surcharge_rate_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap(
                "one_surcharge_rate_a_day",
                table="revenue_surchargerate",
                parent="revenue_surchargeregime",
                column="regime_id",
                same="",
            ),
            ReadOnly(name="surcharge_rate_never_changes", exclude=["valid_until"]),
            Protect(name="surcharge_rate_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.valid_from:%d/%m/%Y}"


class Method(Named):
    """A way of paying and the account where its money rests until the bank credits it."""

    code = models.SlugField(_("code"), max_length=10, unique=True)
    clearing_account = models.CharField(_("account"), max_length=20)
    credit_account = models.CharField(_("account of credits kept"), max_length=20)
    rests = models.BooleanField(
        _("money rests until the bank credits it"),
        default=True,
        help_text=_("Cash is in the till at once; a card payment is credited days later."),
    )

    class Meta:
        verbose_name = _("way of paying")
        verbose_name_plural = _("ways of paying")
        ordering = ["code"]


class ChargeKind(Named):
    """A kind of charge: its revenue code, its accounts, who assesses it and when it is due."""

    class DueRule(models.TextChoices):
        NEXT_MONTH_END = "next_month_end", _("last working day of the next month")
        STATED = "stated", _("stated by the declaration, decision or contract")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    ale = models.CharField(_("revenue code (ALE)"), max_length=20)
    old_code = models.CharField(_("revenue code until 2025"), max_length=10, blank=True)
    receivable_account = models.CharField(_("account of receivables"), max_length=20)
    income_account = models.CharField(_("account of income"), max_length=20)
    surcharge_regime = models.ForeignKey(
        SurchargeRegime,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("surcharge regime"),
    )
    surcharge_ale = models.CharField(_("revenue code of surcharges (ALE)"), max_length=20)
    surcharge_receivable_account = models.CharField(
        _("account of surcharges receivable"), max_length=20
    )
    surcharge_income_account = models.CharField(_("account of surcharges"), max_length=20)
    # What it costs to collect a debt is recovered expenditure, whatever the debt is for.
    expenses_ale = models.CharField(
        _("revenue code of collection expenses (ALE)"), max_length=20, default="1590401001"
    )
    expenses_receivable_account = models.CharField(
        _("account of collection expenses receivable"), max_length=20, default="48601"
    )
    expenses_income_account = models.CharField(
        _("account of collection expenses"), max_length=20, default="15904"
    )
    certify_years = models.PositiveSmallIntegerField(
        _("years to certify"),
        null=True,
        blank=True,
        default=5,
        help_text=_("From the end of the year in which the debt arose. Empty: no limitation."),
    )
    collect_years = models.PositiveSmallIntegerField(
        _("years to collect"),
        null=True,
        blank=True,
        default=5,
        help_text=_("From the end of the year of certification. Empty: no limitation."),
    )
    assessor = models.CharField(_("calculated by"), max_length=80)
    due_rule = models.CharField(_("due"), max_length=20, choices=DueRule, default=DueRule.STATED)
    tariff_delay_months = models.PositiveSmallIntegerField(
        _("months from publication until a tariff applies"), default=0
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of charge")
        verbose_name_plural = _("kinds of charge")
        ordering = ["name_el"]
        constraints = [
            models.CheckConstraint(
                name="charge_kind_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            ReadOnly(name="charge_kind_keeps_its_key", fields=["id"]),
            Protect(name="charge_kind_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("charge_kinds_are_never_emptied"),
        ]


class Tariff(models.Model):
    """A rate or price by key, from a day to a day, with the decision that set it.

    The key names a category; a suffix after `@` names the area in which it applies.
    """

    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="tariffs", verbose_name=_("kind of charge")
    )
    key = models.CharField(_("key"), max_length=80)
    label_el = models.CharField(_("label in Greek"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200)
    rate = RateField(_("rate or price in euros"))
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)
    ada = models.CharField(_("ADA"), max_length=30, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["kind", "key", "-valid_from"]
        indexes = [models.Index(fields=["key", "valid_from"], name="tariff_by_key")]
        constraints = [
            models.UniqueConstraint(
                name="one_tariff_per_key_and_start", fields=["key", "valid_from"]
            ),
            models.CheckConstraint(name="tariff_is_not_negative", condition=models.Q(rate__gte=0)),
            models.CheckConstraint(
                name="tariff_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap(
                "one_tariff_a_day",
                table="revenue_tariff",
                parent="revenue_chargekind",
                column="kind_id",
                same="and other.key = new.key",
            ),
            ReadOnly(name="tariff_never_changes", exclude=["valid_until"]),
            Protect(name="tariff_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.rate.normalize():f}"
