"""What happens to a debt when it is late: costs of collecting it, days without interest, clocks."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, Trigger, refuse_truncate
from backoffice.revenue.states import ExemptionCause, LimitationEventKind

from .charges import Charge

# Locked like allocations: what is taken back was not paid in the meantime.
WITHIN_THE_EXPENSES = """
    perform 1 from revenue_charge where id = new.charge_id for no key update;
    if (select sum(amount) from revenue_expense where charge_id = new.charge_id)
        < (select coalesce(sum(amount), 0) from revenue_allocation
           where charge_id = new.charge_id and component = 'expenses') then
        raise exception 'expenses of charge % are paid already', new.charge_id
            using errcode = '23514', constraint = 'paid_expenses_are_not_taken_back';
    end if;
    return null;
"""


class Expense(models.Model):
    """A cost of collecting a debt, owed with it; one charged by mistake is a negative row."""

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="expenses", verbose_name=_("charge")
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
        verbose_name = _("collection expense")
        verbose_name_plural = _("collection expenses")
        ordering = ["id"]
        permissions = [("charge_expense", _("Can charge collection expenses"))]
        constraints = [
            models.UniqueConstraint(
                name="one_expense_per_source", fields=["source_kind", "source_id", "charge"]
            ),
            models.CheckConstraint(
                name="expense_is_charged_or_taken_back",
                condition=models.Q(of__isnull=True, amount__gt=0)
                | models.Q(of__isnull=False, amount__lt=0),
            ),
            models.CheckConstraint(
                name="expense_states_its_reason", condition=~models.Q(reason="")
            ),
        ]
        triggers = [
            Trigger(
                name="paid_expenses_are_not_taken_back",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__of__isnull=False),
                func=WITHIN_THE_EXPENSES,
            ),
            Protect(name="expense_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("expenses_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.charge_id}: {self.amount}"


class Exemption(models.Model):
    """Days on which the debts of a person carry no interest (ν.4978/2022 άρθρο 6 §6).

    `began` and `ended` are the facts that the proof shows, `first` and `last` the days that the
    law makes of them.
    """

    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="exemptions", verbose_name=_("person")
    )
    cause = models.CharField(_("cause"), max_length=10, choices=ExemptionCause)
    began = models.DateField(_("began on"))
    ended = models.DateField(_("ended on"), null=True, blank=True)
    first = models.DateField(_("no interest from"))
    last = models.DateField(_("no interest until"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=400)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("reason for withdrawing"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("exemption from interest")
        verbose_name_plural = _("exemptions from interest")
        ordering = ["party", "first"]
        constraints = [
            models.CheckConstraint(
                name="exemption_ends_after_it_begins",
                condition=models.Q(ended__isnull=True, last__isnull=True)
                | models.Q(ended__gte=models.F("began"), last__gte=models.F("first")),
            ),
            models.CheckConstraint(name="exemption_has_proof", condition=~models.Q(proof="")),
            models.CheckConstraint(
                name="exemption_cause_is_known",
                condition=models.Q(cause__in=ExemptionCause.values),
            ),
            models.CheckConstraint(
                name="withdrawn_exemption_has_reason",
                condition=models.Q(withdrawn_at__isnull=True, withdraw_reason="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdraw_reason="")),
            ),
        ]
        triggers = [
            ReadOnly(
                name="exemption_is_sealed",
                exclude=["ended", "last", "withdrawn_at", "withdraw_reason"],
            ),
            Protect(
                name="ended_exemption_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended__isnull=False)
                & (
                    pgtrigger.Q(old__ended__df=pgtrigger.F("new__ended"))
                    | pgtrigger.Q(old__last__df=pgtrigger.F("new__last"))
                ),
            ),
            Protect(
                name="withdrawn_exemption_stays_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            Protect(name="exemption_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("exemptions_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.first:%d/%m/%Y}"


class LimitationEvent(models.Model):
    """Something that lets the time to collect a debt begin once more (ν.4270/2014 άρθρο 138)."""

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="limitation_events", verbose_name=_("charge")
    )
    kind = models.CharField(_("event"), max_length=16, choices=LimitationEventKind)
    on = models.DateField(_("on"))
    reference = models.CharField(_("document"), max_length=200)
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("interruption of limitation")
        verbose_name_plural = _("interruptions of limitation")
        ordering = ["on", "id"]
        permissions = [("interrupt_limitation", _("Can record what interrupts limitation"))]
        constraints = [
            models.UniqueConstraint(
                name="one_limitation_event_per_source",
                fields=["source_kind", "source_id", "charge"],
            ),
            models.CheckConstraint(
                name="limitation_event_is_known",
                condition=models.Q(kind__in=LimitationEventKind.values),
            ),
            models.CheckConstraint(
                name="limitation_event_names_its_document", condition=~models.Q(reference="")
            ),
        ]
        triggers = [
            Protect(
                name="limitation_event_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            refuse_truncate("limitation_events_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


class LawFigure(models.Model):
    """A figure of law, such as months or years, from a day: the text of the law as a number."""

    key = models.CharField(_("key"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    label_el = models.CharField(_("name in Greek"), max_length=200)
    label_en = models.CharField(_("name in English"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("figure of law")
        verbose_name_plural = _("figures of law")
        ordering = ["key", "valid_from"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="one_law_figure_per_start", fields=["key", "valid_from"]),
            models.CheckConstraint(
                name="law_figure_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]
        triggers = [
            ReadOnly(name="law_figure_never_changes", exclude=["valid_until"]),
            Protect(name="law_figure_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value.normalize():f}"
