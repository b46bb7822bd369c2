"""What was agreed: an arrangement, its debts as they stood, its instalments. Never what is paid."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.states import ArrangementState, Cause, Group, Organ
from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate

from .law import Terms

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

STATES = [state.value for state in ArrangementState]
# What a decision adds once, and what the end adds once.
LATER = [
    "state",
    "decision",
    "ada",
    "decided_on",
    "prepared_by",
    "prepared_at",
    "approved_by",
    "confirmed_at",
    "started_on",
    "ended_on",
    "cause",
    "note",
]


class Arrangement(models.Model):
    """An arrangement of debts; its terms are fixed on the day of the application."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+", verbose_name=_("terms"))
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="arrangements", verbose_name=_("debtor")
    )
    group = models.CharField(_("group"), max_length=12, choices=Group, default=Group.OTHERS)
    parts = models.PositiveSmallIntegerField(_("instalments"))
    principal = MoneyField(_("debts"))
    surcharge = MoneyField(_("surcharges"))
    waived = MoneyField(_("waived"), default=0)
    capital = MoneyField(_("arranged amount"))
    rate = RateField(_("yearly interest"))
    organ = models.CharField(_("granted by"), max_length=10, choices=Organ)
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_chance",
        verbose_name=_("second chance of"),
    )
    applied_on = models.DateField(_("applied on"))
    applied_at = models.DateTimeField(_("applied at"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    state = models.CharField(_("state"), max_length=10, choices=ArrangementState)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)
    ada = models.CharField(_("ADA"), max_length=30, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision entered by"),
    )
    prepared_at = models.DateTimeField(_("decision entered at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    confirmed_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    started_on = models.DateField(_("runs from"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    cause = models.CharField(_("cause of loss"), max_length=20, choices=Cause, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    debts: "RelatedManager[ArrangedDebt]"
    instalments: "RelatedManager[Instalment]"

    class Meta:
        verbose_name = _("arrangement")
        verbose_name_plural = _("arrangements")
        ordering = ["-year", "-number"]
        permissions = [
            ("arrange_for_others", _("Can apply for an arrangement at the counter")),
            ("prepare_decision", _("Can enter an organ's decision on an arrangement")),
            ("approve_arrangement", _("Can put an arrangement in force")),
            ("revoke_arrangement", _("Can declare an arrangement lost")),
            ("reward_arrangement", _("Can give back interest of an arrangement")),
        ]
        indexes = [
            models.Index(fields=["debtor", "-id"], name="arrangement_by_debtor"),
            models.Index(
                fields=["id"], name="running_arrangement", condition=models.Q(state="running")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="arrangement_numbers_do_not_repeat", fields=["year", "number"]
            ),
            models.CheckConstraint(
                name="arrangement_state_is_known", condition=models.Q(state__in=STATES)
            ),
            models.CheckConstraint(
                name="arranged_amount_is_what_it_consists_of",
                condition=models.Q(
                    capital=models.F("principal") + models.F("surcharge") - models.F("waived"),
                    capital__gt=0,
                    waived__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="decision_needs_two_persons",
                condition=models.Q(approved_by__isnull=True)
                | (
                    models.Q(prepared_by__isnull=False)
                    & ~models.Q(prepared_by=models.F("approved_by"))
                ),
            ),
            models.CheckConstraint(
                name="organ_decides_before_it_runs",
                condition=models.Q(state__in=["awaiting", "refused"])
                | models.Q(organ=Organ.TREASURER)
                | (models.Q(approved_by__isnull=False) & ~models.Q(decision="")),
            ),
            models.CheckConstraint(
                name="lost_arrangement_has_a_cause",
                condition=models.Q(state="lost", ended_on__isnull=False) & ~models.Q(cause="")
                | ~models.Q(state="lost") & models.Q(cause=""),
            ),
        ]
        triggers = [
            ReadOnly(name="agreed_terms_never_change", exclude=LATER),
            Protect(
                name="ended_arrangement_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["completed", "lost", "refused"]),
            ),
            Protect(
                name="running_arrangement_keeps_its_decision",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="running")
                & (
                    pgtrigger.Q(old__started_on__df=pgtrigger.F("new__started_on"))
                    | pgtrigger.Q(old__approved_by__df=pgtrigger.F("new__approved_by"))
                    | pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))
                ),
            ),
            Protect(name="arrangement_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("arrangements_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class ArrangedDebt(models.Model):
    """A debt as it stood when it was arranged; it is released when the arrangement ends."""

    arrangement = models.ForeignKey(
        Arrangement, models.PROTECT, related_name="debts", verbose_name=_("arrangement")
    )
    charge = models.ForeignKey(
        "revenue.Charge", models.PROTECT, related_name="arranged", verbose_name=_("charge")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    principal = MoneyField(_("debt"))
    surcharge = MoneyField(_("surcharge"))
    waived = MoneyField(_("waived"), default=0)
    rows_before = models.PositiveIntegerField(_("movements before"))
    released_on = models.DateField(_("released on"), null=True, blank=True)

    class Meta:
        verbose_name = _("arranged debt")
        verbose_name_plural = _("arranged debts")
        ordering = ["arrangement", "position"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_arrangement_per_charge",
                fields=["charge"],
                condition=models.Q(released_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="each_debt_once_in_an_arrangement", fields=["arrangement", "charge"]
            ),
        ]
        triggers = [
            ReadOnly(name="arranged_debt_never_changes", exclude=["released_on"]),
            Protect(
                name="released_debt_stays_released",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__released_on__isnull=False),
            ),
            Protect(name="arranged_debt_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id}: {self.principal}"


class Instalment(models.Model):
    """What is to be paid by when; whether it is paid is read from revenue, never kept here."""

    arrangement = models.ForeignKey(
        Arrangement, models.PROTECT, related_name="instalments", verbose_name=_("arrangement")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    due_on = models.DateField(_("due on"))
    capital = MoneyField(_("debt"))
    interest = MoneyField(_("interest"))
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["arrangement", "number"]
        indexes = [models.Index(fields=["due_on"], name="instalment_by_due_day")]
        constraints = [
            models.UniqueConstraint(
                name="one_instalment_per_number", fields=["arrangement", "number"]
            ),
            models.CheckConstraint(
                name="instalment_is_positive",
                condition=models.Q(capital__gt=0, interest__gte=0),
            ),
        ]
        triggers = [
            ReadOnly(name="instalment_never_changes", exclude=["reminded_at"]),
            Protect(name="instalment_is_never_deleted", operation=pgtrigger.Delete),
            # A late row would change what was agreed as surely as an edited one.
            Trigger(
                name="instalments_are_written_at_the_start",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    if (select started_on is null or state <> 'running'
                        from arrangements_arrangement where id = new.arrangement_id)
                       or new.number > (select parts from arrangements_arrangement
                                        where id = new.arrangement_id) then
                        raise exception 'arrangement % takes no instalment', new.arrangement_id
                            using errcode = '23514',
                            constraint = 'instalments_are_written_at_the_start';
                    end if;
                    return new;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.due_on:%d/%m/%Y}"


class Reward(models.Model):
    """Interest to be given back to a consistent debtor: one proposes, another gives."""

    arrangement = models.OneToOneField(
        Arrangement, models.PROTECT, related_name="reward", verbose_name=_("arrangement")
    )
    amount = MoneyField(_("amount"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)

    class Meta:
        verbose_name = _("interest given back")
        verbose_name_plural = _("interest given back")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="reward_is_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="reward_needs_two_persons",
                condition=models.Q(given_by__isnull=True, given_at__isnull=True)
                | (models.Q(given_at__isnull=False) & ~models.Q(given_by=models.F("proposed_by"))),
            ),
        ]
        triggers = [
            ReadOnly(name="reward_never_changes", exclude=["given_by", "given_at"]),
            Protect(
                name="given_reward_stays_given",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__given_at__isnull=False),
            ),
            Protect(name="reward_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
