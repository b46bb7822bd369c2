"""What staff choose on the screens of the books; a form checks shape, services check rules."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day

from . import queries

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
DEGREES = [(degree, str(degree)) for degree in range(1, 7)]


def today() -> date:
    """Return the legal day of this moment."""
    return athens_day(timezone.now())


def new_year() -> date:
    """Return the first day of the year, where most questions to the books begin."""
    return date(today().year, 1, 1)


class DayInput(forms.DateInput):
    """The browser's own day picker; it works without a script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **extra: Any) -> forms.DateField:
    """Return a field for a day, as browsers and people write it."""
    return forms.DateField(label=label, widget=DayInput(), input_formats=DAY_FORMATS, **extra)


class FilterForm(forms.Form):
    """A form in the address: what is missing or wrong falls back to its initial value."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The values to work with."""
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return {
            name: self.get_initial_for_field(field, name)
            if cleaned.get(name) in (None, "")
            else cleaned[name]
            for name, field in self.fields.items()
        }


class RangeForm(FilterForm):
    """From a day to a day, this year by default."""

    first = day_field(_("From"), required=False, initial=new_year)
    last = day_field(_("To"), required=False, initial=today)


class EntriesForm(RangeForm):
    """Which entries to list."""

    journal = forms.ChoiceField(label=_("Journal"), required=False, initial="")
    account = forms.CharField(label=_("Account"), required=False, initial="", max_length=14)
    text = forms.CharField(label=_("Text or source"), required=False, initial="", max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        journals = [(journal.code, str(journal)) for journal in queries.journals()]
        cast("forms.ChoiceField", self.fields["journal"]).choices = [("", _("All")), *journals]

    def clean_account(self) -> str:
        """Accept a code with or without dots."""
        code = self.cleaned_data["account"].replace(".", "").strip()
        if code and not queries.has_account(code):
            raise forms.ValidationError(
                _("The chart has no account %(code)s. Look at the chart of accounts."),
                params={"code": code},
            )
        return code


class BalanceForm(FilterForm):
    """Up to which day, and how far analysed."""

    on = day_field(_("As of"), required=False, initial=today)
    degree = forms.TypedChoiceField(
        label=_("Degree"), choices=DEGREES, coerce=int, required=False, initial=4
    )


class ChartForm(FilterForm):
    """Which accounts of the chart to show."""

    text = forms.CharField(label=_("Code or name"), required=False, initial="", max_length=80)
    group = forms.ChoiceField(
        label=_("Group"),
        required=False,
        initial="",
        choices=[("", _("All")), *((str(n), str(n)) for n in range(1, 9))],
    )


class ReverseForm(forms.Form):
    """The day and the reason of a reversal."""

    on = day_field(_("Date of the reversal"), initial=today)
    reason = forms.CharField(
        label=_("Reason"), max_length=240, help_text=_("It stays in the books and in the trail.")
    )


class ReasonForm(forms.Form):
    """Why a month is reopened."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class ConfirmForm(forms.Form):
    """A move that needs no more than a yes."""


class YearForm(forms.Form):
    """Which year to open."""

    year = forms.IntegerField(label=_("Year"), min_value=2019, max_value=2100)
