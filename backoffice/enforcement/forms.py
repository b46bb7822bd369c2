"""What staff choose and enter on the screens of notices and measures; services check the rules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.ledger.forms import FilterForm, day_field, today
from backoffice.revenue.forms import kind_choices, money_field

from .labels import STEPS
from .states import (
    BatchState,
    MeasureKind,
    MeasureState,
    NoticeKind,
    NoticeState,
    Way,
)

ALL = ("", pgettext_lazy("choice", "All"))
CHOICES = (
    ALL,
    ("in", _("gets a notice")),
    ("no_address", _("gets one, but has no address")),
    ("no_email", _("gets one, but has no e-mail address")),
    ("held", _("everything is on hold")),
    ("lately", _("was notified lately")),
    ("small", _("owes less than asked")),
    ("settled", _("owed nothing any more at the issue")),
)


def units() -> list[tuple[int, str]]:
    """Return the departments of today to choose from."""
    on = athens_day(timezone.now())
    return [(unit.pk, f"{'– ' * depth}{unit}") for depth, unit in departments_as_tree(on)]


class BatchesForm(FilterForm):
    """Which batches to list."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=[ALL, *NoticeKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *BatchState.choices]
    )


class CandidatesForm(FilterForm):
    """Which debtors of a rehearsal to list."""

    choice = forms.ChoiceField(label=_("Result"), required=False, initial="", choices=CHOICES)


class ChooseForm(forms.Form):
    """Whom a batch of notices is for."""

    kind = forms.ChoiceField(label=_("Kind of notice"), choices=NoticeKind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As the batch is listed and registered.")
    )
    charge_kind = forms.ChoiceField(
        label=_("Kind of charge"), required=False, choices=lambda: [ALL, *kind_choices()]
    )
    due_to = day_field(
        _("Due up to"), required=False, help_text=_("Empty: every day. Earlier: overdue longer.")
    )
    least = money_field(_("Least open debt of a debtor, in euros"), required=False)
    text = forms.CharField(
        label=_("Debtor"), required=False, max_length=80, help_text=_("AFM or name; empty: all.")
    )
    department = forms.TypedChoiceField(
        label=_("Department that sends them"), choices=units, coerce=int
    )
    debtors = forms.CharField(required=False, widget=forms.HiddenInput)
    charge_list = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_debtors(self) -> tuple[int, ...]:
        """Read the debtors that were ticked on the worklist."""
        parts = self.cleaned_data["debtors"].split(",")
        return tuple(int(part) for part in parts if part.isdecimal())

    def clean_least(self) -> Decimal:
        """Take nothing for no limit."""
        return self.cleaned_data["least"] or ZERO


class ConfirmForm(forms.Form):
    """A move that needs no more than a yes."""


class NoticesForm(FilterForm):
    """Which notices to list."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=[ALL, *NoticeKind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *NoticeState.choices]
    )
    way = forms.ChoiceField(label=_("Way"), required=False, initial="", choices=[ALL, *Way.choices])
    batch = forms.CharField(required=False, initial="", widget=forms.HiddenInput, max_length=20)
    text = forms.CharField(
        label=_("Debtor, AFM or number"), required=False, initial="", max_length=80
    )


class HandForm(forms.Form):
    """That a notice was handed over."""

    on = day_field(_("Handed over on"), initial=today)
    proof = forms.FileField(
        label=_("Signed proof of service"), required=False, help_text=_("PDF or picture.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=400)


class PostForm(forms.Form):
    """That a notice was posted."""

    on = day_field(_("Posted on"), initial=today)
    tracking = forms.CharField(label=_("Tracking number"), max_length=120)


class ResultForm(forms.Form):
    """What the post did with a notice."""

    delivered_on = day_field(
        _("Delivered on"), required=False, help_text=_("Leave empty if it came back.")
    )
    reason = forms.CharField(label=_("Why it came back"), required=False, max_length=400)
    proof = forms.FileField(label=_("Receipt of the post"), required=False)


class ElectronicForm(forms.Form):
    """By which electronic way notices go."""

    way = forms.ChoiceField(
        label=_("Way"),
        choices=[(Way.EEPIDOSI.value, Way.EEPIDOSI.label), (Way.EMAIL.value, Way.EMAIL.label)],
        help_text=_("An e-mail tells of the notice; it does not count as service."),
    )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, help_text=_("It stays with the act and in the trail.")
    )


class ResultsForm(forms.Form):
    """A file of the post's results."""

    file = forms.FileField(
        label=_("File of the post"),
        help_text=_("CSV with the columns tracking;result;day;reason."),
    )


class LadderForm(FilterForm):
    """Which debtors of the ladder to list."""

    step = forms.ChoiceField(
        label=_("Next step"), required=False, initial="", choices=[ALL, *STEPS.items()]
    )
    kind = forms.ChoiceField(
        label=_("Kind of charge"),
        required=False,
        initial="",
        choices=lambda: [ALL, *kind_choices()],
    )
    least = money_field(_("Least overdue debt, in euros"), required=False, initial=ZERO)
    text = forms.CharField(label=_("Debtor or AFM"), required=False, initial="", max_length=80)


class MeasuresForm(FilterForm):
    """Which measures to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *MeasureState.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=[ALL, *MeasureKind.choices]
    )
    text = forms.CharField(label=_("Debtor or AFM"), required=False, initial="", max_length=80)


class ProposeForm(forms.Form):
    """Which measure is proposed, for which debts."""

    kind = forms.ChoiceField(label=_("Measure"), choices=MeasureKind.choices)
    target = forms.CharField(
        label=_("What is seized, and in whose hands"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    charges = forms.TypedMultipleChoiceField(
        label=_("For these debts"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, debts: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["charges"]
        field.choices = list(debts)


class DecideForm(forms.Form):
    """The decision on a measure."""

    verdict = forms.ChoiceField(
        label=_("Decision"), choices=[("approved", _("Approve")), ("refused", _("Do not approve"))]
    )
    decision = forms.CharField(label=_("Decision number"), required=False, max_length=80)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=400, help_text=_("Needed for a refusal.")
    )


class TakeForm(forms.Form):
    """That a measure was carried out."""

    on = day_field(_("Carried out on"), initial=today)
    proof = forms.FileField(label=_("Report of the seizure"), required=False)
