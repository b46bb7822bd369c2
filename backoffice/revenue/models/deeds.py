"""A rule by the day of a deed: a dated row of a kind of charge that never changes, only ends."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import Protect, ReadOnly

from .kinds import ChargeKind, refuse_overlap


class DeedRule(models.Model):
    """What the law of the day of a deed gives within some time.

    The rule is that of the day of the deed (`occurred_on` among the facts of the charge), else of
    the certification; its time runs from service (`served_on`).
    """

    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="+", verbose_name=_("kind of charge")
    )
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    valid_from = models.DateField(_("for deeds from"))
    valid_until = models.DateField(_("for deeds until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)

    class Meta:
        abstract = True
        ordering = ["kind", "-valid_from"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.kind}, {self.valid_from:%d/%m/%Y}"


def dated(name: str) -> list[models.BaseConstraint]:
    """Return what holds for each row of a rule.

    :param name: the rule's name within those of its constraints
    """
    return [
        models.CheckConstraint(
            name=f"{name}_names_a_time", condition=Q(days__gt=0) | Q(months__gt=0)
        ),
        models.CheckConstraint(
            name=f"{name}_ends_after_it_begins",
            condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
        ),
    ]


def kept(name: str, table: str) -> list[pgtrigger.Trigger]:
    """Return what keeps the rows of a rule apart, as they are, and there.

    :param name: the rule's name within those of its triggers
    """
    return [
        refuse_overlap(
            f"one_{name}_a_day",
            table=table,
            parent="revenue_chargekind",
            column="kind_id",
            same="",
        ),
        ReadOnly(name=f"{name}_never_changes", exclude=["valid_until"]),
        Protect(name=f"{name}_is_kept", operation=pgtrigger.Delete),
    ]
