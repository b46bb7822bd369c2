"""Forms of circulation: assignments, drafts, signatures, dispatch, authority and clocks."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.documents.models import Addressee, Clock
from backoffice.documents.rules import letters
from backoffice.documents.services import Cosigner, DraftFacts, To
from backoffice.documents.words import Confidentiality, Role
from backoffice.kernel.dates import athens_day

from .base import Capitalised, DayInput, choose

EMPTY = [("", "—")]


def _people(rows: Any) -> list[tuple[str, str]]:
    return [*EMPTY, *((str(user.pk), str(user)) for user in rows)]


def _units() -> list[tuple[str, str]]:
    units = queries.choices.units(athens_day(timezone.now()))
    return [*EMPTY, *((str(pk), name) for pk, name in units)]


class ReasonForm(Capitalised, forms.Form):
    """A reason that others read."""

    reason = forms.CharField(
        label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class AssignForm(Capitalised, forms.Form):
    """To whom an entry goes."""

    department = forms.ChoiceField(label=_("unit"))
    user = forms.ChoiceField(
        label=_("person"), required=False, help_text=_("Empty: the head of the unit decides.")
    )
    purpose = forms.ChoiceField(
        label=_("purpose"),
        choices=[("action", _("for action")), ("information", _("for information"))],
    )
    inform = forms.MultipleChoiceField(
        label=_("units that are informed"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    due_on = forms.DateField(label=_("due on"), required=False, widget=DayInput())
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = _units()
        choose(self, "department", units)
        choose(self, "inform", units[1:])
        choose(self, "user", _people(queries.staff_on(athens_day(timezone.now()))))

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "department_id": int(data["department"]),
            "user_id": int(data["user"]) if data["user"] else None,
            "purpose": data["purpose"],
            "inform": [int(unit) for unit in data["inform"]],
            "due_on": data["due_on"],
            "note": data["note"],
        }


class PassOnForm(AssignForm):
    """To whom an assignment is passed on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["purpose"], self.fields["inform"]

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "department_id": int(data["department"]),
            "user_id": int(data["user"]) if data["user"] else None,
            "due_on": data["due_on"],
            "note": data["note"],
        }


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
        choose(self, "user", _people(queries.cosigner_choices(athens_day(timezone.now()))))


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


class DelegationForm(Capitalised, forms.Form):
    """A decision of the mayor."""

    decision_number = forms.CharField(label=_("number of the decision"), max_length=60)
    ada = forms.CharField(label=_("ΑΔΑ"), required=False, max_length=40)
    fek = forms.CharField(label=_("ΦΕΚ"), required=False, max_length=60)
    giver = forms.ChoiceField(label=_("given by"))
    to_user = forms.ChoiceField(label=_("to a person"), required=False)
    to_post = forms.ChoiceField(
        label=_("to whoever heads the unit"),
        required=False,
        help_text=_("Instead of a person: the delegation goes with the post."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("fields of subjects"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount_limit = forms.DecimalField(
        label=_("up to an amount of"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    valid_from = forms.DateField(label=_("valid from"), widget=DayInput())
    valid_until = forms.DateField(label=_("valid until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, mayors: Any, head_role: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head_role = head_role
        people = _people(queries.staff_on(athens_day(timezone.now())))
        choose(self, "giver", _people(mayors)[1:])
        choose(self, "to_user", people)
        choose(self, "to_post", _units())
        choose(self, "scopes", [(scope.code, str(scope)) for scope in queries.scopes()])
        self.fields["scopes"].help_text = _("None chosen: every subject.")

    def clean(self) -> dict[str, Any]:
        """Ask for a person or a post, not both."""
        data = super().clean() or {}
        if bool(data.get("to_user")) == bool(data.get("to_post")):
            self.add_error("to_user", _("Choose a person or a post, one of the two."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Look at the days again."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = dict(self.cleaned_data)
        giver, person, post = (data.pop(n) for n in ("giver", "to_user", "to_post"))
        return data | {
            "giver_id": int(giver),
            "to_user_id": int(person) if person else None,
            "to_role_id": self.head_role if post else None,
            "to_department_id": int(post) if post else None,
        }


class SubstitutionForm(Capitalised, forms.Form):
    """An absence and who stands in."""

    absent = forms.ChoiceField(label=_("absent"))
    deputy = forms.ChoiceField(label=_("deputy"))
    order_number = forms.CharField(label=_("order of substitution"), max_length=60)
    reason = forms.CharField(label=_("reason of the absence"), required=False, max_length=160)
    valid_from = forms.DateField(label=_("first day of absence"), widget=DayInput())
    valid_until = forms.DateField(label=_("last day of absence"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _people(queries.staff_on(athens_day(timezone.now())))
        choose(self, "absent", people)
        choose(self, "deputy", people)

    def clean(self) -> dict[str, Any]:
        """Refuse what the rows would refuse, at the field."""
        data = super().clean() or {}
        if data.get("absent") and data.get("absent") == data.get("deputy"):
            self.add_error("deputy", _("Somebody else stands in for the absent."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Look at the days again."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = dict(self.cleaned_data)
        return {"absent_id": int(data.pop("absent")), "deputy_id": int(data.pop("deputy")), **data}


class EndForm(Capitalised, forms.Form):
    """The last day of a delegation or absence, with the reason where one is needed."""

    on = forms.DateField(label=_("last day"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=240)


class StartClockForm(Capitalised, forms.Form):
    """Which time limit runs, and since when."""

    rule = forms.ChoiceField(label=_("time limit"))
    complete_on = forms.DateField(
        label=_("day of the last required document"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty while documents are missing."),
    )
    service = forms.CharField(
        label=_("service"),
        required=False,
        max_length=120,
        help_text=_("Under this name answer times are published."),
    )
    wrong_service = forms.BooleanField(
        label=_("must first be forwarded to the competent service"), required=False
    )

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "rule", [(r.code, f"{r} ({r.days})") for r in queries.rules_in_force(on)])


class DayForm(Capitalised, forms.Form):
    """A day on which something happened."""

    on = forms.DateField(label=_("day"), widget=DayInput())


class StopClockForm(Capitalised, forms.Form):
    """How a time limit ended without an answer from here."""

    outcome = forms.ChoiceField(
        label=_("outcome"), choices=[c for c in Clock.Outcome.choices if c[0]]
    )
    reason = forms.CharField(label=_("reason"), max_length=300)


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
