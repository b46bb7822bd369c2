"""What staff write on the screens; a form checks shape, services check rules."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from stdnum.gr import vat

from backoffice.kernel.dates import TaxPeriod

from . import queries
from .models import Category, Establishment
from .reading import Slot
from .services import BusinessFacts, EstablishmentFacts
from .states import PeriodState

YES = {"1", "true", "yes", "ναι", "on"}


def choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Give a field of a form what it may choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class Capitalised:
    """Begin every label with a capital letter, as Wagtail's own forms do."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)


class EstablishmentForm(Capitalised, forms.ModelForm):
    """An establishment with its business."""

    afm = forms.CharField(label=_("AFM of the business"), max_length=9)
    business_name = forms.CharField(
        label=_("name or title of the business"),
        max_length=240,
        required=False,
        help_text=_("Only if the AFM is new to the town."),
    )
    business_kind = forms.ChoiceField(
        label=_("kind of business"),
        choices=[("legal", _("legal entity")), ("natural", _("natural person"))],
        required=False,
        initial="legal",
    )

    class Meta:
        model = Establishment
        fields = [
            "trade_name",
            "branch_no",
            "kad",
            "categories",
            "street",
            "postcode",
            "place",
            "zone",
            "licence_no",
            "registry_no",
            "beds",
            "seats",
            "has_tables",
            "books",
            "vat_liable",
            "valid_from",
            "valid_until",
            "expected_from",
        ]
        widgets = {
            "categories": forms.CheckboxSelectMultiple,
            **{
                name: forms.DateInput({"type": "date"}, format="%Y-%m-%d")
                for name in ("valid_from", "valid_until", "expected_from")
            },
        }

    field_order = ["afm", "business_name", "business_kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = cast("forms.ModelMultipleChoiceField", self.fields["categories"])
        categories.queryset = Category.objects.filter(in_use=True)
        if self.instance.pk:
            for name in ("afm", "business_name", "business_kind"):
                del self.fields[name]

    def clean_afm(self) -> str:
        """Refuse an AFM with a wrong check digit."""
        afm = self.cleaned_data["afm"].strip()
        if not vat.is_valid(afm) or afm == "000000000":
            raise forms.ValidationError(
                _("The AFM must have nine digits and a correct check digit. Look at it again.")
            )
        return afm

    def clean(self) -> dict[str, Any]:
        """Check the order of days, which the database would refuse less kindly."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day cannot be before the first."))
        return cleaned

    @property
    def business(self) -> BusinessFacts:
        """The business as it was written."""
        data = self.cleaned_data
        return BusinessFacts(
            afm=data["afm"], name=data["business_name"], kind=data["business_kind"] or "legal"
        )

    @property
    def facts(self) -> EstablishmentFacts:
        """The establishment as it was written."""
        names = [name for name in self.Meta.fields if name != "categories"]
        keys = tuple(category.key for category in self.cleaned_data["categories"])
        values = {name: self.cleaned_data[name] for name in names}
        return EstablishmentFacts(category_keys=keys, **values)


def row_form(cells: dict[str, str]) -> EstablishmentForm:
    """Return the form that a row of a table fills; columns carry the names of the form's fields."""
    keys = cells.get("categories", "").split()
    ids = Category.objects.filter(key__in=keys).values_list("pk", flat=True)
    data: dict[str, Any] = {name: value for name, value in cells.items() if value}
    for name in ("has_tables", "vat_liable"):
        data[name] = cells.get(name, "").lower() in YES
    data.setdefault("branch_no", "0")
    data["categories"] = list(ids) if len(ids) == len(set(keys)) else ["?"]
    return EstablishmentForm(data)


class CloseForm(Capitalised, forms.Form):
    """The last day of operation."""

    on = forms.DateField(
        label=_("last day of operation"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("reason"), max_length=400)


class FilterForm(forms.Form):
    """A form in the address: what is missing or wrong counts as not chosen."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The values to work with."""
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned.get(name) or "" for name in self.fields}


class OverviewForm(FilterForm):
    """Which expected periods to list."""

    q = forms.CharField(label=_("Establishment, AFM or business"), required=False, max_length=80)
    period = forms.ChoiceField(label=_("Period"), required=False)
    zone = forms.ChoiceField(label=_("Area"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("late", _("overdue, not declared")), *PeriodState.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.periods_in_register()
        labels = [(name, TaxPeriod.parse(name).label("el")) for name in names]
        choose(self, "period", [("", _("All")), *labels])
        choose(self, "zone", [("", _("All")), *((zone, zone) for zone in queries.zones())])
        keys = [(category.key, category.name) for category in Category.objects.all()]
        choose(self, "category", [("", _("All")), *keys])


class SearchForm(FilterForm):
    """Which establishments to list."""

    q = forms.CharField(
        label=_("Name, AFM, business, licence or place"), required=False, max_length=80
    )


class DeclarationsForm(FilterForm):
    """Which declarations to list."""

    q = forms.CharField(label=_("Establishment, AFM or business"), required=False, max_length=80)
    period = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("filed", _("in force")),
            ("proposed", _("findings to certify")),
            ("replaced", _("replaced")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = queries.periods_in_register()
        labels = [(name, TaxPeriod.parse(name).label("el")) for name in names]
        choose(self, "period", [("", _("All")), *labels])


class InviteForm(Capitalised, forms.Form):
    """Whom to invite, and until when they may answer."""

    expected = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput)
    days_to_answer = forms.IntegerField(
        label=_("days to answer"), min_value=1, max_value=120, initial=15
    )

    def __init__(self, *args: Any, ids: list[str], **kwargs: Any) -> None:
        """:param ids: what was ticked; the service looks whether it may be invited"""
        super().__init__(*args, **kwargs)
        choose(self, "expected", [(value, value) for value in ids if value.isdecimal()])


class FindingForm(Capitalised, forms.Form):
    """An officer's own finding: one amount for each line that the period asks for."""

    reason = forms.CharField(
        label=_("what was found, and how"), widget=forms.Textarea({"rows": 4}), max_length=2000
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        """:param slots: the amounts that the period asks for"""
        super().__init__(*args, **kwargs)
        self.slots = {f"amount_{number}": slot for number, slot in enumerate(slots)}
        for name, slot in self.slots.items():
            label = f"{slot.category.name}, {slot.first:%d/%m/%Y} – {slot.last:%d/%m/%Y}"
            self.fields[name] = forms.DecimalField(
                label=label, min_value=0, max_digits=13, decimal_places=2, localize=True
            )
        self.order_fields([*self.slots, "reason", "key"])

    @property
    def bases(self) -> dict[str, Decimal]:
        """The amounts in euros by slot."""
        return {slot.name: self.cleaned_data[name] for name, slot in self.slots.items()}


class ReasonForm(Capitalised, forms.Form):
    """Why something is dropped."""

    reason = forms.CharField(label=_("reason"), max_length=400)


class FileForm(forms.Form):
    """A table to bring in."""

    file = forms.FileField(label=_("CSV file"), widget=forms.ClearableFileInput({"accept": ".csv"}))
