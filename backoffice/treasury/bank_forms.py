"""What staff choose and enter about sums at the bank; services check the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.ledger.forms import FilterForm, day_field, today
from backoffice.revenue.forms import ReasonForm, money_field

from .states import MatchState

LARGEST_FILE = 5 * 2**20
SHOWN = (MatchState.PROPOSED, MatchState.BOOKED, MatchState.UNDO_ASKED)


class BankSumsForm(FilterForm):
    """Which sums to list."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        initial="waiting",
        choices=[
            ("waiting", _("rests, not matched")),
            *[(state.value, state.label) for state in SHOWN],
            ("all", pgettext_lazy("choice", "All")),
        ],
    )
    first = day_field(_("Paid from"), required=False, initial=None)
    last = day_field(_("Paid to"), required=False, initial=None)
    text = forms.CharField(
        label=_("Reference, payer, text or AFM"), required=False, initial="", max_length=100
    )


class NewSumForm(forms.Form):
    """One line of the bank's report."""

    paid_on = day_field(_("Paid on"), initial=today)
    amount = money_field(_("Amount, in euros"))
    bank_reference = forms.CharField(label=_("Bank reference"), max_length=100)
    payer = forms.CharField(label=_("Payer"), max_length=140, required=False)
    text = forms.CharField(label=_("Text of the payer"), max_length=400, required=False)


class ReportForm(forms.Form):
    """The bank's report as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the columns Ημερομηνία, Ποσό, Αναφορά, and if the bank gives them "
            "Πληρωτής and Αιτιολογία. Only lines without a payment of ours."
        ),
    )

    def clean_file(self) -> object:
        """Refuse what is too large to be a report."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send it in parts."))
        return sent


class MatchForm(forms.Form):
    """Whose a sum is, and how that was found out."""

    debt = forms.CharField(
        label=_("Payment code (RF) of the debt"),
        max_length=40,
        required=False,
        help_text=_("Without one the sum goes to what the law asks for first."),
    )
    afm = forms.CharField(label=_("AFM of the debtor"), max_length=12, required=False)
    as_credit = forms.BooleanField(
        label=_("Keep it as the person's credit"),
        required=False,
        help_text=_("To be paid back or set off by a decision; nothing becomes less by it."),
    )
    note = forms.CharField(
        label=_("How you found out"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerdictForm(forms.Form):
    """Yes or no of the second person."""

    verdict = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Approve")), ("no", _("Refuse"))]
    )


class UndoForm(ReasonForm):
    """Why a match is undone."""
