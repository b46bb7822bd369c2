"""What a debtor chooses: which debts, how many instalments, and how the ability is counted."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements.offers import Wish
from backoffice.kernel.codes import new_code
from theme.forms import EuroField

from .access import Debtor


class NumberForm(forms.Form):
    """How many instalments."""

    number = forms.IntegerField(
        label=_("Number of instalments"),
        min_value=1,
        max_value=120,
        widget=forms.NumberInput(attrs={"data-length": "short", "inputmode": "numeric"}),
    )


class SimulatorForm(NumberForm):
    """Which debts, in how many instalments; everything stays in the address.

    :param debtors: everyone for whom the user may act
    """

    debtor = forms.ChoiceField(label=_("Debts of"), required=False)
    income = EuroField(
        label=_("A year's income (only for a longer term)"),
        required=False,
        help_text=_("The higher of the last year and the mean of the last three."),
    )
    children = forms.IntegerField(
        label=_("Dependent children"), required=False, min_value=0, max_value=20
    )
    field_order = ("debtor", "number", "income", "children")

    def __init__(self, data: QueryDict | None, *, debtors: Sequence[Debtor]) -> None:
        super().__init__(data, initial={"number": 6})
        self.debtors = debtors
        self.codes = list(dict.fromkeys(data.getlist("charge"))) if data else []
        choices = [(debtor.code, debtor.name) for debtor in debtors]
        if len(debtors) > 1:
            self.fields["debtor"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["debtor"]

    def with_longer_term(self, is_open: bool) -> "SimulatorForm":
        """Return the form, without asking for income where no longer term is open."""
        if not is_open:
            del self.fields["income"], self.fields["children"]
        return self

    def wish(self, party_id: int, charge_ids: Sequence[int]) -> Wish:
        """Return what was chosen."""
        chosen: dict[str, Any] = self.cleaned_data
        return Wish(
            party_id,
            tuple(charge_ids),
            chosen["number"],
            income=chosen.get("income"),
            children=chosen.get("children") or 0,
        )


class CardForm(forms.Form):
    """Consent to the monthly charge of a card."""

    key = forms.RegexField(regex=r"^[0-9A-Z-]{8,40}$", widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I agree that my card is charged as written above"),
        error_messages={"required": _("Tick the box to show that you agree.")},
    )

    @staticmethod
    def fresh_key() -> str:
        """Return a key for a new request."""
        return new_code("C-")


class AgreeForm(forms.Form):
    """What was shown and is agreed to."""

    key = forms.RegexField(regex=r"^[0-9A-Z-]{8,40}$", widget=forms.HiddenInput)
    agreed = forms.DecimalField(max_digits=14, decimal_places=2, widget=forms.HiddenInput)
    understood = forms.BooleanField(
        label=_("I have read when instalments are due and when the arrangement is lost"),
        error_messages={"required": _("Tick the box to show that you have read it.")},
    )

    @staticmethod
    def fresh_key() -> str:
        """Return a key for a new request."""
        return new_code("A-")
