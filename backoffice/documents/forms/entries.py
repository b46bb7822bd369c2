"""Forms of the register: find, enter, correct."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.documents.queries import Filters, choices
from backoffice.documents.services import Correspondent, PersonalData, RecipientFacts
from backoffice.documents.states import EntryState
from backoffice.documents.words import Channel, Confidentiality, Direction, Relation
from backoffice.identity.models import User
from backoffice.party.queries import party_by_afm

from .base import Capitalised, DayInput, ManyFilesField, choose

ALL = ("", _("All of them"))
GDPR_BASES = [
    ("", _("None")),
    ("ΓΚΠΔ 6(1)(ε)", _("public task, GDPR 6(1)(e)")),
    ("ΓΚΠΔ 6(1)(γ)", _("legal obligation, GDPR 6(1)(c)")),
    ("ΓΚΠΔ 9(2)(ζ)", _("substantial public interest, GDPR 9(2)(g)")),
    ("ΓΚΠΔ 9(2)(η)", _("health or social care, GDPR 9(2)(h)")),
    ("ΓΚΠΔ 9(2)(β)", _("employment and social law, GDPR 9(2)(b)")),
    ("ΓΚΠΔ 6(1)(α)", _("consent, GDPR 6(1)(a)")),
]


class RegisterForm(forms.Form):
    """Which entries to list; what is missing or wrong counts as not chosen."""

    q = forms.CharField(label=_("Words, number or code"), required=False, max_length=160)
    book = forms.ChoiceField(label=_("Book"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[ALL, *Direction.choices]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *EntryState.choices])
    department = forms.ChoiceField(label=_("Unit"), required=False)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), required=False, choices=[ALL, *Confidentiality.choices]
    )
    first_on = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last_on = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """:param today: the day whose organisation chart is shown"""
        super().__init__(*args, **kwargs)
        choose(self, "book", [ALL, *choices.books(only_open=False)])
        choose(self, "year", [ALL, *((str(year), str(year)) for year in choices.years())])
        choose(self, "department", [ALL, *((str(pk), name) for pk, name in choices.units(today))])

    FIRST = ("q", "book", "year", "direction")

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The filters that are always in sight."""
        return [self[name] for name in self.FIRST]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The filters that are asked for."""
        return [field for field in self.visible_fields() if field.name not in self.FIRST]

    @property
    def has_more(self) -> bool:
        """Whether one of the others is chosen."""
        return any(self.data.get(field.name) for field in self.other_fields)

    @property
    def text(self) -> str:
        """The words or number asked for."""
        return str(self._chosen().get("q") or "")

    @property
    def filters(self) -> Filters:
        """The chosen values."""
        chosen = self._chosen()
        return Filters(
            book=chosen.get("book") or "",
            year=int(chosen.get("year") or 0) or None,
            direction=chosen.get("direction") or "",
            state=chosen.get("state") or "",
            confidentiality=chosen.get("confidentiality") or "",
            department_id=int(chosen.get("department") or 0) or None,
            first_on=chosen.get("first_on"),
            last_on=chosen.get("last_on"),
        )

    def _chosen(self) -> dict[str, Any]:
        self.is_valid()
        return getattr(self, "cleaned_data", {})


class StatedForm(Capitalised, forms.Form):
    """What a clerk states of a document, at the counter first and in corrections later."""

    subject = forms.CharField(label=_("subject of the document"), max_length=500)
    sender_name = forms.CharField(
        label=_("sender"),
        max_length=240,
        required=False,
        help_text=_("As written on the document; needed for incoming ones."),
    )
    sender_afm = forms.CharField(
        label=_("AFM of the sender"),
        max_length=9,
        required=False,
        help_text=_("Joins the document to the person in the register, if known."),
    )
    sender_email = forms.EmailField(label=_("e-mail address of the sender"), required=False)
    department_id = forms.TypedChoiceField(label=_("competent unit"), coerce=int)
    channel = forms.ChoiceField(label=_("channel"), choices=Channel.choices)
    sender_number = forms.CharField(label=_("number of the sender"), max_length=60, required=False)
    document_date = forms.DateField(
        label=_("date of the document"), required=False, widget=DayInput
    )
    recipients = forms.CharField(
        label=_("recipients for action"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One on each line."),
    )
    notified = forms.CharField(
        label=_("recipients for notification"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("One on each line."),
    )
    inside = forms.TypedMultipleChoiceField(
        label=_("internal distribution"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple({"size": 5}),
    )
    classification = forms.ChoiceField(label=_("subject of the file plan"), required=False)
    confidentiality = forms.ChoiceField(
        label=_("confidentiality"), choices=Confidentiality.choices, initial="public"
    )
    subject_public = forms.CharField(
        label=_("subject in public"),
        max_length=500,
        required=False,
        help_text=_("Without personal data; it stands on receipts and in the trail."),
    )
    basis = forms.ChoiceField(
        label=_("holds personal data, on the legal basis"), choices=GDPR_BASES, required=False
    )
    sensitive = forms.BooleanField(
        label=_("special categories (health, social, convictions)"), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """:param today: the day whose organisation chart is chosen from"""
        super().__init__(*args, **kwargs)
        units = choices.units(today)
        choose(self, "department_id", [("", _("Choose a unit")), *units])
        choose(self, "inside", units)
        choose(self, "classification", [("", _("Not filed yet")), *choices.subjects()])
        self.units = {pk: name.strip() for pk, name in units}

    def clean_sender_afm(self) -> str:
        """Refuse an AFM that no person in the register has."""
        afm = str(self.cleaned_data["sender_afm"]).strip()
        if afm and party_by_afm(afm) is None:
            raise forms.ValidationError(
                _("Nobody in the register has this AFM. Leave it empty, or look at it again.")
            )
        return afm

    @property
    def facts(self) -> dict[str, Any]:
        """What was stated, as the services take it."""
        data = self.cleaned_data
        names = ("subject", "subject_public", "channel", "department_id", "sender_number")
        return {name: data[name] for name in names} | {
            "document_date": data["document_date"],
            "classification": data["classification"],
            "confidentiality": data["confidentiality"],
            "sender": self._sender(),
            "recipients": self._recipients(),
            "personal_data": PersonalData(bool(data["basis"]), data["sensitive"], data["basis"]),
        }

    def _sender(self) -> Correspondent | None:
        data = self.cleaned_data
        party = party_by_afm(data["sender_afm"]) if data["sender_afm"] else None
        name = data["sender_name"] or (party.full_name if party else "")
        if not name:
            return None
        return Correspondent(name, data["sender_email"], party.pk if party else None)

    def _recipients(self) -> tuple[RecipientFacts, ...]:
        data = self.cleaned_data
        outside = [
            RecipientFacts(line.strip()[:240], role=role)
            for name, role in (("recipients", "action"), ("notified", "notification"))
            for line in data[name].splitlines()
            if line.strip()
        ]
        inside = [
            RecipientFacts(self.units[pk], role="inside", department_id=pk) for pk in data["inside"]
        ]
        return (*outside, *inside)


class NewEntryForm(StatedForm):
    """The counter clerk's form: what every document needs first, the rest below."""

    book = forms.ChoiceField(label=_("book"))
    direction = forms.ChoiceField(label=_("direction"), choices=Direction.choices)
    files = ManyFilesField(  # type: ignore[assignment]
        label=_("files"), required=False, help_text=_("PDF, images, DOCX, XLSX, ODT, ODS, text.")
    )
    is_original = forms.BooleanField(label=_("the files are originals"), required=False)
    relation = forms.ChoiceField(
        label=_("what it is to an earlier entry"),
        required=False,
        choices=[("", _("None")), *Relation.choices],
    )
    other = forms.CharField(
        label=_("number of the earlier entry"),
        max_length=30,
        required=False,
        help_text=_("Such as 412/2026."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    ROW = ("book", "direction", "channel")
    FIRST = ("subject", "sender_name", "department_id", "files")
    field_order = (*ROW, *FIRST)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """:param user: who registers, and so which earlier entries may be named"""
        super().__init__(*args, **kwargs)
        choose(self, "book", choices.books())
        self.fields["subject"].widget.attrs["autofocus"] = True
        self.user = user

    @property
    def row_fields(self) -> list[forms.BoundField]:
        """The fields that stay the same from one document to the next."""
        return [self[name] for name in self.ROW]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that every document needs."""
        return [self[name] for name in self.FIRST]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields that some documents need."""
        first = {*self.ROW, *self.FIRST}
        return [field for field in self.visible_fields() if field.name not in first]

    def clean(self) -> dict[str, Any]:
        """Find the earlier entry that was named."""
        cleaned = super().clean() or self.cleaned_data
        named, relation = cleaned.get("other", ""), cleaned.get("relation", "")
        if bool(named) != bool(relation):
            self.add_error("other", _("Give both the relation and the number, or neither."))
        elif named:
            found = queries.entry_by_number(self.user, named)
            if found is None:
                self.add_error("other", _("You can read no entry with this number."))
            else:
                cleaned["relates_to"] = ((relation, found.pk),)
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was stated, with book, direction, files and link."""
        data = self.cleaned_data
        return super().facts | {
            "book": data["book"],
            "direction": data["direction"],
            "relates_to": data.get("relates_to", ()),
            "key": data["key"],
            "kind": "original" if data["is_original"] else "copy",
            "uploads": [(item.name, item) for item in data["files"]],
        }


class CorrectForm(StatedForm):
    """A late correction; the reason stays beside it."""

    reason = forms.CharField(label=_("reason of the correction"), max_length=400)

    @classmethod
    def initial_of(cls, stated: Any) -> dict[str, Any]:
        """Return what the form shows first: the facts as they stand."""
        sender = stated.sender or Correspondent("")
        lines: dict[str, list[Any]] = {"action": [], "notification": [], "inside": []}
        for recipient in stated.recipients:
            lines[recipient.role].append(recipient.department_id or recipient.name)
        return {
            "subject": stated.subject,
            "subject_public": stated.subject_public,
            "channel": stated.channel,
            "department_id": stated.department_id,
            "sender_name": sender.name,
            "sender_email": sender.email,
            "sender_number": stated.sender_number,
            "document_date": stated.document_date,
            "classification": stated.classification,
            "confidentiality": stated.confidentiality,
            "basis": stated.personal_data.basis,
            "sensitive": stated.personal_data.sensitive,
            "recipients": "\n".join(map(str, lines["action"])),
            "notified": "\n".join(map(str, lines["notification"])),
            "inside": lines["inside"],
        }


class ReasonForm(Capitalised, forms.Form):
    """Why something is done that stays for good."""

    reason = forms.CharField(label=_("reason"), max_length=400)


class LinkForm(Capitalised, forms.Form):
    """A link to an earlier entry."""

    relation = forms.ChoiceField(label=_("this entry is"), choices=Relation.choices)
    other = forms.CharField(
        label=_("number of the other entry"), max_length=30, help_text=_("Such as 412/2026.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """:param user: who links, and so which entries may be named"""
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_other(self) -> Any:
        """Find the entry that was named."""
        found = queries.entry_by_number(self.user, self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError(_("You can read no entry with this number."))
        return found


class FilesForm(Capitalised, forms.Form):
    """Files for an entry that stands already."""

    files = ManyFilesField(label=_("files"))  # type: ignore[assignment]
    is_original = forms.BooleanField(label=_("the files are originals"), required=False)


class ArchiveForm(Capitalised, forms.Form):
    """Where an entry is filed for good."""

    classification = forms.ChoiceField(label=_("subject of the file plan"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "classification", choices.subjects())


class MessageForm(StatedForm):
    """What a clerk states of a message before it gets its number."""

    book = forms.ChoiceField(label=_("book"))
    field_order = ("book", "subject", "sender_name", "department_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "book", choices.books())

    @property
    def facts(self) -> dict[str, Any]:
        """What was stated, with the book."""
        return super().facts | {"book": self.cleaned_data["book"]}
