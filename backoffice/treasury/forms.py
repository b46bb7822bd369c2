"""What cashiers choose and enter; services check the rules."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.languages import in_language
from backoffice.ledger.forms import RangeForm, today
from backoffice.revenue.forms import money_field
from theme.formatting import NO_BREAK, euro, number

from . import queries
from .rules import DENOMINATIONS
from .states import SessionState, Tender

ALL = ("", pgettext_lazy("choice", "All"))


class KeyForm(forms.Form):
    """A form that may be sent twice without harm."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=uuid.uuid4)


class CountForm(KeyForm):
    """Notes and coins, counted by their denominations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in DENOMINATIONS:
            self.fields[self.name_of(value)] = forms.IntegerField(
                label=f"{value:n} €".replace(".", ","),
                min_value=0,
                max_value=99999,
                required=False,
                widget=forms.NumberInput(
                    attrs={"inputmode": "numeric", "data-value": str(value), "min": "0"}
                ),
            )

    @staticmethod
    def name_of(value: Decimal) -> str:
        """Return the name of a denomination's field."""
        return f"pieces_{value}".replace(".", "_")

    def counting(self) -> list[forms.BoundField]:
        """Return the fields of the denominations, the largest first."""
        return [self[self.name_of(value)] for value in DENOMINATIONS]

    def others(self) -> list[forms.BoundField]:
        """Return the visible fields that are no denomination."""
        return [f for f in self.visible_fields() if not f.name.startswith("pieces_")]

    @property
    def pieces(self) -> dict[str, int]:
        """What was counted, denominations that are missing left out."""
        found = {str(v): self.cleaned_data.get(self.name_of(v)) for v in DENOMINATIONS}
        return {value: count for value, count in found.items() if count}


class OpenForm(CountForm):
    """Which desk is opened, and the float counted in it."""

    desk = forms.ChoiceField(label=_("Cash desk"))
    slip = forms.CharField(
        label=_("Bank slip of the float"),
        max_length=60,
        required=False,
        help_text=_("Only if the float was drawn from the bank this morning."),
    )
    reason = forms.CharField(
        label=_("Reason of a difference"),
        max_length=400,
        required=False,
        help_text=_("Only if the count is not what the last cashier left."),
    )
    field_order = ("desk",)
    words = _("%(desk)s, %(left)s left")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = queries.free_desks()
        self.ids = {row.desk.code: row.desk.pk for row in free}
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (
                row.desk.code,
                _("%(desk)s, %(left)s left") % {"desk": row.desk, "left": euro(row.left)},
            )
            for row in free
        ]


class CloseForm(CountForm):
    """The count at the end of a day."""

    card_total = money_field(
        _("Total on the terminal's closing slip"), required=False, initial=Decimal("0.00")
    )
    card_batch = forms.CharField(
        label=_("Number of the terminal's closing slip"), max_length=60, required=False
    )
    reason = forms.CharField(
        label=_("Reason of a difference"),
        max_length=400,
        required=False,
        help_text=_("Only if count and books differ."),
    )


class SlipForm(KeyForm):
    """Cash between till and bank."""

    amount = money_field(_("Amount, in euros"))
    slip = forms.CharField(label=_("Number of the bank's slip"), max_length=60)


class TakeForm(KeyForm):
    """Which debts are paid, and how; amounts come from the debts."""

    charges = forms.MultipleChoiceField(label=_("Debts to pay"))
    method = forms.ChoiceField(
        label=_("Way of paying"),
        choices=Tender.choices,
        initial=Tender.CASH,
        widget=forms.RadioSelect,
    )
    handed = money_field(
        _("Cash handed over"), required=False, help_text=_("Leave empty if it is exact.")
    )
    reference = forms.CharField(
        label=_("Approval number of the terminal"), max_length=60, required=False
    )
    email = forms.EmailField(label=_("E-mail for a copy of the receipt"), required=False)

    def __init__(self, *args: Any, codes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(codes)
        self.fields["charges"].choices = [(code, code) for code in self.codes]  # type: ignore[attr-defined]
        for code in self.codes:
            self.fields[f"part_{code}"] = money_field(_("Part only"), required=False)

    def items(self, ids: dict[str, int]) -> list[tuple[int, Decimal | None]]:
        """Return the chosen charges, with euros where only a part is paid.

        :param ids: identifiers of the charges by their codes
        """
        chosen = self.cleaned_data["charges"]
        return [(ids[code], self.cleaned_data.get(f"part_{code}") or None) for code in chosen]


class SumForm(forms.Form):
    """A sum that the payer wants to pay, without naming debts."""

    sum = money_field(_("Pay a sum, without choosing debts"), required=False)

    @property
    def amount(self) -> Decimal | None:
        """The sum in euros, if there is one above zero."""
        return (self.is_valid() and self.cleaned_data["sum"]) or None


class AtOnceForm(KeyForm):
    """A revenue that is certified and collected at once; the amount comes from the tariff."""

    afm = forms.CharField(label=_("AFM of the payer"), max_length=9)
    tariff = forms.ChoiceField(label=_("What for"))
    base = forms.DecimalField(
        label=_("Quantity"), min_value=0, max_digits=12, decimal_places=2, localize=True, initial=1
    )
    method = TakeForm.base_fields["method"]
    handed = TakeForm.base_fields["handed"]
    reference = TakeForm.base_fields["reference"]

    def __init__(self, *args: Any, prices: Iterable[queries.Price], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tariff"].choices = [  # type: ignore[attr-defined]
            (f"{price.kind}:{price.key}", self.words_of(price)) for price in prices
        ]

    @staticmethod
    def words_of(price: queries.Price) -> str:
        """Return what is sold and for how much, in the reader's language."""
        kind, label = in_language(price, "kind"), in_language(price, "label")
        each = f" / {price.unit}" if price.unit else ""
        places = max(2, -int(price.rate.normalize().as_tuple().exponent))
        return f"{kind}: {label} ({number(price.rate, places)}{NO_BREAK}€{each})"


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class DecisionForm(forms.Form):
    """Whether a receipt of an earlier session goes back."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approved", _("Approve")), ("refused", _("Refuse"))],
        widget=forms.RadioSelect,
    )


def desk_choices() -> list[tuple[str, str]]:
    """Return the desks to choose from."""
    return [(desk.code, str(desk)) for desk in queries.desks()]


class SessionsForm(RangeForm):
    """Which sessions to list."""

    desk = forms.ChoiceField(
        label=_("Cash desk"), required=False, initial="", choices=lambda: [ALL, *desk_choices()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *SessionState.choices]
    )


class TotalsForm(RangeForm):
    """Which days and desk the totals are for; today by default."""

    desk = forms.ChoiceField(
        label=_("Cash desk"),
        required=False,
        initial="",
        choices=lambda: [("", _("All collections of the town")), *desk_choices()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = today


class DeskForm(forms.Form):
    """A cash desk."""

    code = forms.SlugField(label=_("Code"), max_length=12)
    name_el = forms.CharField(label=_("Name in Greek"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    limit = money_field(
        _("Difference that the cashier may settle alone, in euros"), initial=Decimal("10.00")
    )
    bank_account = forms.CharField(label=_("Account of the bank"), max_length=20, initial="42201")
    terminal = forms.CharField(label=_("Card terminal"), max_length=40, required=False)


class ChangeDeskForm(DeskForm):
    """What may change of a desk."""

    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]
