"""What staff choose and enter on the screens of arrangements; services check the rules."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.ledger.forms import FilterForm, day_field
from backoffice.revenue.forms import ALL, ReasonForm, money_field, rate_field

from .queries import scheme_choices
from .states import STATED, ArrangementState, Group


class ArrangementsForm(FilterForm):
    """Which arrangements to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *ArrangementState.choices]
    )
    scheme = forms.ChoiceField(
        label=_("Scheme"), required=False, initial="", choices=lambda: [ALL, *scheme_choices()]
    )
    text = forms.CharField(
        label=_("Number, AFM or name"), required=False, initial="", max_length=80
    )


class NewForm(forms.Form):
    """An application at the counter, for every debt that may be arranged."""

    afm = forms.CharField(label=_("AFM of the debtor"), max_length=12)
    scheme = forms.ChoiceField(label=_("Scheme"), choices=scheme_choices, initial="standing")
    number = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=120)
    group = forms.ChoiceField(label=_("Group"), choices=Group, initial=Group.OTHERS)
    income = money_field(
        _("A year's income, for a longer term"),
        required=False,
        help_text=_("The higher of the last year and the mean of the last three."),
    )
    children = forms.IntegerField(
        label=_("Dependent children"), required=False, min_value=0, max_value=20
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class TakeOverForm(forms.Form):
    """What the papers of an arrangement say that began in another system."""

    afm = forms.CharField(label=_("AFM of the debtor"), max_length=12)
    scheme = forms.ChoiceField(label=_("Scheme"), choices=scheme_choices, initial="special_5143")
    applied_on = day_field(_("Applied on"))
    group = forms.ChoiceField(label=_("Group"), choices=Group, initial=Group.OTHERS)
    debts = forms.CharField(
        label=_("Its debts, by number or payment code"),
        required=False,
        max_length=1000,
        help_text=_("Apart by commas; empty for every debt that the scheme takes."),
    )
    agreed_parts = forms.IntegerField(label=_("Instalments agreed"), min_value=1, max_value=120)
    left_parts = forms.IntegerField(
        label=_("Instalments left"),
        min_value=1,
        max_value=120,
        help_text=_("Those that are overdue count."),
    )
    left_amount = money_field(
        _("What is left to pay, in euros"),
        help_text=_("By the papers. What the register has above it is waived while it runs."),
    )
    next_due = day_field(_("The first instalment left is due on"))
    late_before = forms.IntegerField(
        label=_("Instalments not paid on their day until now"), min_value=0, initial=0
    )
    paid_amount = money_field(_("Paid until now, in euros"))
    origin = forms.CharField(label=_("Where it was kept"), max_length=120)
    origin_number = forms.CharField(label=_("Its number there"), max_length=60)
    decision = forms.CharField(label=_("Decision or protocol number"), max_length=80)
    ada = forms.CharField(label=_("ADA"), max_length=30, required=False)
    decided_on = day_field(_("Decided on"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class DecisionForm(forms.Form):
    """The decision of an organ."""

    decision = forms.CharField(label=_("Decision number"), max_length=80)
    ada = forms.CharField(label=_("ADA"), max_length=30, required=False)
    decided_on = day_field(_("Decided on"))


class ApproveForm(forms.Form):
    """Nothing to enter: the second person looks and presses."""


class RevokeForm(ReasonForm):
    """Why an arrangement is declared lost."""

    cause = forms.ChoiceField(
        label=_("Cause"), choices=[(cause.value, cause.label) for cause in STATED]
    )
    field_order = ("cause", "reason")


class BaseRateForm(forms.Form):
    """A rate of the Bank of Greece from a day on."""

    rate = rate_field(_("Rate"), help_text=_("A fraction of a year: 0,055 for 5,5%."))
    valid_from = day_field(_("Used from"))
    basis = forms.CharField(label=_("Publication"), max_length=200)


class LongerTermForm(forms.Form):
    """Whether the longer term is open."""

    is_open = forms.BooleanField(
        label=_("Municipal debts may take the longer term by ability to pay"), required=False
    )
