"""Finding a debt by its code, and how much of it to pay."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import iso11649

from theme.forms import CalendarInput, EuroField


class RfForm(forms.Form):
    """The payment code on a notice."""

    rf = forms.CharField(
        label=_("RF payment code"),
        max_length=40,
        help_text=_("25 characters, on the notice or the statement. Blanks do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_rf(self) -> str:
        """Return the code without blanks.

        :raises ValidationError: if its check digits are wrong, before anything is looked up
        """
        code = self.cleaned_data["rf"].replace(" ", "").replace("\xa0", "").upper()
        if not iso11649.is_valid(code):
            raise forms.ValidationError(
                _(
                    "This is not a valid RF code. It begins with RF and has 25 characters: compare it with the notice."
                )
            )
        return code


class PartForm(forms.Form):
    """How much of one debt to pay now."""

    amount = EuroField(label=_("Amount to pay now"), min_value=Decimal("1.00"))


class StatementForm(forms.Form):
    """The day whose balance is asked."""

    on = forms.DateField(label=_("Balance as of"), required=False, widget=CalendarInput())

    def day(self, today: date) -> date:
        """Return the day that was asked for, or today; a day to come counts as today."""
        asked = self.cleaned_data.get("on") if self.is_valid() else None
        return min(asked or today, today)
