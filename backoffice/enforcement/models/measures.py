"""Compulsory measures: proposed by one person, approved by another."""

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.enforcement.states import OPEN_MEASURES, MeasureKind, MeasureState
from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

DECIDED = ["approved", "taken", "lifted"]


def person(label: Any) -> models.ForeignKey:
    """Return a relation to somebody who acted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class Measure(models.Model):
    """A seizure against a debtor, for debts that were notified and stayed unpaid."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("debtor")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MeasureKind)
    target = models.CharField(_("what is seized, and in whose hands"), max_length=400)
    amount = MoneyField(_("for how much"))
    state = models.CharField(
        _("state"), max_length=10, choices=MeasureState, default=MeasureState.PROPOSED
    )
    grounds = models.JSONField(_("why it is allowed"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    taken_by = person(_("taken by"))
    proof = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enforcement_reports",
        verbose_name=_("report of the seizure"),
    )
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_by = person(_("lifted by"))
    lift_reason = models.CharField(_("reason for lifting"), max_length=400, blank=True)

    charges: "RelatedManager[MeasureCharge]"

    class Meta:
        verbose_name = _("compulsory measure")
        verbose_name_plural = _("compulsory measures")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("propose_measure", _("Can propose a compulsory measure")),
            ("decide_measure", _("Can decide on a compulsory measure")),
            ("take_measure", _("Can carry out and lift a compulsory measure")),
        ]
        indexes = [
            models.Index(
                fields=["debtor"],
                name="open_measure_by_debtor",
                condition=Q(state__in=list(OPEN_MEASURES)),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="measure_numbers_do_not_repeat", fields=["year", "number"]
            ),
            models.CheckConstraint(name="measure_is_for_an_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="measure_state_is_known", condition=Q(state__in=MeasureState.values)
            ),
            models.CheckConstraint(
                name="measure_is_decided_by_another_person",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="decided_measure_has_decider_and_number",
                condition=~Q(state__in=DECIDED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")),
            ),
            models.CheckConstraint(
                name="refused_measure_has_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="taken_measure_has_its_day",
                condition=~Q(state__in=["taken", "lifted"])
                | Q(taken_on__isnull=False, taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="lifted_measure_has_day_and_reason",
                condition=~Q(state="lifted") | (Q(lifted_on__isnull=False) & ~Q(lift_reason="")),
            ),
        ]
        triggers = [
            ReadOnly(
                name="proposed_measure_is_sealed",
                fields=[
                    "code",
                    "year",
                    "number",
                    "debtor",
                    "kind",
                    "target",
                    "amount",
                    "grounds",
                    "proposed_by",
                    "proposed_at",
                ],
            ),
            Protect(
                name="decision_on_a_measure_is_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_by__isnull=False)
                & (
                    pgtrigger.Q(old__decided_by__df=pgtrigger.F("new__decided_by"))
                    | pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))
                    | pgtrigger.Q(old__decided_at__df=pgtrigger.F("new__decided_at"))
                ),
            ),
            Protect(
                name="ended_measure_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["refused", "lifted"]),
            ),
            Protect(name="measure_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("measures_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class MeasureCharge(models.Model):
    """A debt for which a measure is taken, with the overdue notice that allows it."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="charges", verbose_name=_("measure")
    )
    charge = models.ForeignKey(
        "revenue.Charge", models.PROTECT, related_name="+", verbose_name=_("charge")
    )
    notice = models.ForeignKey(
        "enforcement.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("overdue notice"),
    )
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("debt of a measure")
        verbose_name_plural = _("debts of measures")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_measure_line_per_charge", fields=["measure", "charge"]
            ),
        ]
        triggers = [
            Protect(
                name="measure_line_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("measure_lines_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.charge_id}"
