"""Forms of the legal clock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.documents.models import Clock

from .base import Capitalised, DayInput, choose


class StartClockForm(Capitalised, forms.Form):
    """Which time limit runs, and since when."""

    rule = forms.ChoiceField(label=_("time limit"))
    complete_on = forms.DateField(
        label=_("day of the last required document"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty while documents are missing."),
    )
    service = forms.CharField(
        label=_("service"),
        required=False,
        max_length=120,
        help_text=_("Under this name answer times are published."),
    )
    wrong_service = forms.BooleanField(
        label=_("must first be forwarded to the competent service"), required=False
    )

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "rule", [(r.code, f"{r} ({r.days})") for r in queries.rules_in_force(on)])


class DayForm(Capitalised, forms.Form):
    """A day on which something happened."""

    on = forms.DateField(label=_("day"), widget=DayInput())


class StopClockForm(Capitalised, forms.Form):
    """How a time limit ended without an answer from here."""

    outcome = forms.ChoiceField(
        label=_("outcome"), choices=[c for c in Clock.Outcome.choices if c[0]]
    )
    reason = forms.CharField(label=_("reason"), max_length=300)
