"""The budget of a year: its lines by budget code, and the amendments that change them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField

from .states import AmendmentState, BudgetState
from .triggers import amendment_triggers, budget_triggers, change_triggers, line_triggers

ALE = r"^[1-8]\d{6}(\d{3})?$"
COFOG = r"^\d{2}(\.\d){0,2}$"


class Side(models.TextChoices):
    """The two sides of a budget."""

    REVENUE = "revenue", _("revenue")
    EXPENDITURE = "expenditure", _("expenditure")


class BudgetYear(models.Model):
    """The budget of a financial year (1 January to 31 December)."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    state = models.CharField(
        _("state"), max_length=20, choices=BudgetState, default=BudgetState.DRAFT_SERVICE
    )
    decision = models.CharField(_("decision of the council"), max_length=40, blank=True)
    ada = models.CharField(_("ADA"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["-year"]
        permissions = [
            ("move_budget", _("Can move a budget to its next state")),
            ("import_lines", _("Can import budget lines")),
        ]
        constraints = [
            models.CheckConstraint(
                name="budget_state_is_known", condition=Q(state__in=BudgetState.values)
            ),
        ]
        triggers = budget_triggers()

    def __str__(self) -> str:
        return str(self.year)


class Line(models.Model):
    """What the budget expects from, or allows for, one budget code."""

    budget = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="lines", verbose_name=_("budget")
    )
    side = models.CharField(_("side"), max_length=12, choices=Side)
    ale = models.CharField(
        _("budget code"),
        max_length=10,
        validators=[RegexValidator(ALE, _("A budget code has 7 or 10 digits without dots."))],
    )
    name_el = models.CharField(_("name in Greek"), max_length=240)
    name_en = models.CharField(_("name in English"), max_length=240, blank=True)
    initial = MoneyField(_("initial amount"), default=0)
    is_regular = models.BooleanField(
        _("regular revenue"),
        default=False,
        help_text=_("The reserve is at most 5% of it (ν.3463/2006 άρθρο 161 §3)."),
    )
    is_reserve = models.BooleanField(_("reserve"), default=False)
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    function = models.CharField(
        _("function (COFOG)"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(COFOG, _("Write the function as 05 or 05.1."))],
    )
    community = models.CharField(_("community"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["budget", "-side", "ale"]
        constraints = [
            models.UniqueConstraint(
                name="one_line_per_budget_code", fields=["budget", "side", "ale"]
            ),
            models.CheckConstraint(
                name="budget_code_has_seven_or_ten_digits", condition=Q(ale__regex=ALE)
            ),
            models.CheckConstraint(
                name="line_expects_no_less_than_zero", condition=Q(initial__gte=0)
            ),
            models.CheckConstraint(name="budget_side_is_known", condition=Q(side__in=Side.values)),
            models.CheckConstraint(
                name="regular_is_revenue_and_reserve_is_expenditure",
                condition=Q(side="revenue", is_reserve=False)
                | Q(side="expenditure", is_regular=False),
            ),
            models.CheckConstraint(
                name="function_is_cofog", condition=Q(function="") | Q(function__regex=COFOG)
            ),
        ]
        triggers = line_triggers()

    def __str__(self) -> str:
        return f"{self.ale} {self.name}"

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self, "name")


class Amendment(models.Model):
    """A decision that changes lines of a budget in execution; both sides change equally."""

    budget = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="amendments", verbose_name=_("budget")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=16, choices=AmendmentState, default=AmendmentState.PROPOSED
    )
    reason = models.CharField(_("reason"), max_length=240)
    decision = models.CharField(_("decision of the council"), max_length=40, blank=True)
    ada = models.CharField(_("ADA"), max_length=20, blank=True)
    effective_on = models.DateField(_("in effect from"), null=True, blank=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["-budget__year", "-number"]
        permissions = [("move_amendment", _("Can move an amendment to its next state"))]
        constraints = [
            models.UniqueConstraint(name="one_amendment_per_number", fields=["budget", "number"]),
            models.CheckConstraint(
                name="amendment_state_is_known", condition=Q(state__in=AmendmentState.values)
            ),
            models.CheckConstraint(
                name="effective_amendment_names_its_decision",
                condition=~Q(state="effective") | Q(effective_on__isnull=False) & ~Q(decision=""),
            ),
        ]
        triggers = amendment_triggers()

    def __str__(self) -> str:
        return f"{self.number}/{self.budget_id and self.budget.year}"


class AmendmentLine(models.Model):
    """By how much an amendment raises or lowers one line."""

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="changes", verbose_name=_("amendment")
    )
    line = models.ForeignKey(
        Line, models.PROTECT, related_name="changes", verbose_name=_("budget line")
    )
    delta = MoneyField(_("change"))

    class Meta:
        verbose_name = _("amendment line")
        verbose_name_plural = _("amendment lines")
        constraints = [
            models.UniqueConstraint(
                name="one_change_per_line_and_amendment", fields=["amendment", "line"]
            ),
            models.CheckConstraint(name="change_is_not_zero", condition=~Q(delta=0)),
        ]
        triggers = change_triggers()

    def __str__(self) -> str:
        return f"{self.line_id}: {self.delta}"
