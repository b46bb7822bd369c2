"""What staff choose and enter about decisions; services check the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.ledger.forms import FilterForm, day_field, today

from .act_states import CAUSES, ActKind, ActState, Cause, ObjectionState, Organ
from .forms import ALL, ReasonForm, money_field

LOWEST = ("", _("The lowest that may decide"))


class ActsForm(FilterForm):
    """Which acts to list."""

    pile = forms.ChoiceField(
        label=_("Waiting for"),
        required=False,
        initial="",
        choices=[ALL, ("others", _("my decision")), ("mine", _("others, proposed by me"))],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        initial="open",
        choices=[
            ("open", _("not ended")),
            ("all", pgettext_lazy("choice", "All")),
            *ActState.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=[ALL, *ActKind.choices]
    )
    text = forms.CharField(
        label=_("Number, AFM or name"), required=False, initial="", max_length=80
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The values to work with; all states are no choice of one."""
        found = super().chosen
        return found | {"state": "" if found["state"] == "all" else found["state"]}


class ObjectionsForm(FilterForm):
    """Which objections to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *ObjectionState.choices]
    )
    text = forms.CharField(label=_("AFM or name"), required=False, initial="", max_length=80)


class ProposeForm(forms.Form):
    """What is proposed, and why."""

    cause = forms.ChoiceField(label=_("Cause in law"))
    amount = money_field(
        _("Amount, in euros"), required=False, help_text=_("Leave empty for all there is.")
    )
    organ = forms.ChoiceField(
        label=_("Organ that decides"), required=False, choices=[LOWEST, *Organ.choices]
    )
    reason = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They stand on the act and on the draft of the decision."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = [(c.value, c.label) for c in CAUSES[ActKind(kind)] if c != Cause.OBJECTION]
        self.fields["cause"].choices = causes  # type: ignore[attr-defined]


class RefundForm(ProposeForm):
    """A refund, and the account it goes to."""

    iban = forms.CharField(label=_("IBAN"), max_length=42)
    payee = forms.CharField(label=_("Holder of the account"), max_length=140)


class SetOffForm(ProposeForm):
    """A set-off, and the debt it pays."""

    charge = forms.CharField(
        label=_("Number of the debt"), max_length=20, help_text=_("As 12/2026.")
    )


class TakeUpForm(ReasonForm):
    """What the office found about a request."""


class OpinionForm(forms.Form):
    """What the treasury says."""

    opinion = forms.CharField(
        label=_("Opinion of the treasury"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApproveForm(forms.Form):
    """The decision on which an approval rests."""

    decision_number = forms.CharField(label=_("Decision number"), max_length=80)
    decision_on = day_field(_("Decided on"), initial=today)
    ada = forms.CharField(label=_("ADA"), max_length=30, required=False)


class ConfirmForm(forms.Form):
    """Nothing to enter; the button says what it does."""


class AcceptForm(forms.Form):
    """By how much a charge is too much, and the answer to the objector."""

    amount = money_field(
        _("By how much the charge becomes less, in euros"),
        required=False,
        help_text=_("Leave empty for all of it."),
    )
    answer = forms.CharField(
        label=_("Answer to the objector"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RejectForm(forms.Form):
    """Why an objection is rejected."""

    answer = forms.CharField(
        label=_("Reasons; the objector reads them"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision_number = forms.CharField(label=_("Decision number"), max_length=80, required=False)


class OrderForm(forms.Form):
    """Which refunds the bank pays, and when."""

    acts = forms.MultipleChoiceField(label=_("Refunds to pay"), widget=forms.CheckboxSelectMultiple)
    pay_on = day_field(_("Pay on"), initial=today)

    def __init__(self, *args: Any, acts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts"].choices = acts  # type: ignore[attr-defined]


class PaidForm(forms.Form):
    """What the bank says about a transfer."""

    bank_reference = forms.CharField(label=_("Bank reference"), max_length=120)
    paid_on = day_field(_("Paid on"), initial=today)


class ReturnedForm(ReasonForm):
    """Why and when the bank sent money back."""

    returned_on = day_field(_("Returned on"), initial=today)
