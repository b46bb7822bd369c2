"""Decisions that make a debt or a credit less: proposed by one person, approved by another."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.revenue.act_states import (
    ACT_MOVES,
    CAUSES,
    OPINION_NEEDED,
    ActKind,
    ActState,
    Cause,
    Organ,
)

from .charges import Charge
from .settled import Credit

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STEPS = ", ".join(
    f"('{old}', '{new}')" for old, after in ACT_MOVES.items() for new in sorted(after)
)
FOLLOWS = f"""
    if tg_op = 'INSERT' then
        if new.state not in ('asked', 'proposed') then
            raise exception 'act % cannot begin as %', new.code, new.state
                using errcode = '23514', constraint = 'act_follows_its_steps';
        end if;
    elsif new.state <> old.state and (old.state, new.state) not in ({STEPS}) then
        raise exception 'act % cannot go from % to %', new.code, old.state, new.state
            using errcode = '23514', constraint = 'act_follows_its_steps';
    end if;
    if new.state = 'approved' and new.amount is distinct from
        (select sum(amount) from revenue_actitem where act_id = new.id) then
        raise exception 'act %: its items do not sum to %', new.code, new.amount
            using errcode = '23514', constraint = 'act_follows_its_steps';
    end if;
    return new;
"""  # noqa: S608 - the words are constants of the project
# Whoever could swap the proposer first could approve what he proposed himself.
FIXED = """
    if (old.proposer_id is not null and new.proposer_id is distinct from old.proposer_id)
       or (old.approver_id is not null and new.approver_id is distinct from old.approver_id)
       or (old.carrier_id is not null and new.carrier_id is distinct from old.carrier_id)
       or (old.state <> 'asked' and
           (new.cause, new.reason, new.organ, new.proposed_at, new.iban, new.payee)
           is distinct from
           (old.cause, old.reason, old.organ, old.proposed_at, old.iban, old.payee))
       or (old.state <> 'proposed' and
           (new.decision_number, new.decision_on, new.ada, new.decided_at, new.opinion,
            new.opinion_by_id, new.opinion_at)
           is distinct from
           (old.decision_number, old.decision_on, old.ada, old.decided_at, old.opinion,
            old.opinion_by_id, old.opinion_at)
           and not (old.state = 'asked' and new.state = 'refused'))
       or (old.opinion <> '' and new.opinion is distinct from old.opinion)
       or (old.state in ('done', 'refused', 'withdrawn') and new is distinct from old)
    then
        raise exception 'act % is fixed', old.code
            using errcode = '23514', constraint = 'act_keeps_what_was_decided';
    end if;
    if new.state = 'approved' and new.approver_id in (new.proposer_id, new.requester_id) then
        raise exception 'act %: somebody else approves', old.code
            using errcode = '23514', constraint = 'act_keeps_what_was_decided';
    end if;
    return new;
"""
OPEN_ACT = """
    if (select state from revenue_act where id = new.act_id for no key update)
        not in ('asked', 'proposed') then
        raise exception 'act % takes no more items', new.act_id
            using errcode = '23514', constraint = 'act_items_come_before_the_decision';
    end if;
    return new;
