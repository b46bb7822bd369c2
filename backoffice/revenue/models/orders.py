"""Orders to the bank: which approved refunds are paid together, and what the bank did."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.revenue.act_states import TransferState

from .acts import Act

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

PAYS_WHAT_WAS_APPROVED = """
    if not exists (
        select 1 from revenue_act act join revenue_bankorder o on o.id = new.order_id
        where act.id = new.act_id and act.kind = 'refund' and act.state = 'done'
          and act.amount = new.amount and act.iban = new.iban and act.payee = new.payee
          and o.made_by_id <> act.approver_id
    ) then
        raise exception 'act % is not to be paid so', new.act_id
            using errcode = '23514', constraint = 'transfer_pays_what_was_approved';
    end if;
    return new;
"""


class BankOrder(models.Model):
    """One numbered file for the bank."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    iban = models.CharField(_("IBAN of the municipality"), max_length=34)
    pay_on = models.DateField(_("pay on"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    transfers: "RelatedManager[Transfer]"

    class Meta:
        verbose_name = _("bank order")
        verbose_name_plural = _("bank orders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="bank_order_numbers_do_not_repeat", fields=["year", "number"]
            ),
        ]
        triggers = [
            Protect(
                name="bank_order_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("bank_orders_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class Transfer(models.Model):
    """One refund in an order, until the bank paid it or sent it back."""

    order = models.ForeignKey(
        BankOrder, models.PROTECT, related_name="transfers", verbose_name=_("bank order")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    act = models.OneToOneField(Act, models.PROTECT, related_name="transfer", verbose_name=_("act"))
    amount = MoneyField(_("amount"))
    iban = models.CharField(_("IBAN"), max_length=34)
    payee = models.CharField(_("holder of the account"), max_length=140)
    state = models.CharField(
        _("state"), max_length=12, choices=TransferState, default=TransferState.ORDERED
    )
    bank_reference = models.CharField(
        _("bank reference"), max_length=120, unique=True, null=True, blank=True
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    entry = models.ForeignKey(
        "ledger.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("journal entry"),
    )
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(name="one_transfer_per_position", fields=["order", "position"]),
            models.CheckConstraint(
                name="transfer_state_is_known",
                condition=models.Q(state__in=[state.value for state in TransferState]),
            ),
            models.CheckConstraint(
                name="executed_transfer_has_day_reference_and_entry",
                condition=~models.Q(state="executed")
                | models.Q(
                    bank_reference__isnull=False, paid_on__isnull=False, entry__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="returned_transfer_says_why",
                condition=~models.Q(state="returned")
                | models.Q(returned_on__isnull=False, reason__gt=""),
            ),
        ]
        triggers = [
            Trigger(
                name="transfer_pays_what_was_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=PAYS_WHAT_WAS_APPROVED,
            ),
            ReadOnly(
                name="transfer_keeps_its_terms",
                fields=["order", "position", "act", "amount", "iban", "payee"],
            ),
            Protect(
                name="returned_transfer_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="returned"),
            ),
            Protect(name="transfer_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("transfers_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.amount}"
