"""What staff choose and enter about cards, limitation, expenses and days without interest."""

import uuid
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.ledger.forms import FilterForm, day_field, today

from .forms import ALL, ReasonForm, kind_choices, money_field
from .states import ExemptionCause, LimitationEventKind

MOVED = [
    ("charge", _("charges")),
    ("payment", _("payments")),
    ("reversal", _("reversals")),
    ("surcharge", _("surcharges")),
    ("expenses", _("expenses")),
    ("reduction", _("reductions")),
    ("write_off", _("acts")),
    ("credit", _("credits")),
    ("refund", _("refunds")),
    ("set_off", _("set-offs")),
    ("hold", _("holds")),
]


def last_year() -> int:
    """Return the year that the report of this January is about."""
    return today().year - 1


def a_year_ago() -> date:
    """Return the first day of last year, with which the tariffs of today are compared."""
    return date(last_year(), 1, 1)


class DebtorsForm(FilterForm):
    """Whose card is wanted."""

    text = forms.CharField(label=_("AFM or name"), required=False, initial="", max_length=80)


class CardForm(FilterForm):
    """Which part of a card, as of which day, as it was known on which day."""

    first = day_field(_("From"), required=False, initial=None)
    as_of = day_field(_("To"), required=False, initial=today)
    known_on = day_field(
        _("As it was known at the end of"),
        required=False,
        initial=None,
        help_text=_("What was entered later is left out, even if it is dated earlier."),
    )
    kind = forms.ChoiceField(
        label=_("What moved"), required=False, initial="", choices=[ALL, *MOVED]
    )


class LapsingForm(FilterForm):
    """How far ahead to look."""

    months = forms.TypedChoiceField(
        label=_("Within months"),
        coerce=int,
        required=False,
        initial=12,
        choices=[(n, str(n)) for n in (0, 3, 6, 12, 24, 36)],
    )


class JanuaryForm(FilterForm):
    """Which year the report is about."""

    year = forms.IntegerField(
        label=_("Year"), required=False, initial=last_year, min_value=2000, max_value=2100
    )


class ChangesForm(FilterForm):
    """Between which days tariffs are compared."""

    first = day_field(_("From"), required=False, initial=a_year_ago)
    last = day_field(_("To"), required=False, initial=today)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )


class ExemptionForm(forms.Form):
    """Days on which debts carry no interest (ν.4978/2022 άρθρο 6 §6)."""

    cause = forms.ChoiceField(label=_("Cause"), choices=ExemptionCause)
    began = day_field(
        _("Began on"), help_text=_("Enlistment, or the day since when nobody represents the minor.")
    )
    ended = day_field(_("Ended on"), required=False)
    proof = forms.CharField(label=_("Document that proves it"), max_length=400)


class EndExemptionForm(forms.Form):
    """When the cause ended."""

    ended = day_field(_("Ended on"))


class InterruptForm(forms.Form):
    """What happened, when, and the document that proves it."""

    kind = forms.ChoiceField(label=_("Event"), choices=LimitationEventKind)
    on = day_field(_("On"))
    reference = forms.CharField(label=_("Document that proves it"), max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=uuid.uuid4)


class ExpenseForm(ReasonForm):
    """What it cost to collect a debt."""

    amount = money_field(_("Amount, in euros"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=uuid.uuid4)
    field_order = ("amount", "reason")
