"""Forms of clearance lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import Capitalised, DayInput


class DrawForm(Capitalised, forms.Form):
    """For which year a list is drawn up."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2200)
    cut_on = forms.DateField(label=_("kept until this day or earlier"), widget=DayInput)

    @classmethod
    def initial_on(cls, today: date) -> dict[str, Any]:
        """Return this year, and the last day of the year before."""
        return {"year": today.year, "cut_on": date(today.year - 1, 12, 31)}


class ApproveForm(Capitalised, forms.Form):
    """The committee's decision."""

    archives_invited_on = forms.DateField(
        label=_("State Archives invited on"), widget=DayInput, required=False
    )
    decision = forms.CharField(label=_("number of the committee's decision"), max_length=200)
    decided_on = forms.DateField(label=_("decided on"), widget=DayInput)
