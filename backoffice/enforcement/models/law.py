"""The law as data: thresholds, days and protected amounts; how each way of service counts."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.enforcement.states import Way
from backoffice.kernel.money import RateField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger

# The row of the same key that began before tells which days are taken; readers of one day must
# never find two rows.
NO_OVERLAP = """
    perform pg_advisory_xact_lock(hashtext('{name}'));
    if exists (
        select 1 from {table} other
        where other.{key} = new.{key} and other.id <> new.id
          and daterange(other.valid_from, other.valid_until, '[]')
              && daterange(new.valid_from, new.valid_until, '[]')
    ) then
        raise exception '{name}: another row is valid on some of these days'
            using errcode = '23P01', constraint = '{name}';
    end if;
    return new;
"""


def refuse_overlap(name: str, *, table: str, key: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses two rows of one key valid on one day."""
    return Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=NO_OVERLAP.format(name=name, table=table, key=key),
    )


class Dated(models.Model):
    """Something that applies from a day to a day, by a law."""

    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        abstract = True


class LegalFigure(Dated):
    """A number of the law: euros, days or a share, by key."""

    key = models.CharField(_("key"), max_length=60)
    value = RateField(_("value"))
    label_el = models.CharField(_("label in Greek"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200)

    class Meta:
        verbose_name = _("figure of the law")
        verbose_name_plural = _("figures of the law")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.CheckConstraint(name="legal_figure_is_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="legal_figure_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap("one_legal_figure_a_day", table="enforcement_legalfigure", key="key"),
            ReadOnly(name="legal_figure_never_changes", exclude=["valid_until"]),
            Protect(name="legal_figure_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value.normalize():f}"


class ServiceRule(Dated):
    """From which day a way of service counts, and how many days later service is deemed made."""

    class CountsFrom(models.TextChoices):
        POSTING = "posting", _("the day it was posted")
        DELIVERY = "delivery", _("the day it was delivered")

    way = models.CharField(_("way"), max_length=10, choices=Way)
    serves = models.BooleanField(_("counts as service"))
    counts_from = models.CharField(_("counts from"), max_length=8, choices=CountsFrom)
    days = models.PositiveSmallIntegerField(_("days until service is deemed made"), default=0)
    working_days = models.BooleanField(_("working days"), default=False)

    class Meta:
        verbose_name = _("rule of service")
        verbose_name_plural = _("rules of service")
        ordering = ["way", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="service_rule_way_is_known", condition=Q(way__in=Way.values)
            ),
            models.CheckConstraint(
                name="service_rule_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap("one_service_rule_a_day", table="enforcement_servicerule", key="way"),
            ReadOnly(name="service_rule_never_changes", exclude=["valid_until"]),
            Protect(name="service_rule_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.get_way_display()
