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
from backoffice.revenue.rules import charge_number
from backoffice.revenue.states import ChargeState

from .kinds import ChargeKind
from .lists import ChargeList

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .settled import Allocation

STATES = [state.value for state in ChargeState]

# What these rows name is never deleted and keeps its key, so looking once is proof for ever and
# needs no lock. `execute` plans for the rows at hand: a plan kept from one charge would be ruin
# for a million, and the other way round.
CHARGE_REFERENCES = """
    execute $query$
        select charge.code from new_charges charge
        left join party_party debtor on debtor.id = charge.debtor_id
        left join revenue_chargekind kind on kind.id = charge.kind_id
        left join ledger_entry entry on entry.id = charge.entry_id
        left join revenue_chargelist list on list.id = charge.list_id
        where debtor.id is null or kind.id is null or entry.id is null
            or (list.id is null and charge.list_id is not null)
        limit 1
    $query$ into bad;
    if bad is not null then
        raise exception 'charge % names a debtor, kind, entry or list that is not there', bad
            using errcode = '23503', constraint = 'charge_references_exist';
    end if;
    return null;
"""
LINE_REFERENCES = """
    execute $query$
        select line.charge_id from new_lines line
        left join revenue_charge charge on charge.id = line.charge_id
        where charge.id is null limit 1
    $query$ into bad;
    if bad is not null then
        raise exception 'a line names charge %, which is not there', bad
            using errcode = '23503', constraint = 'charge_lines_have_their_charge';
    end if;
    return null;
"""
CORRECTED_BY = """
    if new.state <> 'cancelled' or old.corrected_by_id is not null or not exists (
        select from revenue_chargelist where id = new.corrected_by_id and corrects_id = new.list_id
    ) then
        raise exception 'charge % is not of the list that is corrected', new.code
            using errcode = '23503', constraint = 'corrected_charge_is_of_the_corrected_list';
    end if;
    return new;
"""


class Charge(models.Model):
    """A debt as the treasury certified it; its balance is its allocations, never a column."""

    # Unique by constraint: `unique=True` would add a second index for `LIKE`, which nobody uses.
    code = models.CharField(_("code"), max_length=20, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    # Within a list charges are numbered by their place in it; the others share one series.
    series = models.CharField(_("number of the list"), max_length=12, blank=True)
    number = models.PositiveIntegerField(_("number"))
    # The references of a charge are proved as a set by `charge_references_exist`: row by row they
    # are most of the cost of a list (docs/decisions/070).
    kind = models.ForeignKey(
        ChargeKind,
        models.PROTECT,
        related_name="charges",
        verbose_name=_("kind"),
        db_constraint=False,
        db_index=False,
    )
    debtor = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        related_name="charges",
        verbose_name=_("debtor"),
        db_constraint=False,
        db_index=False,
    )
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=60, blank=True)
    period = models.CharField(_("period"), max_length=20, blank=True)
    on = models.DateField(_("certified on"))
    due_on = models.DateField(_("due on"))
    principal = MoneyField(_("amount"))
    rf_code = models.CharField(_("payment code"), max_length=25)
    facts = models.JSONField(_("facts"))
    explanation = models.JSONField(_("how it was calculated"))
    state = models.CharField(
        _("state"), max_length=12, choices=ChargeState, default=ChargeState.OPEN
    )
    entry = models.ForeignKey(
        "ledger.Entry",
        models.PROTECT,
        related_name="+",
        verbose_name=_("journal entry"),
        db_constraint=False,
        db_index=False,
    )
    list = models.ForeignKey(
        ChargeList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="charges",
        verbose_name=_("list of charges"),
        db_constraint=False,
        db_index=False,
    )
    corrected_by = models.ForeignKey(
        ChargeList,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_charges",
        verbose_name=_("cancelled by list"),
        db_constraint=False,
        db_index=False,
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
                # The debts by age are summed from the index alone.
                include=["kind", "principal"],
                name="open_charge_by_due_day",
                condition=models.Q(state="open"),
            ),
            # What no list certified: the few among the many, the latest first.
            models.Index(
                fields=["-id"],
                include=["state", "kind", "principal", "on"],
                name="charge_outside_lists",
                condition=models.Q(list__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="charge_codes_do_not_repeat", fields=["code"]),
            models.UniqueConstraint(name="payment_codes_do_not_repeat", fields=["rf_code"]),
            models.UniqueConstraint(
                name="charge_numbers_do_not_repeat",
                fields=["year", "number"],
                condition=models.Q(list__isnull=True),
            ),
            # The number of a list is its own already; one index finds and counts its charges too.
            models.UniqueConstraint(
                name="numbers_of_a_list_do_not_repeat",
                fields=["list", "number"],
                include=["id"],
                condition=models.Q(list__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_charge_per_source_and_purpose",
                fields=["source_kind", "source_id", "purpose"],
            ),
            models.CheckConstraint(
                name="listed_charge_has_the_number_of_its_list",
                condition=models.Q(list__isnull=True, series="", corrected_by__isnull=True)
                | (models.Q(list__isnull=False) & ~models.Q(series="")),
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
                exclude=["state", "cancelled_on", "reason", "told_at", "corrected_by"],
            ),
            Trigger(
                name="charge_references_exist",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_charges"),
                declare=[("bad", "text")],
                func=CHARGE_REFERENCES,
            ),
            Trigger(
                name="corrected_charge_is_of_the_corrected_list",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__corrected_by__df=pgtrigger.F("old__corrected_by")),
                func=CORRECTED_BY,
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
        return charge_number(self.series, self.number, self.year)

    def is_overdue(self, on: date) -> bool:
        """Tell whether the last day to pay has passed."""
        return self.state == ChargeState.OPEN and self.due_on < on


class ChargeLine(models.Model):
    """One line of a charge: what was applied, to which base, at which rate, under which row."""

    # An identifier of its own would be a second index over a million rows, and nobody names it.
    pk = models.CompositePrimaryKey("charge", "position")
    charge = models.ForeignKey(
        Charge,
        models.PROTECT,
        related_name="lines",
        verbose_name=_("charge"),
        db_constraint=False,
        db_index=False,
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
        triggers = [
            Trigger(
                name="charge_lines_have_their_charge",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_lines"),
                declare=[("bad", "bigint")],
                func=LINE_REFERENCES,
            ),
            Protect(
                name="charge_line_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("charge_lines_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.label_el}: {self.amount}"


class Relief(models.Model):
    """An amount taken off a debtor's charges because a later fact made them smaller.

    One that stands no longer is taken back by a row below zero.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="reliefs", verbose_name=_("debtor")
    )
    of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        verbose_name=_("takes back"),
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
            models.CheckConstraint(
                name="relief_is_given_or_taken_back",
                condition=models.Q(of__isnull=True, amount__gt=0)
                | models.Q(of__isnull=False, amount__lt=0),
            ),
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
