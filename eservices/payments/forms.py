"""What the pay buttons send, and what staff choose and write."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from theme.forms import EuroField

from .queries import ATTEMPT_STATES, NOTICE_STATES, ORDER_STATES
from .states import NoticeState

CODE = forms.RegexField(regex=r"^[0-9A-Z-]{8,24}$")
MOST_CHARGES = 200


class BasketForm(forms.Form):
    """Chosen charges, or one RF code, with an amount for each where less is to be paid."""

    rf = forms.CharField(max_length=40, required=False)
    key = forms.CharField(max_length=40, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.codes = list(dict.fromkeys(data.getlist("charge")))[: MOST_CHARGES + 1]
        self.amounts: dict[str, Decimal] = {}

    def clean(self) -> dict[str, Any]:
        """Read the codes and the amounts that go with them.

        :raises ValidationError: if nothing was chosen or an amount cannot be read
        """
        data = super().clean() or {}
        if not self.codes and not data.get("rf"):
            raise forms.ValidationError(_("Choose at least one debt to pay."))
        if len(self.codes) > MOST_CHARGES:
            raise forms.ValidationError(
                _("Choose up to %(most)s debts at a time.") % {"most": MOST_CHARGES}
            )
        field = EuroField(required=False)
        for code in self.codes:
            CODE.clean(code)
        for code in self.codes or ["rf"]:
            amount = field.clean(self.data.get(f"amount-{code}", ""))
            if amount is not None:
                self.amounts[code] = amount
        data["key"] = data.get("key") or new_code("P-")
        return data


class ListForm(forms.Form):
    """A form in the address: what is missing or wrong falls back to its initial value."""

    state = forms.ChoiceField(label=_("State"), required=False)
    text = forms.CharField(label=_("Code"), required=False, max_length=120)
    first_state = ""
    states: Sequence[tuple[str, Any]] = ()

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"state": self.first_state})
        self.fields["state"].choices = [("", _("All")), *self.states]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """The values to work with."""
        if not self.is_valid():
            return {"state": self.first_state, "text": ""}
        return {"state": self.cleaned_data["state"], "text": self.cleaned_data["text"].strip()}


class NoticesForm(ListForm):
    """Which notices to list."""

    first_state = NoticeState.FOR_CLERK
    states = NOTICE_STATES


class AttemptsForm(ListForm):
    """Which visits to list."""

    states = ATTEMPT_STATES


class OrdersForm(ListForm):
    """Which standing orders to list."""

    states = ORDER_STATES


class ResolveForm(forms.Form):
    """What a clerk did about a notice."""

    resolution = forms.CharField(
        label=_("What was done"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays with the notice and in the trail."),
    )
