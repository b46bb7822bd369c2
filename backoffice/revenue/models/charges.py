"""What somebody owes, the lines it consists of, and what was taken off it later."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.revenue.states import ChargeState

from .kinds import ChargeKind

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .settled import Allocation

STATES = [state.value for state in ChargeState]


class Charge(models.Model):
    """A debt as the treasury certified it; its balance is its allocations, never a column."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="charges", verbose_name=_("kind")
    )
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="charges", verbose_name=_("debtor")
    )
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=20, blank=True)
    on = models.DateField(_("certified on"))
    due_on = models.DateField(_("due on"))
    principal = MoneyField(_("amount"))
    rf_code = models.CharField(_("payment code"), max_length=25, unique=True)
    facts = models.JSONField(_("facts"))
    explanation = models.JSONField(_("how it was calculated"))
    state = models.CharField(
        _("state"), max_length=12, choices=ChargeState, default=ChargeState.OPEN
    )
    entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    told_at = models.DateTimeField(_("source told at"), null=True, blank=True)

    lines: "RelatedManager[ChargeLine]"
    allocations: "RelatedManager[Allocation]"

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["-year", "-number"]
        permissions = [
            ("raise_charge", _("Can certify a charge by hand")),
            ("cancel_charge", _("Can cancel a charge")),
            ("view_reconciliation", _("Can see whether the books agree")),
        ]
        indexes = [
            models.Index(fields=["debtor", "due_on"], name="charge_by_debtor"),
            models.Index(
                fields=["due_on", "id"],
                name="open_charge_by_due_day",
                condition=models.Q(state="open"),
            ),
            models.Index(fields=["kind", "-id"], name="charge_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(name="charge_numbers_do_not_repeat", fields=["year", "number"]),
            models.UniqueConstraint(
                name="one_charge_per_source_and_purpose",
                fields=["source_kind", "source_id", "purpose"],
            ),
            models.CheckConstraint(name="charge_is_positive", condition=models.Q(principal__gt=0)),
            models.CheckConstraint(
                name="charge_state_is_known", condition=models.Q(state__in=STATES)
            ),
            models.CheckConstraint(
                name="cancelled_charge_has_day_and_reason",
                condition=(
                    models.Q(state="cancelled", cancelled_on__isnull=False) & ~models.Q(reason="")
                )
                | (~models.Q(state="cancelled") & models.Q(cancelled_on__isnull=True)),
            ),
        ]
        triggers = [
            ReadOnly(
                name="certified_charge_is_sealed",
                exclude=["state", "cancelled_on", "reason", "told_at"],
            ),
            Protect(name="charge_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("charges_are_never_emptied"),
            Trigger(
                name="paid_charge_is_not_cancelled",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="cancelled")
                & ~pgtrigger.Q(old__state="cancelled"),
                func="""
                    if (select coalesce(sum(amount), 0) from revenue_allocation
                        where charge_id = new.id) <> 0 then
                        raise exception 'charge % carries money and cannot be cancelled', new.code
                            using errcode = '23514', constraint = 'paid_charge_is_not_cancelled';
                    end if;
                    return new;
                """,
            ),
            Protect(
                name="cancelled_charge_stays_cancelled",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="cancelled")
                & ~pgtrigger.Q(new__state="cancelled"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    def is_overdue(self, on: date) -> bool:
        """Tell whether the last day to pay has passed."""
        return self.state == ChargeState.OPEN and self.due_on < on


class ChargeLine(models.Model):
    """One line of a charge: what was applied, to which base, at which rate, under which row."""

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="lines", verbose_name=_("charge")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    label_el = models.CharField(_("label in Greek"), max_length=300)
    label_en = models.CharField(_("label in English"), max_length=300)
    tariff_key = models.CharField(_("tariff key"), max_length=80, blank=True)
    base = models.DecimalField(_("base"), max_digits=18, decimal_places=4, null=True, blank=True)
    rate = RateField(_("rate"), null=True, blank=True)
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("line of a charge")
        verbose_name_plural = _("lines of charges")
        ordering = ["charge", "position"]
        constraints = [
            models.UniqueConstraint(
                name="one_charge_line_per_position", fields=["charge", "position"]
            ),
        ]
        triggers = [
            Protect(
                name="charge_line_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("charge_lines_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.label_el}: {self.amount}"


class Relief(models.Model):
    """An amount taken off a debtor's charges because a later fact made them smaller."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="reliefs", verbose_name=_("debtor")
    )
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    period = models.CharField(_("period"), max_length=20, blank=True)
    amount = MoneyField(_("amount"))
    reason = models.CharField(_("reason"), max_length=400)
    on = models.DateField(_("on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_relief_per_source", fields=["source_kind", "source_id"]
            ),
            models.CheckConstraint(name="relief_is_positive", condition=models.Q(amount__gt=0)),
        ]
        triggers = [
            Protect(name="relief_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            Trigger(
                name="relief_by_act_needs_its_approval",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__source_kind="revenue.act"),
                func="""
                    if not exists (select 1 from revenue_act where state = 'approved'
                        and code = split_part(new.source_id, ':', 1)) then
                        raise exception 'act % is not approved', new.source_id
                            using errcode = '23514',
                            constraint = 'relief_by_act_needs_its_approval';
                    end if;
                    return new;
                """,
            ),
            refuse_truncate("reliefs_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.period}".strip()
