"""What staff choose and enter on the screens of revenue; services check the rules."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.ledger.forms import FilterForm, RangeForm, day_field, today

from .queries import office
from .queries.uncertified import sources_outside
from .states import ChargeState, PaymentState

ALL = ("", pgettext_lazy("choice", "All"))


def money_field(label: Any, **extra: Any) -> forms.DecimalField:
    """Return a field for euros, with a decimal comma or point."""
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=0, localize=True, **extra
    )


def rate_field(label: Any, **extra: Any) -> forms.DecimalField:
    """Return a field for a rate: a fraction of the base, or euros a unit."""
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=7, min_value=0, localize=True, **extra
    )


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of charge to choose from."""
    return [(kind.code, str(kind)) for kind in office.kinds()]


def source_choices() -> list[tuple[str, str]]:
    """Return where charges outside lists came from."""
    return [(source, source) for source in sources_outside()]


class ChargesForm(FilterForm):
    """Which charges to list."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *ChargeState.choices]
    )
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        initial="",
        choices=[
            ALL,
            ("overdue", pgettext_lazy("charge", "overdue")),
            ("coming", _("not due yet")),
        ],
    )
    text = forms.CharField(
        label=_("Debtor, AFM, number or payment code"), required=False, initial="", max_length=80
    )


class UncertifiedForm(FilterForm):
    """Which charges outside lists to show."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        initial="waiting",
        choices=[
            ("waiting", _("not collected yet")),
            ("collected", _("collected")),
            ("cancelled", pgettext_lazy("charge", "cancelled")),
            ("all", pgettext_lazy("choice", "All")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, initial="", choices=lambda: [ALL, *source_choices()]
    )
    first = day_field(_("Certified from"), required=False, initial=None)
    last = day_field(_("Certified to"), required=False, initial=None)
    text = forms.CharField(
        label=_("Debtor, AFM, number or payment code"), required=False, initial="", max_length=80
    )


class PaymentsForm(RangeForm):
    """Which payments to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *PaymentState.choices]
    )
    text = forms.CharField(
        label=_("Reference, AFM or name"), required=False, initial="", max_length=120
    )


class ReceiptsForm(RangeForm):
    """Which receipts to list."""

    series = forms.ChoiceField(
        label=_("Series"),
        required=False,
        initial="",
        choices=[ALL, ("A", _("Receipts (A)")), ("AK", _("Counter-receipts (AK)"))],
    )
    text = forms.CharField(
        label=_("Number, AFM or name"), required=False, initial="", max_length=120
    )


def regime_choices() -> list[tuple[str, str]]:
    """Return how a late debt may grow, to choose from."""
    return [(regime.code, str(regime)) for regime in office.surcharge_regimes()]


class DeedRuleForm(forms.Form):
    """A rule of a kind by the day of the deed: a time, and the days of deeds that have it."""

    kind = forms.ChoiceField(label=_("Kind of charge"), choices=kind_choices)
    months = forms.IntegerField(label=_("Months to pay"), min_value=0, max_value=120, initial=0)
    days = forms.IntegerField(
        label=_("Days to pay"),
        min_value=0,
        max_value=3650,
        initial=0,
        help_text=_("From service, or else from the certification; both count together."),
    )
    valid_from = day_field(_("For deeds from"))
    valid_until = day_field(_("For deeds until"), required=False)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    decision = forms.CharField(label=_("Decision number"), max_length=80, required=False)


class EarlyRuleForm(DeedRuleForm):
    """By how much debts of a kind are less when they are paid early."""

    share = rate_field(_("Share taken off"), help_text=_("A fraction: 0,5 for half."))
    field_order = ("kind", "share")


class PayTermForm(DeedRuleForm):
    """How long debts of a kind may be paid, and what they bear afterwards."""

    regime = forms.ChoiceField(label=_("Surcharge once the time is over"), choices=regime_choices)
    field_order = ("kind", "months", "days", "regime")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _("From service; months and days count together.")


class PayTermsForm(FilterForm):
    """Which times to pay are wanted; without a day those that ended as well."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )
    on = day_field(_("For deeds of"), required=False, initial=None)


class EndRuleForm(forms.Form):
    """The last day of deeds to which a rule applies."""

    last = day_field(_("For deeds until"))


class TariffsForm(FilterForm):
    """On which day the tariffs are wanted."""

    on = day_field(_("Applies on"), required=False, initial=today)


class AgedForm(FilterForm):
    """On which day debts are aged."""

    on = day_field(_("As of"), required=False, initial=today)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, help_text=_("It stays with the act and in the trail.")
    )


class CashForm(forms.Form):
    """How much cash was taken; the hidden key makes a second press of the button harmless."""

    amount = money_field(
        _("Amount taken, in euros"),
        required=False,
        help_text=_("Leave empty for all that is owed today."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class ReversalForm(ReasonForm):
    """What goes back of a payment."""

    amount = money_field(_("Amount, in euros"))
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=120)


class TariffForm(forms.Form):
    """A tariff from a day on."""

    kind = forms.ChoiceField(label=_("Kind of charge"), choices=kind_choices)
    key = forms.CharField(
        label=_("Key"), max_length=80, help_text=_("The category; after @ the area, if any.")
    )
    label_el = forms.CharField(label=_("Label in Greek"), max_length=200)
    label_en = forms.CharField(label=_("Label in English"), max_length=200)
    rate = rate_field(
        _("Rate or price"), help_text=_("A fraction (0,005 for 0,5%), or euros a unit.")
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("Empty for a share of euros.")
    )
    valid_from = day_field(_("Applies from"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    decision = forms.CharField(label=_("Decision number"), max_length=80, required=False)
    ada = forms.CharField(label=_("ADA"), max_length=30, required=False)
    published_on = day_field(_("Published on"), required=False)
