"""What the pages of applications ask besides the forms of services."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from stdnum.gr import vat

from theme.forms import DayField

from .queries import Filters

STATES = (
    ("", pgettext_lazy("applications", "All")),
    ("mine", _("Waiting for you")),
    ("open", _("At the municipality")),
    ("over", _("Finished")),
)
LONGEST = 8000


class FilterForm(forms.Form):
    """Words, state, and whose applications.

    :param people: pairs of code and name; with one person there is nothing to choose
    """

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        help_text=_("Protocol number such as 412/2026, or words of the service's name."),
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("application", "State"), choices=STATES, required=False
    )
    person = forms.ChoiceField(label=_("Whose"), required=False)

    def __init__(self, data: Any, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(people) > 1:
            choices = [("", pgettext_lazy("applications", "All")), *people]
            self.fields["person"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["person"]

    @property
    def filters(self) -> Filters:
        """What was chosen; what cannot be read chooses everything."""
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return Filters(said.get("q", ""), said.get("state", ""), said.get("person", ""))


def _check_afm(value: str) -> None:
    if value and not vat.is_valid(value):
        raise ValidationError(
            _("The AFM must have nine digits and a correct check digit. Look at it again.")
        )


def _text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class InviteForm(forms.Form):
    """Who else signs."""

    name = forms.CharField(label=_("Name of the person"), max_length=160)
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("The link to sign is sent there."),
    )
    afm = forms.CharField(
        label=_("AFM of the person"),
        max_length=9,
        required=False,
        validators=[_check_afm],
        help_text=_("With it, only this person's signature counts."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-length": "short"}),
    )


class RefuseForm(forms.Form):
    """Why somebody does not sign."""

    reason = forms.CharField(
        label=_("Why do you not sign?"),
        max_length=400,
        help_text=_("The applicant reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class KeyedForm(forms.Form):
    """A form that is sent once, however often its button is pressed."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class WithdrawForm(forms.Form):
    """Taking an application back."""

    reason = _text(_("Why do you withdraw it?"), required=False, rows=3)


class FilesInput(forms.FileInput):
    """Several files in one input."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, judged one by one when they are kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that were sent."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not sent:
            raise ValidationError(self.error_messages["required"], code="required")
        return [one for one in sent if one]


class FilesMultipleInput(FilesInput):
    """Reads every file of the input."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files under the name."""
        getter = getattr(files, "getlist", None)
        return getter(name) if getter else [files[name]] if name in files else []


def files_field(label: Any, *, required: bool = False, hint: Any = "") -> FilesField:
    """Return an input for several files."""
    return FilesField(
        label=label,
        required=required,
        help_text=hint or _("PDF, picture (JPG, PNG, TIFF), DOCX, XLSX, ODT, ODS or text."),
        widget=FilesMultipleInput(),
    )


class CorrectForm(KeyedForm):
    """A correction or addition."""

    text = _text(_("What is to be corrected or added?"), required=False)
    files = files_field(_("Files"))  # type: ignore[assignment]


class ObjectForm(KeyedForm):
    """An objection."""

    text = _text(_("What is wrong, and why?"))
    files = files_field(_("Files that show it"))  # type: ignore[assignment]


class AnswerForm(KeyedForm):
    """The items that the office asked for, one question each."""

    def __init__(self, *args: Any, items: Sequence[Any], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            title = item["title"].get(language) or item["title"].get("el") or item["key"]
            self.fields[f"item_{item['key']}"] = (
                files_field(title)
                if item.get("kind", "file") == "file"
                else _text(title, required=False, rows=4)
            )
        self.fields["text"] = _text(_("Anything you want to add"), required=False, rows=3)

    @property
    def texts(self) -> dict[str, str]:
        """The written answers by item."""
        return {
            item["key"]: self.cleaned_data.get(f"item_{item['key']}") or ""
            for item in self.items
            if item.get("kind", "file") != "file"
        }

    @property
    def sent_files(self) -> list[tuple[str, Any]]:
        """Pairs of an item's key and a file for it."""
        return [
            (item["key"], one)
            for item in self.items
            if item.get("kind", "file") == "file"
            for one in self.cleaned_data.get(f"item_{item['key']}") or []
        ]


class ChildForm(forms.Form):
    """A child in somebody's custody."""

    surname = forms.CharField(label=_("Child's surname"), max_length=120)
    first_name = forms.CharField(label=_("Child's first name"), max_length=120)
    birth_on = DayField(label=_("Child's day of birth"))
    afm = forms.CharField(
        label=_("Child's AFM"),
        max_length=9,
        required=False,
        validators=[_check_afm],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-length": "short"}),
    )
    amka = forms.RegexField(
        r"^\d{11}$",
        label=_("Child's AMKA"),
        required=False,
        help_text=_("Only if the child has no AFM."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-length": "short"}),
        error_messages={"invalid": _("Write the 11 digits of the AMKA.")},
    )
    by_court = forms.BooleanField(
        label=_("A court gave me the custody or guardianship"), required=False
    )
    declared = forms.BooleanField(
        label=_("I declare, knowing what a false declaration means, that I have the custody."),
        error_messages={"required": _("Tick the box to declare it.")},
    )


class FollowForm(forms.Form):
    """The code of an application that was sent without signing in."""

    code = forms.CharField(
        label=_("Code of the application"),
        max_length=40,
        help_text=_("12 letters and digits, on the receipt. Blanks do not matter."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
