"""Money that arrived: receipts, what they settled, and credit that is kept."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate
from backoffice.revenue.states import Component

from .charges import Charge, Relief
from .payments import Payment

RECEIPT_SERIES = "A"
REVERSAL_SERIES = "AK"

# The row lock makes two writers of one charge wait for each other even without the services.
WITHIN_THE_CHARGE = """
    select principal, state into owed, charge_state
    from revenue_charge where id = new.charge_id for no key update;
    select coalesce(sum(amount), 0) into credited
    from revenue_allocation where charge_id = new.charge_id and component = new.component;
    if new.component = 'expenses' then
        select coalesce(sum(amount), 0) into owed
        from revenue_expense where charge_id = new.charge_id;
    end if;
    if credited < 0 or charge_state = 'cancelled'
       or (new.component in ('principal', 'expenses') and credited > owed) then
        raise exception 'charge %: % of % credited to %',
            new.charge_id, credited, owed, new.component
            using errcode = '23514', constraint = 'allocations_stay_within_the_charge';
    end if;
    return null;
"""

APPROVED_ACT = """
    if (select state from revenue_act where id = new.act_id) is distinct from 'approved' then
        raise exception 'act % is not approved', new.act_id
            using errcode = '23514', constraint = '{name}';
    end if;
    return new;
"""
# A credit leaves by the reversal of its receipt, by paying a debt, or by a decision of two people.
LEAVES_BY_DECISION = f"""
    if new.act_id is null then
        if not exists (select 1 from revenue_receipt where entry_id = new.entry_id) then
            raise exception 'credit % leaves without a decision', new.of_id
                using errcode = '23514', constraint = 'credit_leaves_by_decision';
        end if;
        return new;
    end if;
    {APPROVED_ACT.format(name="credit_leaves_by_decision").strip()}
"""  # noqa: S608 - a constant of the project
WITHIN_THE_CREDIT = """
    perform 1 from revenue_credit where id = new.of_id for no key update;
    if (select sum(amount) from revenue_credit where id = new.of_id or of_id = new.of_id) < 0 then
        raise exception 'credit % is used up', new.of_id
            using errcode = '23514', constraint = 'credit_is_used_once';
    end if;
    return null;
"""


class Receipt(models.Model):
    """A numbered receipt, or the numbered counter-receipt that reverses one in part or whole."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    series = models.CharField(_("series"), max_length=4)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="receipts", verbose_name=_("payment")
    )
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversals",
        verbose_name=_("reverses"),
    )
    amount = MoneyField(_("amount"))
    on = models.DateField(_("on"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )
    bank_reference = models.CharField(
        _("bank reference"), max_length=120, unique=True, null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = pgettext_lazy("payment", "receipts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="receipt_numbers_do_not_repeat", fields=["series", "year", "number"]
            ),
            models.UniqueConstraint(
                name="one_receipt_per_payment",
                fields=["payment"],
                condition=models.Q(reverses__isnull=True),
            ),
            models.CheckConstraint(name="receipt_is_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="counter_receipt_has_its_own_series",
                condition=models.Q(reverses__isnull=True, series=RECEIPT_SERIES)
                | (models.Q(reverses__isnull=False, series=REVERSAL_SERIES) & ~models.Q(reason="")),
            ),
        ]
        triggers = [
            Protect(name="receipt_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("receipts_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.number:06d}"


class Allocation(models.Model):
    """Money, or a reduction, credited to one part of a debt; a reversal is a negative row.

    `value_on` stops the surcharge, `booked_on` is the day of the books.
    """

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="allocations", verbose_name=_("charge")
    )
    payment = models.ForeignKey(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("payment"),
    )
    receipt = models.ForeignKey(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("receipt"),
    )
    relief = models.ForeignKey(
        Relief,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("reduction"),
    )
    act = models.ForeignKey(
        "revenue.Act",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("act that waives it"),
    )
    component = models.CharField(_("part of the debt"), max_length=10, choices=Component)
    amount = MoneyField(_("amount"))
    value_on = models.DateField(_("counts from"))
    booked_on = models.DateField(_("booked on"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="allocation_is_not_nothing", condition=~models.Q(amount=0)),
            models.CheckConstraint(
                name="allocation_comes_from_payment_or_relief",
                condition=models.Q(
                    payment__isnull=False,
                    receipt__isnull=False,
                    relief__isnull=True,
                    act__isnull=True,
                )
                | models.Q(
                    payment__isnull=True,
                    receipt__isnull=True,
                    relief__isnull=False,
                    act__isnull=True,
                )
                # A surcharge that nobody collected stands in no book; waiving it books nothing.
                | models.Q(
                    payment__isnull=True,
                    receipt__isnull=True,
                    relief__isnull=True,
                    act__isnull=False,
                    component="interest",
                ),
            ),
            models.CheckConstraint(
                name="allocation_names_a_part",
                condition=models.Q(component__in=[c.value for c in Component]),
            ),
        ]
        triggers = [
            Trigger(
                name="allocations_stay_within_the_charge",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("owed", "numeric"), ("charge_state", "text"), ("credited", "numeric")],
                func=WITHIN_THE_CHARGE,
            ),
            Trigger(
                name="waiver_needs_an_approved_act",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__act__isnull=False),
                func=APPROVED_ACT.format(name="waiver_needs_an_approved_act"),
            ),
            Protect(
                name="allocation_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("allocations_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id} {self.component}: {self.amount}"


class Credit(models.Model):
    """An overpayment the town keeps for a debtor; using or paying it back is a negative row."""

    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="credits", verbose_name=_("creditor")
    )
    of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uses",
        verbose_name=_("out of"),
    )
    receipt = models.ForeignKey(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        verbose_name=_("receipt"),
    )
    relief = models.ForeignKey(
        Relief,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        verbose_name=_("reduction"),
    )
    act = models.ForeignKey(
        "revenue.Act",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credits",
        verbose_name=_("act that uses it"),
    )
    account = models.CharField(_("account"), max_length=20)
    amount = MoneyField(_("amount"))
    booked_on = models.DateField(_("booked on"))
    reason = models.CharField(_("reason"), max_length=400)
    reference = models.CharField(_("reference"), max_length=120, unique=True, null=True, blank=True)
    entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["id"]
        indexes = [models.Index(fields=["party", "id"], name="credit_by_party")]
        constraints = [
            models.CheckConstraint(
                name="credit_is_kept_or_used",
                condition=models.Q(of__isnull=True, amount__gt=0)
                | models.Q(of__isnull=False, amount__lt=0),
            ),
        ]
        triggers = [
            Trigger(
                name="credit_is_used_once",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__of__isnull=False),
                func=WITHIN_THE_CREDIT,
            ),
            Trigger(
                name="credit_leaves_by_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__of__isnull=False, new__receipt__isnull=True),
                func=LEAVES_BY_DECISION,
            ),
            Protect(name="credit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("credits_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
