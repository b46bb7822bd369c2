"""Forms of outgoing documents: their text, recipients, signatures and dispatch."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.documents.models import Addressee
from backoffice.documents.rules import letters
from backoffice.documents.services import Cosigner, DraftFacts, To
from backoffice.documents.words import Confidentiality, Role
from backoffice.kernel.dates import athens_day

from .base import EMPTY, Capitalised, DayInput, choose, people_choices


class DraftForm(Capitalised, forms.Form):
    """The text of a draft, and what decides who signs it."""

    department = forms.ChoiceField(label=_("issuing unit"))
    subject = forms.CharField(label=_("subject"), max_length=300)
    body = forms.CharField(
        label=_("text"),
        max_length=letters.LONGEST,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "An empty line ends a paragraph. “## ” begins a heading, “- ” a point, “1. ” a"
            " numbered point; **bold**, *italic*."
        ),
    )
    scope = forms.ChoiceField(label=_("field of subjects"), required=False)
    amount = forms.DecimalField(
        label=_("amount"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("In euros, where the document binds the town to pay or forgo money."),
    )
    classification = forms.ChoiceField(label=_("subject of the file plan"), required=False)
    confidentiality = forms.ChoiceField(label=_("confidentiality"), choices=Confidentiality.choices)
    change_note = forms.CharField(
        label=_("what changed"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, units: Any, repeats: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "department", units)
        scopes = [(scope.code, str(scope)) for scope in queries.scopes()]
        choose(self, "scope", [*EMPTY, *scopes])
        choose(self, "classification", [*EMPTY, *queries.choices.subjects()])
        if repeats is None:
            del self.fields["change_note"]

    @property
    def facts(self) -> DraftFacts:
        """What decides who may sign and where it is filed."""
        data = self.cleaned_data
        return DraftFacts(
            data["scope"], data["amount"], data["classification"], data["confidentiality"]
        )


class AddresseeForm(Capitalised, forms.Form):
    """One recipient; an empty row is none."""

    name = forms.CharField(label=_("name"), required=False, max_length=240)
    role = forms.ChoiceField(label=_("why"), choices=Role.choices, required=False)
    way = forms.ChoiceField(label=_("sent by"), choices=Addressee.Way.choices, required=False)
    email = forms.EmailField(label=_("e-mail address"), required=False)
    address = forms.CharField(label=_("postal address"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask for the address that the way needs."""
        data = super().clean() or {}
        if data.get("name") and data.get("way") == "email" and not data.get("email"):
            self.add_error("email", _("Write the e-mail address, or choose another way."))
        return data


class CosignerForm(Capitalised, forms.Form):
    """One place in the order."""

    user = forms.ChoiceField(label=_("co-signer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "user", people_choices(queries.cosigner_choices(athens_day(timezone.now()))))


AddresseeRows: Any = forms.formset_factory(AddresseeForm, extra=2, max_num=60)


CosignerRows: Any = forms.formset_factory(CosignerForm, extra=2, max_num=12)


def to_of(rows: Any) -> list[To]:
    """Return the recipients of a filled table."""
    return [
        To(
            data["name"],
            data["way"],
            data["role"] or "action",
            data["email"],
            data["address"],
        )
        for data in (form.cleaned_data for form in rows)
        if data.get("name")
    ]


def cosigners_of(rows: Any) -> list[Cosigner]:
    """Return the order of a filled table."""
    return [
        Cosigner(int(form.cleaned_data["user"])) for form in rows if form.cleaned_data.get("user")
    ]


class RemarksForm(Capitalised, forms.Form):
    """What a co-signer does, on which version, with which remarks."""

    act = forms.ChoiceField(
        choices=[("cosign", ""), ("dissent", ""), ("return", "")], widget=forms.HiddenInput
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    remarks = forms.CharField(
        label=_("remarks"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a return and for a differing opinion."),
    )


class ArchiveDraftForm(Capitalised, forms.Form):
    """Where a document is filed."""

    classification = forms.ChoiceField(label=_("subject of the file plan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "classification", [*EMPTY, *queries.choices.subjects()])


class DispatchForm(Capitalised, forms.Form):
    """How far a copy came, and what proves it."""

    state = forms.ChoiceField(
        label=_("what happened"),
        choices=[
            ("sent", _("It was sent")),
            ("delivered", _("It was delivered")),
            ("failed", _("It could not be delivered")),
        ],
    )
    on = forms.DateField(label=_("day of delivery"), required=False, widget=DayInput())
    reference = forms.CharField(
        label=_("number given by the channel"),
        required=False,
        max_length=120,
        help_text=_("Registered mail number, ΚΣΗΔΕ receipt, eEpidosi posting."),
    )
    receipt_number = forms.CharField(
        label=_("number of the recipient's register"), required=False, max_length=120
    )
    proof = forms.FileField(label=_("proof"), required=False)
    note = forms.CharField(label=_("note"), required=False, max_length=300)


class TemplateForm(Capitalised, forms.Form):
    """A letter template."""

    code = forms.SlugField(label=_("code"), max_length=40)
    name_el = forms.CharField(label=_("name in Greek"), max_length=160)
    name_en = forms.CharField(label=_("name in English"), max_length=160)
    subject = forms.CharField(label=_("subject"), max_length=300)
    body = forms.CharField(
        label=_("text"), max_length=letters.LONGEST, widget=forms.Textarea(attrs={"rows": 16})
    )
    scope = forms.ChoiceField(label=_("field of subjects"), required=False)
    in_use = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(scope.code, str(scope)) for scope in queries.scopes()]
        choose(self, "scope", [*EMPTY, *scopes])
        names = ", ".join(f"{{{{ {name} }}}}" for name in letters.FIELDS)
        self.fields["body"].help_text = _("Fields: %(names)s") % {"names": names}
