"""Payments: what was asked, of whom, and what the bank answered."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from backoffice.revenue.states import PaymentState

from .charges import Charge
from .kinds import Method

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = [state.value for state in PaymentState]


class Payment(models.Model):
    """One order to pay; its code is the reference that banks and card networks bring back."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    asked = models.CharField(_("what was asked"), max_length=64)
    payer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("paid by"),
    )
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="payments", verbose_name=_("for whom")
    )
    method = models.ForeignKey(
        Method, models.PROTECT, to_field="code", related_name="+", verbose_name=_("way of paying")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PaymentState, default=PaymentState.STARTED
    )
    amount = MoneyField(_("amount asked"))
    received = MoneyField(_("amount received"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, default="el")
    email = models.EmailField(_("receipt to"), blank=True)
    ordered_on = models.DateField(_("ordered on"))
    started_at = models.DateTimeField(_("started at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    session_id = models.CharField(_("session"), max_length=200, unique=True, null=True, blank=True)
    session_url = models.TextField(_("address of the session"), blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    bank_reference = models.CharField(
        _("bank reference"), max_length=120, unique=True, null=True, blank=True
    )
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    mailed_at = models.DateTimeField(_("receipt sent at"), null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("second transfer of"),
    )

    items: "RelatedManager[PaymentItem]"
    # Filled by `services.start_payment`: payments in progress for the same charges.
    supersedes: "list[Payment]" = []

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-id"]
        permissions = [
            ("take_cash", _("Can take money at the counter")),
            ("reverse_payment", _("Can reverse a payment")),
            ("refund_credit", _("Can pay back a credit")),
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                name="payment_in_progress",
                condition=models.Q(state="started"),
            ),
            models.Index(fields=["payer", "-id"], name="payment_by_payer"),
            models.Index(fields=["party", "-id"], name="payment_by_party"),
        ]
        constraints = [
            models.CheckConstraint(name="payment_is_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="payment_state_is_known", condition=models.Q(state__in=STATES)
            ),
            models.CheckConstraint(
                name="settled_payment_has_amount_and_reference",
                condition=~models.Q(state__in=["settled", "reversed"])
                | models.Q(received__gt=0, settled_at__isnull=False, bank_reference__isnull=False),
            ),
        ]
        triggers = [
            ReadOnly(
                name="payment_request_is_sealed",
                fields=["code", "key", "asked", "payer", "party", "method", "amount", "started_at"],
            ),
            Protect(
                name="received_money_is_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__received__isnull=False)
                & (
                    pgtrigger.Q(old__received__df=pgtrigger.F("new__received"))
                    | pgtrigger.Q(old__bank_reference__df=pgtrigger.F("new__bank_reference"))
                ),
            ),
            Protect(
                name="settled_payment_is_not_undone",
                operation=pgtrigger.Update,
                condition=(
                    pgtrigger.Q(old__state="settled")
                    & ~pgtrigger.Q(new__state__in=["settled", "reversed"])
                )
                | (pgtrigger.Q(old__state="reversed") & ~pgtrigger.Q(new__state="reversed")),
            ),
            Protect(name="payment_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("payments_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.code


class PaymentItem(models.Model):
    """How much of a payment is meant for which charge; the debtor names the debt when paying."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="items", verbose_name=_("payment")
    )
    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="payment_items", verbose_name=_("charge")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("item of a payment")
        verbose_name_plural = _("items of payments")
        ordering = ["payment", "position"]
        constraints = [
            models.UniqueConstraint(name="one_item_per_charge", fields=["payment", "charge"]),
            models.CheckConstraint(
                name="payment_item_is_positive", condition=models.Q(amount__gt=0)
            ),
        ]
        triggers = [
            Protect(
                name="payment_item_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id}: {self.amount}"
