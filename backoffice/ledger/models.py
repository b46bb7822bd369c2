"""The books: chart of accounts, periods, journals, sealed entries and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField

from .chart import dotted
from .states import PeriodState
from .triggers import account_triggers, entry_triggers, line_triggers, period_triggers

# ΠΔ 54/2018 άρθρο 4: N.N.N.NN.NN, and the body's own analysis with three digits more.
CODE = r"^[1-8](\d(\d(\d{2}(\d{2}(\d{3})?)?)?)?)?$"
LENGTHS = {1: 1, 2: 2, 3: 3, 4: 5, 5: 7, 6: 10}


class Account(models.Model):
    """An account of the chart; its code without dots is its name everywhere."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    degree = models.PositiveSmallIntegerField(_("degree"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    name_el = models.CharField(_("name in Greek"), max_length=240)
    name_en = models.CharField(_("name in English"), max_length=240, blank=True)
    postable = models.BooleanField(_("takes lines"), default=False)
    is_adjuster = models.BooleanField(_("adjusting account (90-99)"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("chart of accounts")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="account_code_has_form_of_decree", condition=Q(code__regex=CODE)
            ),
            models.CheckConstraint(
                name="account_degree_follows_code",
                condition=Q(
                    *(Q(degree=d, code__regex=rf"^\d{{{n}}}$") for d, n in LENGTHS.items()),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="account_stands_under_its_parent",
                condition=Q(degree=1, parent__isnull=True)
                | Q(degree__gt=1, parent__isnull=False, code__startswith=F("parent")),
            ),
            models.CheckConstraint(
                name="account_90_to_99_is_adjuster",
                condition=Q(is_adjuster=True, code__regex=r"^\d{5}9\d(\d{3})?$")
                | Q(is_adjuster=False) & ~Q(code__regex=r"^\d{5}9\d(\d{3})?$"),
            ),
            models.CheckConstraint(
                name="account_ends_after_it_begins",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers = account_triggers()

    def __str__(self) -> str:
        return f"{self.dotted} {self.name}"

    @property
    def name(self) -> str:
        """Its name in the reader's language; Greek is the name in law."""
        return in_language(self, "name")

    @property
    def dotted(self) -> str:
        """Its code as the decree writes it: 4.8.4.01."""
        return dotted(self.code)


class Period(models.Model):
    """A calendar month in which entries may be dated, until it is closed."""

    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    state = models.CharField(
        _("state"), max_length=12, choices=PeriodState, default=PeriodState.OPEN
    )

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["-year", "-month"]
        permissions = [
            ("open_year", _("Can open a financial year")),
            ("close_period", _("Can close a period")),
            ("reopen_period", _("Can reopen a period")),
        ]
        constraints = [
            models.UniqueConstraint(name="one_period_per_month", fields=["year", "month"]),
            models.CheckConstraint(name="period_is_a_month", condition=Q(month__range=(1, 12))),
            models.CheckConstraint(
                name="period_state_is_known", condition=Q(state__in=PeriodState.values)
            ),
        ]
        triggers = period_triggers()

    def __str__(self) -> str:
        return f"{self.month:02d}/{self.year}"


class Journal(models.Model):
    """A book of entries with its own numbers."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    is_adjusting = models.BooleanField(
        _("adjusting"),
        default=False,
        help_text=_("May use the accounts 90-99 and post in a period that may be reopened."),
    )

    class Meta:
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self, "name")


class Entry(models.Model):
    """A journal entry: inserted open, given its lines, sealed once, then never touched."""

    journal = models.ForeignKey(
        Journal, models.PROTECT, related_name="entries", verbose_name=_("journal")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveBigIntegerField(_("number"), null=True, editable=False)
    on = models.DateField(_("date"))
    posted_at = models.DateTimeField(_("posted at"), null=True, editable=False)
    text = models.CharField(_("text"), max_length=240, blank=True)
    source_kind = models.CharField(_("kind of source"), max_length=40)
    source_id = models.CharField(_("source"), max_length=40)
    purpose = models.CharField(_("purpose"), max_length=40, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("actor"),
    )

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-on", "-id"]
        permissions = [("reverse_entry", _("Can reverse a journal entry"))]
        indexes = [
            models.Index(fields=["on", "id"], name="entry_by_day"),
            models.Index(fields=["journal", "on", "id"], name="entry_by_journal"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_entry_per_source", fields=["source_kind", "source_id", "purpose"]
            ),
            models.UniqueConstraint(
                name="one_entry_per_number", fields=["journal", "year", "number"]
            ),
            models.CheckConstraint(
                name="entry_year_is_of_its_day", condition=Q(on__year=F("year"))
            ),
            models.CheckConstraint(
                name="sealed_entry_has_number",
                condition=Q(posted_at__isnull=True, number__isnull=True)
                | Q(posted_at__isnull=False, number__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_does_not_reverse_itself",
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
            ),
        ]
        triggers = entry_triggers()

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its public number: COL-2026-000017."""
        return f"{self.journal_id}-{self.year}-{self.number or 0:06d}"


class Line(models.Model):
    """One side of an entry on one account; it repeats the day so that sums need no join."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="lines", verbose_name=_("entry"), db_index=False
    )
    position = models.PositiveIntegerField(_("line"))
    on = models.DateField(_("date"))
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="lines",
        verbose_name=_("account"),
        db_index=False,
    )
    debit = MoneyField(_("debit"), default=0)
    credit = MoneyField(_("credit"), default=0)
    text = models.CharField(_("text"), max_length=240, blank=True)
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person or business"),
    )
    ale = models.CharField(_("budget code"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        ordering = ["entry", "position"]
        indexes = [
            models.Index(
                fields=["account", "on", "entry"],
                include=["debit", "credit"],
                name="line_by_account_and_day",
            ),
            models.Index(
                fields=["on", "ale", "account"],
                include=["entry", "debit", "credit"],
                name="line_by_budget_code",
                condition=~Q(ale=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="one_line_per_position", fields=["entry", "position"]),
            models.CheckConstraint(
                name="line_has_one_side",
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
            ),
            models.CheckConstraint(
                name="line_ale_has_seven_or_ten_digits",
                condition=Q(ale="") | Q(ale__regex=r"^[1-8]\d{6}(\d{3})?$"),
            ),
        ]
        triggers = line_triggers()

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.position} {self.account_id}"
