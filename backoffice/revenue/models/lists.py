"""Lists of charges certified together, and the runs that calculate them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate
from backoffice.revenue.states import ListState, RunState

from .kinds import ChargeKind

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .staged import StagedCharge

CERTIFIED = [ListState.CERTIFIED, ListState.CORRECTED, ListState.CLOSED]
SIGNED = Q(
    certified_by__isnull=False,
    certified_at__isnull=False,
    number__isnull=False,
    entry__isnull=False,
    on__isnull=False,
)

# Only the state moves on, and only forward: what was certified stands as it was signed.
SEALED_LIST = """
    if new.state not in ('certified', 'corrected', 'closed')
        or (to_jsonb(new) - 'state') is distinct from (to_jsonb(old) - 'state') then
        raise exception 'list % is certified and sealed', old.code
            using errcode = '23514', constraint = 'certified_list_is_sealed';
    end if;
    return new;
"""


def staff(label: Any, **options: Any) -> models.ForeignKey:
    """Return a reference to whoever signed a step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=label,
        **options,
    )


class ChargeList(models.Model):
    """Charges of one kind that are calculated, signed, numbered and posted as one."""

    class Form(models.TextChoices):
        CERTIFICATION = "certification", _("certification list")
        MONEY = "money", _("money list")
        CORRECTION = "correction", _("correcting list")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    form = models.CharField(_("form"), max_length=14, choices=Form, default=Form.CERTIFICATION)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="lists", verbose_name=_("kind of charge")
    )
    period = models.CharField(_("period"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    feeder = models.CharField(_("facts from"), max_length=80, blank=True)
    options = models.JSONField(_("choices of the feeder"), default=dict, blank=True)
    tariffs_on = models.DateField(_("tariffs as of"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ListState, default=ListState.DRAFTED
    )
    rows = models.PositiveIntegerField(_("charges"), default=0)
    total = MoneyField(_("total"), default=Decimal(0))
    drafted_by = staff(_("drawn up by"))
    drafted_at = models.DateTimeField(_("drawn up at"))
    checked_by = staff(_("checked by"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    certified_by = staff(_("certified by"), null=True, blank=True)
    certified_at = models.DateTimeField(_("certified at"), null=True, blank=True)
    on = models.DateField(_("certified on"), null=True, blank=True)
    organ = models.CharField(_("organ"), max_length=120, blank=True)
    decision = models.CharField(_("decision number"), max_length=80, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    ada = models.CharField(_("ADA"), max_length=30, blank=True)
    entry = models.ForeignKey(
        "ledger.Entry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("journal entry"),
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name=_("corrects"),
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    runs: "RelatedManager[Run]"

    class Meta:
        verbose_name = _("list of charges")
        verbose_name_plural = _("lists of charges")
        ordering = ["-id"]
        permissions = [
            ("draft_list", _("Can draw up a list of charges")),
            ("check_list", _("Can check a list of charges")),
            ("certify_list", _("Can certify a list of charges")),
        ]
        constraints = [
            models.UniqueConstraint(name="list_numbers_do_not_repeat", fields=["year", "number"]),
            models.CheckConstraint(
                name="list_state_is_known", condition=Q(state__in=ListState.values)
            ),
            # Four eyes: whoever drew the list up does not certify it.
            models.CheckConstraint(
                name="list_certifier_did_not_draw_it_up",
                condition=Q(certified_by__isnull=True) | ~Q(certified_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="certified_list_is_signed_and_numbered",
                condition=(Q(state__in=CERTIFIED) & SIGNED)
                | (
                    ~Q(state__in=CERTIFIED)
                    & Q(certified_by__isnull=True, number__isnull=True, entry__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="correcting_list_names_list_and_reason",
                condition=(Q(form="correction", corrects__isnull=False) & ~Q(reason=""))
                | (~Q(form="correction") & Q(corrects__isnull=True)),
            ),
        ]
        triggers = [
            Trigger(
                name="certified_list_is_sealed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=[state.value for state in CERTIFIED]),
                func=SEALED_LIST,
            ),
            Protect(name="charge_list_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("charge_lists_are_never_emptied"),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return f"{self.title} ({self.period})"
        return f"{self.number}/{self.year}"

    @property
    def is_certified(self) -> bool:
        """Tell whether its charges stand in the books."""
        return self.state in CERTIFIED


class Run(models.Model):
    """One calculation of a list: rehearsed, looked at, then certified or undone as a whole."""

    list = models.ForeignKey(
        ChargeList, models.PROTECT, related_name="runs", verbose_name=_("list of charges")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RunState, default=RunState.COMPUTING
    )
    ordered_by = staff(_("ordered by"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("ordered at"))
    rehearsed_at = models.DateTimeField(_("rehearsed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    rows = models.PositiveIntegerField(_("charges"), default=0)
    total = MoneyField(_("total"), default=Decimal(0))
    summary = models.JSONField(_("comparison"), default=dict, blank=True)
    error = models.TextField(_("why it failed"), blank=True)

    sample: "RelatedManager[SampleRow]"
    staged: "RelatedManager[StagedCharge]"

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-id"]
        constraints = [
            # Pressed twice, or by two officers: one calculation at a time, one certified for ever.
            models.UniqueConstraint(
                name="one_living_run_per_list",
                fields=["list"],
                condition=Q(state__in=[RunState.COMPUTING, RunState.REHEARSED, RunState.CERTIFIED]),
            ),
            models.CheckConstraint(
                name="run_state_is_known", condition=Q(state__in=RunState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} · {self.get_state_display()}"

    @property
    def is_lost(self) -> bool:
        """Tell whether its rehearsed charges are gone: a hard stop of the server empties them."""
        return self.state == RunState.REHEARSED and not self.staged.exists()


class RunProgress(models.Model):
    """How far a run has come; written over a connection of its own, read while it works.

    Bound by no key: the run's own transaction must never wait for this row.
    """

    run = models.OneToOneField(
        Run, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="progress"
    )
    phase = models.CharField(_("phase"), max_length=20)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    of = models.PositiveIntegerField(_("steps"), default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("progress of a run")
        verbose_name_plural = _("progress of runs")

    def __str__(self) -> str:
        return f"{self.phase} {self.done}/{self.of}"

    @property
    def percent(self) -> int:
        """The share that is done."""
        return 100 * self.done // self.of if self.of else 0


class SampleRow(models.Model):
    """A rehearsed charge drawn by lot, which a person looks up and ticks."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right")
        WRONG = "wrong", _("wrong")

    run = models.ForeignKey(Run, models.CASCADE, related_name="sample", verbose_name=_("run"))
    charge_id = models.BigIntegerField(_("charge"))
    position = models.PositiveIntegerField(_("number in the list"))
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    looked_by = staff(_("looked up by"), null=True, blank=True)
    looked_at = models.DateTimeField(_("looked up at"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of a sample")
        verbose_name_plural = _("rows of samples")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_sample_row_per_charge", fields=["run", "charge_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.verdict}"


class FactsRow(models.Model):
    """One row of a file of facts for a list, kept as it came, with what is wrong with it."""

    list = models.ForeignKey(
        ChargeList, models.PROTECT, related_name="facts", verbose_name=_("list of charges")
    )
    row = models.PositiveIntegerField(_("row of the file"))
    cells = models.JSONField(_("as it came"))
    debtor = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("debtor"),
    )
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("line"), default=1)
    tariff_key = models.CharField(_("tariff key"), max_length=80, blank=True)
    base = models.DecimalField(_("base"), max_digits=18, decimal_places=4, null=True, blank=True)
    amount = MoneyField(_("amount"), null=True, blank=True)
    label = models.CharField(_("description"), max_length=300, blank=True)
    error = models.CharField(_("what is wrong"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("row of facts")
        verbose_name_plural = _("rows of facts")
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(name="one_facts_row_per_place", fields=["list", "row"]),
            models.CheckConstraint(
                name="facts_row_is_whole_or_wrong",
                condition=~Q(error="") | (Q(debtor__isnull=False) & ~Q(reference="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.error or self.reference}"
