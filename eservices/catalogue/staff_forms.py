"""What staff enter about services; services check the rules."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.ledger.forms import FilterForm, day_field
from backoffice.procedures.engine import language
from backoffice.procedures.engine.errors import ExpressionError

from . import queries
from .nodes import KEY, MONTH_DAY
from .sections import ACCEPT
from .states import ApplicantType, AuthLevel, Availability, DeadlineKind, FeeKind, OutputType

MANDATORY = [
    ("yes", _("mandatory")),
    ("no", _("if they have it")),
    ("recommended", _("recommended")),
]


def departments() -> list[tuple[str, str]]:
    """Return the departments of today as a list to choose from."""
    today = athens_day(timezone.now())
    units = departments_as_tree(today)
    return [("", "—"), *((str(unit.pk), "· " * depth + str(unit)) for depth, unit in units)]


def topics() -> list[tuple[str, str]]:
    """Return topics and life events to choose from."""
    return [(one.slug, f"{one.get_kind_display()}: {one}") for one in queries.topics()]


def read_expression(said: str) -> str:
    """Return a condition or formula that can be read.

    :raises ValidationError: saying what is wrong with it
    """
    if said:
        try:
            language.read(said)
        except ExpressionError as error:
            raise ValidationError(str(error)) from error
    return said


class ServicesForm(FilterForm):
    """Which services to list."""

    text = forms.CharField(
        label=_("Code, number or title"), required=False, initial="", max_length=80
    )
    due = forms.ChoiceField(
        label=_("Show"),
        required=False,
        initial="",
        choices=[("", _("All")), ("1", _("Due for a check"))],
    )


class ServiceForm(forms.Form):
    """The facts of a service."""

    title_el = forms.CharField(label=_("Title, Greek"), max_length=160)
    title_en = forms.CharField(label=_("Title, English"), max_length=160)
    number = forms.IntegerField(label=_("Number"), required=False, min_value=1, max_value=9999)
    mitos_id = forms.IntegerField(
        label=_("Number in the National Registry of Procedures"), required=False, min_value=1
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics and life events"), choices=topics, widget=forms.CheckboxSelectMultiple
    )
    department_id = forms.TypedChoiceField(
        label=_("Department"), choices=departments, coerce=int, empty_value=None, required=False
    )
    is_offered = forms.BooleanField(label=_("Is offered"), required=False, initial=True)
    applicant_types = forms.MultipleChoiceField(
        label=_("Who may apply"),
        choices=ApplicantType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    auth_level = forms.TypedChoiceField(
        label=_("Signing in"), choices=AuthLevel.choices, coerce=int, initial=AuthLevel.TAXISNET
    )
    form_key = forms.SlugField(label=_("Form"), required=False, max_length=60)
    process_key = forms.SlugField(label=_("Procedure"), required=False, max_length=60)
    door = forms.CharField(
        label=_("Own pages"),
        required=False,
        max_length=80,
        help_text=_("Name of the address where the service has pages of its own."),
    )
    deadline_days = forms.IntegerField(
        label=_("Time limit, days"), required=False, min_value=0, max_value=3000
    )
    deadline_kind = forms.ChoiceField(label=_("Days counted"), choices=DeadlineKind.choices)
    deadline_basis_el = forms.CharField(
        label=_("Basis of the time limit, Greek"), required=False, max_length=300
    )
    deadline_basis_en = forms.CharField(
        label=_("Basis of the time limit, English"), required=False, max_length=300
    )
    output_type = forms.ChoiceField(label=_("What comes of it"), choices=OutputType.choices)
    output_months = forms.IntegerField(
        label=_("Valid for months"), required=False, min_value=1, max_value=600
    )
    availability = forms.ChoiceField(label=_("Availability"), choices=Availability.choices)
    yearly_from = forms.RegexField(
        MONTH_DAY, label=_("Opens every year on"), required=False, help_text=_("Such as 05-20.")
    )
    yearly_until = forms.RegexField(
        MONTH_DAY, label=_("Last day of every year"), required=False, help_text=_("Such as 06-20.")
    )
    redirect_url = forms.URLField(
        label=_("Address of the other platform"), required=False, assume_scheme="https"
    )
    redirect_reason_el = forms.CharField(
        label=_("Why there, Greek"), required=False, max_length=300
    )
    redirect_reason_en = forms.CharField(
        label=_("Why there, English"), required=False, max_length=300
    )
    check_every = forms.IntegerField(
        label=_("Check again after days"), min_value=1, max_value=3650, initial=365
    )


class NewServiceForm(ServiceForm):
    """A service of the town's own."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        help_text=_("Also its address; it never changes. Small Latin letters and hyphens."),
    )
    field_order = ["code"]


