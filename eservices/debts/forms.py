"""Finding a debt by its code, and how much of it to pay."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import iso11649

from theme import formatting
from theme.forms import CalendarInput, EuroField


class RfForm(forms.Form):
    """The payment code on a notice."""

    rf = forms.CharField(
        label=_("RF payment code"),
        max_length=40,
        help_text=_("25 characters, on the notice or the statement. Blanks do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-length": "code"}
        ),
    )

    def clean_rf(self) -> str:
        """Return the code without blanks.

        :raises ValidationError: if its check digits are wrong, before anything is looked up
        """
        code = "".join(self.cleaned_data["rf"].split()).upper()
        if not iso11649.is_valid(code):
            raise forms.ValidationError(
                _(
                    "This is not a valid RF code. It begins with RF and has 25 characters: "
                    "compare it with the notice."
                )
            )
        return code


class SumForm(forms.Form):
    """A sum to pay without choosing debts."""

    debtor = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    sum = EuroField(label=_("Amount to pay now"), min_value=Decimal("1.00"))


class PartForm(forms.Form):
    """How much of one debt to pay now.

    :param owed: everything owed on the debt today, in euros
    """

    amount = EuroField(label=_("Amount to pay now"))

    def __init__(self, data: Any, *, owed: Decimal) -> None:
        super().__init__(data, initial={"amount": owed})
        self.owed = owed
        self.fields["amount"].help_text = _(
            "All of it, or a part from %(lowest)s up. The rest stays owed."
        ) % {"lowest": formatting.euro(self.lowest)}

    @property
    def lowest(self) -> Decimal:
        """The least part that can be paid, in euros."""
        return min(Decimal("1.00"), self.owed)

    def clean_amount(self) -> Decimal:
        """Return the amount.

        :raises ValidationError: if it is not between the least part and what is owed
        """
        amount: Decimal = self.cleaned_data["amount"]
        if not self.lowest <= amount <= self.owed:
            raise forms.ValidationError(
                _("Write an amount from %(lowest)s to %(owed)s.")
                % {
                    "lowest": formatting.euro(self.lowest),
                    "owed": formatting.euro(self.owed),
                }
            )
        return amount


class StatementForm(forms.Form):
    """Whose account is asked, and as of which day."""

    debtor = forms.ChoiceField(label=_("Account of"), required=False)
    on = forms.DateField(label=_("As it stood on"), required=False, widget=CalendarInput())
    known = forms.DateField(
        label=_("As it was known on"),
        required=False,
        widget=CalendarInput(),
        help_text=_("Empty: with everything that is known now."),
    )

    def __init__(self, data: Any, *, debtors: Sequence[tuple[str, str]], today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.today = today
        if len(debtors) > 1:
            self.fields["debtor"].choices = debtors  # type: ignore[attr-defined]
        else:
            del self.fields["debtor"]

    @property
    def day(self) -> date:
        """The day that was asked for, or today; a day to come counts as today."""
        asked = self.cleaned_data.get("on") if self.is_valid() else None
        return min(asked or self.today, self.today)

    @property
    def known_on(self) -> date | None:
        """The day whose knowledge was asked for, if any."""
        return self.cleaned_data.get("known") if self.is_valid() else None
