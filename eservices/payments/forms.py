"""What the pay buttons send."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from theme.forms import EuroField

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