"""


class ActLimit(models.Model):
    """Up to which amount an organ decides on a kind of act, from a day to a day."""

    kind = models.CharField(_("kind of act"), max_length=12, choices=ActKind)
    organ = models.CharField(_("organ"), max_length=12, choices=Organ)
    up_to = MoneyField(_("up to"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("limit of an organ")
        verbose_name_plural = _("limits of organs")
        ordering = ["kind", "up_to", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_act_limit_per_start", fields=["kind", "organ", "valid_from"]
            ),
            models.CheckConstraint(
                name="act_limit_is_positive",
                condition=models.Q(up_to__isnull=True) | models.Q(up_to__gt=0),
            ),
        ]
        triggers = [
            Trigger(
                name="one_act_limit_a_day",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    perform pg_advisory_xact_lock(hashtext('revenue_actlimit'));
                    if exists (
                        select 1 from revenue_actlimit other
                        where other.kind = new.kind and other.organ = new.organ
                          and other.id <> new.id
                          and daterange(other.valid_from, other.valid_until, '[]')
                              && daterange(new.valid_from, new.valid_until, '[]')
                    ) then
                        raise exception 'another limit is valid on some of these days'
                            using errcode = '23P01', constraint = 'one_act_limit_a_day';
                    end if;
                    return new;
                """,
            ),
            ReadOnly(name="act_limit_never_changes", exclude=["valid_until"]),
            Protect(name="act_limit_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_organ_display()}"

    def holds_on(self, day: date) -> bool:
        """Tell whether it is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def _person(related: str, label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related,
        verbose_name=label,
    )


class Act(models.Model):
    """A decision on a person's debts or credits, from its proposal to its effect."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind of act"), max_length=12, choices=ActKind)
    cause = models.CharField(_("cause"), max_length=16, choices=Cause)
    state = models.CharField(_("state"), max_length=12, choices=ActState)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="acts", verbose_name=_("whom it concerns")
    )
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    amount = MoneyField(_("amount"))
    reason = models.TextField(_("reasons"), max_length=4000)
    organ = models.CharField(_("organ"), max_length=12, choices=Organ)
    created_at = models.DateTimeField(_("entered at"))
    requester = _person("+", _("asked by"))
    proposer = _person("acts_proposed", _("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    opinion = models.TextField(_("opinion of the treasury"), max_length=2000, blank=True)
    opinion_by = _person("+", _("opinion by"))
    opinion_at = models.DateTimeField(_("opinion at"), null=True, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=80, blank=True)
    decision_on = models.DateField(_("decided on"), null=True, blank=True)
    ada = models.CharField(_("ADA"), max_length=30, blank=True)
    approver = _person("+", _("approved or refused by"))
    decided_at = models.DateTimeField(_("entered as decided at"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=400, blank=True)
    carrier = _person("+", _("carried out by"))
    carried_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    payee = models.CharField(_("holder of the account"), max_length=140, blank=True)

    items: "RelatedManager[ActItem]"

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-id"]
        permissions = [
            ("propose_act", _("Can propose write-offs, waivers, refunds and the like")),
            ("approve_act", _("Can approve or refuse what another person proposed")),
            ("carry_out_act", _("Can carry out what was approved")),
            ("give_opinion", _("Can give the treasury's opinion on an act")),
        ]
        indexes = [
            models.Index(
                fields=["-id"],
                name="act_not_ended",
                condition=models.Q(state__in=["asked", "proposed", "approved"]),
            ),
            models.Index(fields=["party", "-id"], name="act_by_party"),
        ]
        constraints = [
            models.UniqueConstraint(name="act_numbers_do_not_repeat", fields=["year", "number"]),
            models.CheckConstraint(name="act_is_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="act_state_is_known",
                condition=models.Q(state__in=[state.value for state in ActState]),
            ),
            models.CheckConstraint(
                name="act_cause_fits_its_kind",
                condition=models.Q(
                    *(
                        models.Q(kind=kind.value, cause__in=[c.value for c in causes])
                        for kind, causes in CAUSES.items()
                    ),
                    _connector=models.Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="act_is_approved_by_another",
                condition=models.Q(approver__isnull=True)
                | models.Q(proposer__isnull=True)
                | ~models.Q(approver=models.F("proposer")),
            ),
            models.CheckConstraint(
                name="approved_act_has_two_people_and_a_decision",
                condition=~models.Q(state__in=["approved", "done"])
                | models.Q(
                    proposer__isnull=False,
                    approver__isnull=False,
                    decided_at__isnull=False,
                    decision_on__isnull=False,
                    decision_number__gt="",
                ),
            ),
            models.CheckConstraint(
                name="proposed_act_has_a_proposer",
                condition=~models.Q(state="proposed") | models.Q(proposer__isnull=False),
            ),
            models.CheckConstraint(
                name="act_carried_out_says_by_whom",
                condition=~models.Q(state="done")
                | models.Q(carrier__isnull=False, carried_at__isnull=False),
            ),
            models.CheckConstraint(
                name="act_not_done_says_why",
                condition=~models.Q(state__in=["refused", "withdrawn"]) | models.Q(refusal__gt=""),
            ),
            models.CheckConstraint(
                name="waiver_has_the_treasurys_opinion",
                condition=~models.Q(
                    state__in=["approved", "done"], cause__in=[c.value for c in OPINION_NEEDED]
                )
                | models.Q(opinion__gt="", opinion_by__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_names_an_account",
                condition=~models.Q(kind="refund") | models.Q(iban__gt="", payee__gt=""),
            ),
        ]
        triggers = [
            Trigger(
                name="act_follows_its_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FOLLOWS,
            ),
            Trigger(
                name="act_keeps_what_was_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=FIXED,
            ),
            ReadOnly(
                name="act_keeps_its_terms",
                fields=[
                    "code",
                    "year",
                    "number",
                    "kind",
                    "party",
                    "department",
                    "amount",
                    "created_at",
                    "requester",
                ],
            ),
            Protect(name="act_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("acts_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def needs_opinion(self) -> bool:
        """Whether the treasury says its opinion before it is approved."""
        return self.cause in OPINION_NEEDED


class ActItem(models.Model):
    """What an act takes off one debt, or out of one credit."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="items", verbose_name=_("act"))
    position = models.PositiveSmallIntegerField(_("position"))
    charge = models.ForeignKey(
        Charge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="act_items",
        verbose_name=_("charge"),
    )
    credit = models.ForeignKey(
        Credit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="act_items",
        verbose_name=_("credit"),
    )
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("item of an act")
        verbose_name_plural = _("items of acts")
        ordering = ["act", "position"]
        constraints = [
            models.UniqueConstraint(name="one_act_item_per_position", fields=["act", "position"]),
            models.UniqueConstraint(
                name="one_act_item_per_row",
                fields=["act", "charge", "credit"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="act_item_is_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="act_item_is_about_something",
                condition=models.Q(charge__isnull=False) | models.Q(credit__isnull=False),
            ),
        ]
        triggers = [
            Trigger(
                name="act_items_come_before_the_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OPEN_ACT,
            ),
            Protect(name="act_item_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("act_items_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id}: {self.amount}"
