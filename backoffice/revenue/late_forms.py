"""What staff choose and enter about late debts and debtors; services check the rules."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.ledger.forms import FilterForm, day_field, new_year, today

from .forms import ALL, ReasonForm, kind_choices, money_field
from .states import ExemptionCause, LimitationEventKind

CARD_KINDS = [
    ("charge", _("Charges")),
    ("expenses", _("Collection expenses")),
    ("surcharge", _("Surcharges")),
    ("payment", _("Payments")),
    ("reversal", _("Payments taken back")),
    ("set_off", _("Set-offs")),
    ("reduction", _("Reductions")),
    ("write_off", _("Written off by decision")),
    ("cancellation", _("Cancellations")),
    ("credit_used", _("Credit used")),
    ("refund", _("Refunds")),
    ("hold", _("Arrangements, suspensions, disputes")),
]
MONTHS = [(3, "3"), (6, "6"), (12, "12"), (24, "24"), (60, "60")]


def key_field() -> forms.CharField:
    """Return the hidden key that makes a second press of the button harmless."""
    return forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class DebtorsForm(FilterForm):
    """Whom to find."""

    text = forms.CharField(label=_("AFM or name"), required=False, initial="", max_length=80)


class CardForm(FilterForm):
    """Which part of a card to show, and as it was known when."""

    on = day_field(_("Until"), required=False, initial=today)
    known_on = day_field(
        _("As it was known at the end of"),
        required=False,
        help_text=_("Empty: as it is known now."),
    )
    first = day_field(_("Rows since"), required=False)
    kinds = forms.ChoiceField(
        label=_("Movements"), required=False, initial="", choices=[ALL, *CARD_KINDS]
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The values to work with; holds are begun, ended and made void."""
        values = super().chosen
        kind = values["kinds"]
        values["kinds"] = {kind} if kind else set()
        if kind == "hold":
            values["kinds"] |= {"hold_lifted", "hold_void"}
        return values


class ExemptionForm(forms.Form):
    """Days without interest, with their proof."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ExemptionCause.choices)
    began = day_field(_("Enlisted on, or without representation since"))
    ended = day_field(
        _("Discharged on, or represented since"),
        required=False,
        help_text=_("Empty while it lasts."),
    )
    proof = forms.CharField(
        label=_("Document that proves it"), max_length=400, help_text=_("Kind, number and date.")
    )


class EndExemptionForm(forms.Form):
    """When the cause of an exemption ended."""

    ended = day_field(_("Discharged on, or represented since"))


class LapsingForm(FilterForm):
    """How far to look."""

    months = forms.TypedChoiceField(
        label=_("Within months"), coerce=int, required=False, initial=12, choices=MONTHS
    )
    on = day_field(_("As of"), required=False, initial=today)


class JanuaryForm(FilterForm):
    """About which year to report."""

    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2100,
        initial=lambda: today().year - 1,
    )


class TariffChangesForm(FilterForm):
    """Between which days, and of which kind."""

    first = day_field(_("From"), required=False, initial=new_year)
    last = day_field(_("To"), required=False, initial=today)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )


class ExpensesForm(ReasonForm):
    """What it cost to collect."""

    amount = money_field(_("Amount, in euros"))
    key = key_field()


class InterruptForm(forms.Form):
    """What extends the time to collect."""

    kind = forms.ChoiceField(label=_("Event"), choices=LimitationEventKind.choices)
    on = day_field(_("On"))
    reference = forms.CharField(
        label=_("Document that proves it"), max_length=200, help_text=_("Kind, number and date.")
    )
    key = key_field()