class FeeForm(forms.Form):
    """A fee from a day on."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FeeKind.choices)
    amount = forms.DecimalField(
        label=_("Amount in euros"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    formula = forms.CharField(
        label=_("Formula"),
        required=False,
        max_length=400,
        help_text=_("Over the keys of the form, such as: number(area) * 2.50"),
    )
    rows_text = forms.CharField(
        label=_("Rows of the tariff"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One on each line: key | Greek | English | euros | condition | times. "
            "The last two may be left out."
        ),
    )
    text_el = forms.CharField(label=_("In words, Greek"), required=False, max_length=400)
    text_en = forms.CharField(label=_("In words, English"), required=False, max_length=400)
    legal_basis_el = forms.CharField(label=_("Legal basis, Greek"), required=False, max_length=300)
    legal_basis_en = forms.CharField(
        label=_("Legal basis, English"), required=False, max_length=300
    )
    refund_withdrawn = forms.IntegerField(
        label=_("Given back on withdrawal before work, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Empty: all of it."),
    )
    refund_rejected = forms.IntegerField(
        label=_("Given back on refusal, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("Empty: all of what is reckoned by use, nothing of a fixed sum."),
    )
    valid_from = day_field(_("Applies from"))
    decision = forms.CharField(label=_("Decision number"), max_length=80)

    def clean_formula(self) -> str:
        """Refuse a formula that cannot be read."""
        return read_expression(self.cleaned_data["formula"])

    def clean_rows_text(self) -> list[dict[str, Any]]:
        """Return the rows, or say which line cannot be read."""
        lines = [line for line in self.cleaned_data["rows_text"].splitlines() if line.strip()]
        return [_row(place, line) for place, line in enumerate(lines, start=1)]

    @property
    def facts(self) -> dict[str, Any]:
        """The values of the fee."""
        said = dict(self.cleaned_data)
        rows = said.pop("rows_text")
        return {**said, "rows": rows}


def _row(place: int, line: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in line.split("|")]
    if not 4 <= len(cells) <= 6 or not KEY.fullmatch(cells[0]) or not all(cells[:4]):
        raise ValidationError(
            _("Line %(place)d: write key | Greek | English | euros."), params={"place": place}
        )
    if not re.fullmatch(r"\d{1,9}(?:[.,]\d{1,2})?", cells[3]):
        raise ValidationError(
            _("Line %(place)d: “%(said)s” is no amount."),
            params={"place": place, "said": cells[3]},
        )
    condition, times = [*map(read_expression, cells[4:]), "", ""][:2]
    return {
        "key": cells[0],
        "text": {"el": cells[1], "en": cells[2]},
        "amount": cells[3].replace(",", "."),
        "if": condition,
        "per": times,
    }


def row_line(row: dict[str, Any]) -> str:
    """Return a row of a tariff as it is written in the form."""
    cells = [row["key"], row["text"]["el"], row["text"]["en"], row["amount"]]
    return " | ".join([*cells, *filter(None, [row.get("if", ""), row.get("per", "")])])


class WindowForm(forms.Form):
    """When a service takes applications in one year."""

    opens_at = forms.DateTimeField(
        label=_("Opens at"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    closes_at = forms.DateTimeField(
        label=_("Closes at"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    decision = forms.CharField(label=_("Decision number"), max_length=80)


class DocumentForm(forms.Form):
    """One document that is asked for."""

    key = forms.RegexField(KEY, label=_("Key"), max_length=60)
    title_el = forms.CharField(label=_("Title, Greek"), max_length=240)
    title_en = forms.CharField(label=_("Title, English"), max_length=240)
    mandatory = forms.ChoiceField(label=_("Needed"), choices=MANDATORY)
    condition = forms.CharField(
        label=_("Only where"), required=False, max_length=400, help_text=_('Such as: zone = "a"')
    )
    ex_officio = forms.BooleanField(label=_("The town fetches it itself"), required=False)
    accept = forms.MultipleChoiceField(
        label=_("Files"), choices=[(kind, kind) for kind in ACCEPT], initial=["pdf", "image"]
    )
    max_mb = forms.IntegerField(label=_("Up to MB"), min_value=1, max_value=100, initial=10)
    note_el = forms.CharField(label=_("Note, Greek"), required=False, max_length=400)
    note_en = forms.CharField(label=_("Note, English"), required=False, max_length=400)

    def clean_condition(self) -> str:
        """Refuse a condition that cannot be read."""
        return read_expression(self.cleaned_data["condition"])


DocumentSet = forms.formset_factory(
    DocumentForm, extra=1, can_delete=True, can_order=True, max_num=40
)


def documents_of(formset: Any) -> list[dict[str, Any]]:
    """Return the documents that were entered, in their order."""
    said = [form.cleaned_data for form in formset.ordered_forms]
    return [
        {
            "key": one["key"],
            "title": {"el": one["title_el"], "en": one["title_en"]},
            "mandatory": {"yes": True, "no": False}.get(one["mandatory"], "recommended"),
            "if": one["condition"],
            "ex_officio": one["ex_officio"],
            "accept": one["accept"],
            "max_mb": one["max_mb"],
            **(
                {"note": {"el": one["note_el"], "en": one["note_en"]}}
                if one["note_el"] or one["note_en"]
                else {}
            ),
        }
        for one in said
    ]


def as_initial(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as the form shows it."""
    note = document.get("note") or {}
    return {
        "key": document["key"],
        "title_el": document["title"]["el"],
        "title_en": document["title"]["en"],
        "mandatory": {True: "yes", False: "no"}.get(document["mandatory"], "recommended"),
        "condition": document.get("if", ""),
        "ex_officio": document.get("ex_officio", False),
        "accept": document.get("accept") or ["pdf", "image"],
        "max_mb": document.get("max_mb") or 10,
        "note_el": note.get("el", ""),
        "note_en": note.get("en", ""),
    }


class CheckedForm(forms.Form):
    """That a service was compared with law and practice."""

    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class ContactForm(forms.Form):
    """How citizens reach a department."""

    department_id = forms.TypedChoiceField(
        label=_("Department"), choices=departments, coerce=int, empty_value=None
    )
    place_el = forms.CharField(label=_("Where, Greek"), required=False, max_length=200)
    place_en = forms.CharField(label=_("Where, English"), required=False, max_length=200)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.EmailField(label=_("E-mail"), required=False)
    hours_el = forms.CharField(label=_("Hours, Greek"), required=False, max_length=160)
    hours_en = forms.CharField(label=_("Hours, English"), required=False, max_length=160)
