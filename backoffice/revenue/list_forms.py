"""What staff choose and enter about lists of charges; services check the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.ledger.forms import FilterForm, day_field, today

from . import feeders
from .forms import ALL, kind_choices
from .models import ChargeList, SampleRow, StagedCharge
from .states import ListState

LARGEST_FILE = 20 * 2**20


class ListsForm(FilterForm):
    """Which lists to show."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=lambda: [ALL, *kind_choices()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, initial="", choices=[ALL, *ListState.choices]
    )
    text = forms.CharField(
        label=_("Number, title or period"), required=False, initial="", max_length=80
    )


class RowsForm(FilterForm):
    """Which charges of a list to show."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        initial="",
        choices=[
            ALL,
            ("outstanding", _("what stands out, first")),
            *[(str(flag.value), flag.label) for flag in StagedCharge.Flag if flag],
        ],
    )
    text = forms.CharField(
        label=_("Debtor, AFM or reference"), required=False, initial="", max_length=80
    )


def feeder_choices() -> list[tuple[str, object]]:
    """Return where facts may come from."""
    return [(name, feeders.get(name).label) for name in feeders.kinds()]


class NewListForm(forms.Form):
    """A list that is drawn up."""

    form = forms.ChoiceField(
        label=pgettext_lazy("list", "Form"),
        choices=[
            choice
            for choice in ChargeList.Form.choices
            if choice[0] != ChargeList.Form.CORRECTION.value
        ],
    )
    kind = forms.ChoiceField(label=_("Kind of charge"), choices=kind_choices)
    period = forms.CharField(label=_("Period"), max_length=12, help_text=_("Such as 2026."))
    title = forms.CharField(label=_("Title"), max_length=200)
    feeder = forms.ChoiceField(label=_("Facts from"), choices=feeder_choices)
    tariffs_on = day_field(_("Tariffs as of"), initial=today)
    due_on = day_field(
        _("Due on"),
        required=False,
        help_text=_("Empty: by the rule of the kind, counted from today; the list will show it."),
    )


class FactsForm(forms.Form):
    """A file of facts."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_(
            "Columns: AFM, reference, and either a tariff key with a base or an amount with its "
            "description. A name enters an AFM the register does not know."
        ),
    )

    def clean_file(self) -> bytes:
        """Return what the file holds."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts."))
        content: bytes = given.read()
        return content


class SureForm(forms.Form):
    """Nothing to enter; the button says what it does."""


class VerdictForm(forms.Form):
    """What somebody found about one row of a sample."""

    charge_id = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(choices=SampleRow.Verdict.choices)
    note = forms.CharField(max_length=400, required=False)


class DecisionForm(forms.Form):
    """By which decision a list is certified, and on which day."""

    organ = forms.CharField(label=_("Organ"), max_length=120)
    number = forms.CharField(label=_("Decision number"), max_length=80)
    decided_on = day_field(_("Date of the decision"))
    ada = forms.CharField(label=_("ADA"), max_length=30, required=False)
    on = day_field(_("Certified on"), initial=today)
