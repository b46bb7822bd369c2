"""Sums that came to the bank without naming a debt, and whose they turned out to be."""

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.treasury.states import LIVE_MATCHES, MATCH_MOVES, MatchState

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STEPS = ", ".join(
    f"('{old}', '{new}')" for old, after in MATCH_MOVES.items() for new in sorted(after)
)
FOLLOWS = f"""
    if tg_op = 'INSERT' and new.state <> 'proposed'
       or tg_op = 'UPDATE' and new.state <> old.state
          and (old.state, new.state) not in ({STEPS}) then
        raise exception 'match % cannot become %', new.code, new.state
            using errcode = '23514', constraint = 'match_follows_its_steps';
    end if;
    return new;
"""
BOOKED = [MatchState.BOOKED, MatchState.UNDO_ASKED, MatchState.UNDONE]


def _person(label: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options
    )


class BankSum(models.Model):
    """A line of the bank's report that names no debt; its money rests until it is matched."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    bank_reference = models.CharField(_("bank reference"), max_length=100, unique=True)
    amount = MoneyField(_("amount"))
    paid_on = models.DateField(_("paid on"))
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    text = models.CharField(_("text of the payer"), max_length=400, blank=True)
    entered_by = _person(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    entry = models.ForeignKey(
        "ledger.Entry", models.PROTECT, related_name="+", verbose_name=_("journal entry")
    )

    matches: "RelatedManager[BankMatch]"

    class Meta:
        verbose_name = _("sum at the bank")
        verbose_name_plural = _("sums at the bank")
        ordering = ["-paid_on", "-id"]
        default_permissions = ("view",)
        permissions = [
            ("match_sum", _("Can enter bank sums and say whose they are")),
            ("approve_sum", _("Can approve what another person said of a bank sum")),
        ]
        indexes = [models.Index(fields=["-paid_on", "-id"], name="bank_sum_by_day")]
        constraints = [
            models.CheckConstraint(name="bank_sum_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="bank_sum_has_its_reference", condition=~Q(bank_reference="")
            ),
        ]
        triggers = [
            Protect(name="bank_sum_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("bank_sums_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.bank_reference


class BankMatch(models.Model):
    """Whose a sum is: said by one, approved by another; undone by two in the same way."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    sum = models.ForeignKey(
        BankSum, models.PROTECT, related_name="matches", verbose_name=_("sum at the bank")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MatchState, default=MatchState.PROPOSED
    )
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("whose it is")
    )
    charge = models.ForeignKey(
        "revenue.Charge",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for which debt"),
    )
    as_credit = models.BooleanField(_("kept as credit"), default=False)
    note = models.CharField(_("why"), max_length=400)
    proposed_by = _person(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = _person(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    payment = models.OneToOneField(
        "revenue.Payment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payment"),
    )
    credit = models.OneToOneField(
        "revenue.Credit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("credit"),
    )
    undo_reason = models.CharField(_("why it is undone"), max_length=400, blank=True)
    undo_by = _person(_("undoing asked by"), null=True, blank=True)
    undo_at = models.DateTimeField(_("undoing asked at"), null=True, blank=True)
    undone_by = _person(_("undone by"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("match of a bank sum")
        verbose_name_plural = _("matches of bank sums")
        ordering = ["-id"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="match_that_waits",
                condition=Q(state__in=[MatchState.PROPOSED, MatchState.UNDO_ASKED]),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_live_match_per_sum",
                fields=["sum"],
                condition=Q(state__in=LIVE_MATCHES),
            ),
            models.CheckConstraint(
                name="match_is_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="match_is_undone_by_another",
                condition=Q(undone_by__isnull=True)
                | (Q(undo_by__isnull=False) & ~Q(undone_by=F("undo_by"))),
            ),
            models.CheckConstraint(
                name="booked_match_has_money_and_two_people",
                condition=~Q(state__in=BOOKED)
                | (
                    Q(decided_by__isnull=False)
                    & (
                        Q(payment__isnull=False, credit__isnull=True)
                        | Q(payment__isnull=True, credit__isnull=False)
                    )
                ),
            ),
            models.CheckConstraint(
                name="undone_match_says_why_and_by_whom",
                condition=~Q(state__in=[MatchState.UNDO_ASKED, MatchState.UNDONE])
                | (Q(undo_by__isnull=False, credit__isnull=True) & ~Q(undo_reason="")),
            ),
            models.CheckConstraint(
                name="undone_match_has_two_people",
                condition=~Q(state=MatchState.UNDONE) | Q(undone_by__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_names_no_debt", condition=Q(as_credit=False) | Q(charge__isnull=True)
            ),
        ]
        triggers = [
            Trigger(
                name="match_follows_its_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FOLLOWS,
            ),
            ReadOnly(
                name="match_keeps_what_was_proposed",
                fields=[
                    "code",
                    "sum",
                    "party",
                    "charge",
                    "as_credit",
                    "note",
                    "proposed_by",
                    "proposed_at",
                ],
            ),
            Protect(
                name="booked_match_keeps_its_money",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_by__isnull=False)
                & (
                    pgtrigger.Q(old__decided_by__df=pgtrigger.F("new__decided_by"))
                    | pgtrigger.Q(old__payment__df=pgtrigger.F("new__payment"))
                    | pgtrigger.Q(old__credit__df=pgtrigger.F("new__credit"))
                ),
            ),
            Protect(
                name="ended_match_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["refused", "withdrawn", "undone"]),
            ),
            Protect(name="match_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("matches_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.sum}: {self.get_state_display()}"
