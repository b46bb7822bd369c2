"""What staff choose and enter on the screens of the budget."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day

from .states import AMENDMENT_MOVES, BUDGET_MOVES, AmendmentState, BudgetState


def today() -> date:
    """Return the legal day of this moment."""
    return athens_day(timezone.now())


class DayInput(forms.DateInput):
    """The browser's own day picker; it works without a script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ExecutionForm(forms.Form):
    """Up to which day the execution is shown; its year is the budget's."""

    as_of = forms.DateField(
        label=_("As of"), widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y"], required=False
    )

    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data)
        self.last = min(max(today(), date(year, 1, 1)), date(year, 12, 31))
        self.year = year
        self.fields["as_of"].initial = self.last

    def clean_as_of(self) -> date:
        """Accept a day of the budget's year."""
        day: date = self.cleaned_data["as_of"] or self.last
        if day.year != self.year:
            raise forms.ValidationError(_("Choose a day in %(year)s."), params={"year": self.year})
        return day

    @property
    def day(self) -> date:
        """The chosen day, or the latest one that makes sense."""
        return self.cleaned_data["as_of"] if self.is_valid() else self.last


class ImportForm(forms.Form):
    """A file with the lines of a budget."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns: side, ale, name_el, initial; and if you wish name_en, is_regular, "
            "is_reserve, department, function, community."
        ),
    )


class DecisionForm(forms.Form):
    """The decision behind a move."""

    decision = forms.CharField(label=_("Decision of the council"), max_length=40, required=False)
    ada = forms.CharField(label=_("ADA"), max_length=20, required=False)


class MoveBudgetForm(DecisionForm):
    """Where a budget goes next."""

    state = forms.TypedChoiceField(label=_("Next state"), coerce=BudgetState)

    def __init__(self, data: Any = None, *, state: str) -> None:
        super().__init__(data)
        ahead = sorted(BUDGET_MOVES[BudgetState(state)], key=list(BudgetState).index)
        field = cast("forms.ChoiceField", self.fields["state"])
        field.choices = [(s.value, s.label) for s in ahead]


class MoveAmendmentForm(DecisionForm):
    """Where an amendment goes next."""

    state = forms.TypedChoiceField(label=_("Next state"), coerce=AmendmentState)
    effective_on = forms.DateField(
        label=_("In effect from"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        required=False,
    )

    def __init__(self, data: Any = None, *, state: str) -> None:
        super().__init__(data)
        ahead = sorted(AMENDMENT_MOVES[AmendmentState(state)], key=list(AmendmentState).index)
        field = cast("forms.ChoiceField", self.fields["state"])
        field.choices = [(s.value, s.label) for s in ahead]
