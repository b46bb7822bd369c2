"""What was taken in a session, what else moved its cash, what was taken back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.treasury.states import CancellationState, MovementKind, Tender

from .desks import Session

# The share lock makes whoever closes the session wait until this money is in it.
TAKEN_IN_AN_OPEN_SESSION = """
    select state, cashier_id, "on" into held from treasury_session
    where id = new.session_id for share;
    select receipt.issued_by_id, receipt."on", payment.method_id,
        case when receipt.reverses_id is null then receipt.amount else -receipt.amount end as amount
    into given from revenue_receipt receipt
    join revenue_payment payment on payment.id = receipt.payment_id
    where receipt.id = new.receipt_id;
    if held.state <> 'open' or held.cashier_id is distinct from given.issued_by_id
       or held."on" <> given."on" or given.method_id <> new.method or given.amount <> new.amount
    then
        raise exception 'receipt % does not belong into session %', new.receipt_id, new.session_id
            using errcode = '23514', constraint = 'money_is_taken_in_an_open_session';
    end if;
    return new;
"""
MOVED_IN_A_LIVING_SESSION = """
    select state, "limit" into held from treasury_session where id = new.session_id for share;
    if held.state = 'closed' then
        raise exception 'session % is closed', new.session_id
            using errcode = '23514', constraint = 'cash_moves_in_a_living_session';
    end if;
    if new.kind in ('surplus', 'shortage') and abs(new.amount) > held."limit"
       and new.approved_by_id is null then
        raise exception 'a difference of % needs a second person', new.amount
            using errcode = '23514', constraint = 'great_difference_needs_two';
    end if;
    return new;
"""
CANCELLED_LATER_NEEDS_TWO = """
    if new.approved_by_id is null and not exists (
        select 1 from treasury_taking taking
        join treasury_session session on session.id = taking.session_id
        where taking.receipt_id = new.receipt_id and taking.session_id = new.session_id
          and session.state = 'open'
    ) then
        raise exception 'receipt % is cancelled after its session', new.receipt_id
            using errcode = '23514', constraint = 'later_cancellation_needs_two';
    end if;
    return new;
"""


class Taking(models.Model):
    """A receipt or counter-receipt given in a session; below zero when money went back."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="takings", verbose_name=_("session")
    )
    receipt = models.OneToOneField(
        "revenue.Receipt", models.PROTECT, related_name="+", verbose_name=_("receipt")
    )
    method = models.CharField(_("way of paying"), max_length=4, choices=Tender)
    amount = MoneyField(_("amount"))
    tendered = MoneyField(_("handed over"), null=True, blank=True)
    reference = models.CharField(_("approval number of the terminal"), max_length=60, blank=True)
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("receipt of a session")
        verbose_name_plural = _("receipts of sessions")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="taking_is_by_a_known_way", condition=Q(method__in=Tender.values)
            ),
            models.CheckConstraint(
                name="tendered_covers_the_amount",
                condition=Q(tendered__isnull=True) | Q(tendered__gte=F("amount"), method="cash"),
            ),
        ]
        triggers = [
            Trigger(
                name="money_is_taken_in_an_open_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("held", "record"), ("given", "record")],
                func=TAKEN_IN_AN_OPEN_SESSION,
            ),
            Protect(name="taking_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("takings_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.amount}"


class Movement(models.Model):
    """Cash that came into a till or left it without a receipt, and where the books have it."""

    key = models.CharField(_("key of the request"), max_length=40, unique=True)
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="movements", verbose_name=_("session")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=MovementKind)
    amount = MoneyField(_("amount"))
    slip = models.CharField(_("number of the bank's slip"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    made_at = models.DateTimeField(_("made at"))
    entry = models.OneToOneField(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )

    class Meta:
        verbose_name = _("movement of a till")
        verbose_name_plural = _("movements of tills")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="movement_goes_its_way",
                condition=Q(kind__in=["supply", "surplus"], amount__gt=0)
                | Q(kind__in=["deposit", "shortage"], amount__lt=0),
            ),
            models.CheckConstraint(
                name="movement_says_why",
                condition=(Q(kind__in=["supply", "deposit"]) & ~Q(slip=""))
                | (Q(kind__in=["surplus", "shortage"]) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="difference_is_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
        ]
        triggers = [
            Trigger(
                name="cash_moves_in_a_living_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("held", "record")],
                func=MOVED_IN_A_LIVING_SESSION,
            ),
            Protect(name="movement_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("movements_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Cancellation(models.Model):
    """A receipt taken back: at once in its session, later only with a second person."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    receipt = models.ForeignKey(
        "revenue.Receipt", models.PROTECT, related_name="+", verbose_name=_("receipt")
    )
    state = models.CharField(_("state"), max_length=8, choices=CancellationState)
    reason = models.CharField(_("reason"), max_length=400)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cancellations",
        verbose_name=_("handed back in"),
    )
    counter = models.OneToOneField(
        "revenue.Receipt",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("counter-receipt"),
    )

    class Meta:
        verbose_name = _("cancellation of a receipt")
        verbose_name_plural = _("cancellations of receipts")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="receipt_is_cancelled_once",
                fields=["receipt"],
                condition=~Q(state="refused"),
            ),
            models.CheckConstraint(
                name="cancellation_is_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="decided_cancellation_names_who",
                condition=~Q(state__in=["approved", "refused"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="done_cancellation_has_its_receipt",
                condition=Q(state="done", counter__isnull=False, session__isnull=False)
                | (~Q(state="done") & Q(counter__isnull=True, session__isnull=True)),
            ),
            models.CheckConstraint(name="cancellation_says_why", condition=~Q(reason="")),
        ]
        triggers = [
            Trigger(
                name="later_cancellation_needs_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="done"),
                func=CANCELLED_LATER_NEEDS_TWO,
            ),
            ReadOnly(
                name="cancellation_keeps_what_was_asked",
                fields=["code", "receipt", "reason", "asked_by", "asked_at"],
            ),
            Protect(
                name="finished_cancellation_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["done", "refused"]),
            ),
            Protect(name="cancellation_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.get_state_display()}"
