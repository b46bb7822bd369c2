"""Objections of citizens against charges, and how long one may object."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.revenue.act_states import ObjectionState

from .acts import Act
from .charges import Charge
from .kinds import ChargeKind


class ObjectionTerm(models.Model):
    """How many days after the notice one may object; without a kind, to every charge."""

    kind = models.ForeignKey(
        ChargeKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objection_terms",
        verbose_name=_("kind of charge"),
    )
    days = models.PositiveSmallIntegerField(_("days"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("time limit for objections")
        verbose_name_plural = _("time limits for objections")
        ordering = ["kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_objection_term_per_start",
                fields=["kind", "valid_from"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="objection_term_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            ReadOnly(name="objection_term_never_changes", exclude=["valid_until"]),
            Protect(name="objection_term_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.days}"


class Objection(models.Model):
    """What somebody says against a charge, and what became of it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="objections", verbose_name=_("charge")
    )
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="objections", verbose_name=_("debtor")
    )
    objector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lodged by")
    )
    reasons = models.TextField(_("reasons"), max_length=8000)
    lodged_at = models.DateTimeField(_("lodged at"))
    last_day = models.DateField(_("last day to object"), null=True, blank=True)
    entry = models.ForeignKey(
        "documents.Entry", models.PROTECT, related_name="+", verbose_name=_("register entry")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ObjectionState, default=ObjectionState.LODGED
    )
    act = models.OneToOneField(
        Act,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objection",
        verbose_name=_("act that corrects the charge"),
    )
    wanted_less = MoneyField(_("how much too much"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    decision_number = models.CharField(_("decision number"), max_length=80, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        permissions = [("decide_objection", _("Can decide objections against charges"))]
        indexes = [models.Index(fields=["party", "-id"], name="objection_by_party")]
        constraints = [
            models.UniqueConstraint(
                name="one_open_objection_per_charge",
                fields=["charge"],
                condition=models.Q(state="lodged"),
            ),
            models.CheckConstraint(
                name="objection_state_is_known",
                condition=models.Q(state__in=[state.value for state in ObjectionState]),
            ),
            models.CheckConstraint(
                name="decided_objection_has_reasons",
                condition=~models.Q(state__in=["accepted", "rejected"])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, answer__gt=""),
            ),
            models.CheckConstraint(
                name="accepted_objection_corrects",
                condition=~models.Q(state="accepted") | models.Q(act__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_is_not_decided_by_the_objector",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("objector")),
            ),
        ]
        triggers = [
            ReadOnly(
                name="objection_keeps_what_was_said",
                fields=[
                    "code",
                    "key",
                    "charge",
                    "party",
                    "objector",
                    "reasons",
                    "lodged_at",
                    "last_day",
                    "entry",
                    "wanted_less",
                ],
            ),
            Protect(
                name="decided_objection_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="lodged"),
            ),
            Trigger(
                name="accepted_objection_was_carried_out",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="accepted"),
                func="""
                    if (select state from revenue_act where id = new.act_id) <> 'done' then
                        raise exception 'objection %: its correction is not carried out', new.code
                            using errcode = '23514',
                            constraint = 'accepted_objection_was_carried_out';
                    end if;
                    return new;
                """,
            ),
            Protect(name="objection_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("objections_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.code
