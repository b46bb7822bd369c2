"""What staff write on the screens; a form checks shape, services check rules."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from backoffice.identity import queries as identity
from backoffice.kernel.text import fold

from . import lists
from .engine.net import FormField
from .lists import CaseFilter
from .models import Definition, Version
from .models.definitions import Kind
from .states import CaseState, VersionState
from .words import names_of

KEY = RegexValidator(
    r"^[a-z][a-z0-9-]*$", _("Use small Latin letters, digits and hyphens, such as tree-permit.")
)
YES_NO = (("true", _("Yes")), ("false", _("No")))


class NewProcedureForm(forms.Form):
    """The names under which a procedure is drawn."""

    key = forms.CharField(
        label=_("Key"),
        max_length=80,
        validators=[KEY],
        help_text=_("Small Latin letters and hyphens; it never changes, such as tree-permit."),
    )
    name_el = forms.CharField(label=_("Name in Greek"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    purpose = forms.CharField(
        label=_("Purpose"), widget=forms.Textarea({"rows": 3}), required=False
    )

    def clean_key(self) -> str:
        """Refuse a key that is in use."""
        key: str = self.cleaned_data["key"]
        if Definition.objects.filter(key=key).exists():
            raise forms.ValidationError(_("A procedure has this key already. Choose another."))
        return key


class CasesForm(forms.Form):
    """What to look for among the cases."""

    q = forms.CharField(label=_("Code, title or person"), required=False, max_length=120)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *CaseState.choices], required=False
    )
    trouble = forms.ChoiceField(
        label=_("Only"),
        choices=[
            ("", _("All")),
            ("overdue", _("with overdue tasks")),
            ("incident", _("with an incident")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Definition.objects.filter(kind=Kind.PROCESS).order_by("name_el")
        field = self.fields["procedure"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *((row.key, row.name) for row in rows)]

    @property
    def chosen(self) -> CaseFilter:
        """What was chosen; a form with mistakes chooses what it can."""
        if not self.is_bound or (not self.is_valid() and not hasattr(self, "cleaned_data")):
            return CaseFilter()
        return CaseFilter(**{name: self.cleaned_data.get(name) or "" for name in self.fields})


class WorkForm(forms.Form):
    """Whose tasks to show."""

    whose = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("All that I may do")), ("mine", _("Taken by me"))],
        required=False,
    )


class ReasonForm(forms.Form):
    """Why a case is halted or ended."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class AssignForm(forms.Form):
    """To whom a task is handed."""

    to_user_id = forms.TypedChoiceField(label=_("Hand to"), coerce=int)

    def __init__(self, *args: Any, role: str, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to_user_id"]
        assert isinstance(field, forms.ChoiceField)
        people = identity.staff_holding(role, on)
        field.choices = [(user.pk, user.get_full_name() or user.email) for user in people]


class VersionField(forms.ModelChoiceField):
    """One of the versions of a procedure, told apart where the window is narrow too."""

    def label_from_instance(self, obj: Any) -> str:
        """Return number and state; the procedure stands above."""
        return f"{_('Version %(number)s') % {'number': obj.number}} ({obj.get_state_display()})"


class MigrationForm(forms.Form):
    """From which version to which, and what takes the place of what is gone."""

    from_version = VersionField(label=_("From version"), queryset=Version.objects.none())
    to_version = VersionField(label=_("To version"), queryset=Version.objects.none())
    mapping = forms.CharField(
        label=_("What takes the place of what"),
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text=_(
            "One pair a line, as the drawings name the steps: old = new. Only for renamed steps."
        ),
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = lists.versions_of(definition).exclude(state=VersionState.DRAFT)
        for name in ("from_version", "to_version"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_mapping(self) -> dict[str, str]:
        """Read the pairs."""
        pairs = {}
        for line in str(self.cleaned_data["mapping"]).splitlines():
            if not line.strip():
                continue
            old, sign, new = (part.strip() for part in line.partition("="))
            if not (old and sign and new):
                raise forms.ValidationError(
                    _("“%(line)s” is no pair. Write old = new."), params={"line": line[:60]}
                )
            pairs[old] = new
        return pairs

    def clean(self) -> dict[str, Any]:
        """Refuse to move a version onto itself."""
        facts = super().clean() or {}
        old, new = facts.get("from_version"), facts.get("to_version")
        if old and old == new:
            raise forms.ValidationError(_("Choose two different versions."))
        if old and new and "mapping" in facts:
            pairs = facts["mapping"].items()
            facts["mapping"] = {_step_of(old, was): _step_of(new, now) for was, now in pairs}
        return facts


def _step_of(version: Version, said: str) -> str:
    """Return the identifier of a step that somebody calls by its name in either language.

    :raises ValidationError: if there is none, or several are called so
    """
    greek = names_of(version.xml, "el")
    if said in greek:
        return said
    known = [*greek.items(), *names_of(version.xml, "en").items()]
    found = {key for key, name in known if fold(name) == fold(said)}
    if len(found) == 1:
        return found.pop()
    raise forms.ValidationError(
        _("No single step of version %(number)s is called “%(said)s”. Write it as it is drawn."),
        params={"number": version.number, "said": said[:60]},
    )


class AnswersForm(forms.Form):
    """The questions of a task, as they are drawn."""

    def __init__(
        self, *args: Any, questions: tuple[FormField, ...], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            field = MAKERS[question.kind](question, language)
            field.label = question.label(language)
            field.required = question.required
            self.fields[question.name] = field

    @property
    def outcome(self) -> dict[str, Any]:
        """The answers given, without the questions left open."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def _choice(question: FormField, language: str) -> forms.Field:
    labels = [(c.value, (language == "en" and c.label_en) or c.label_el) for c in question.choices]
    return forms.ChoiceField(choices=labels, widget=forms.RadioSelect)


def _text(question: FormField, language: str) -> forms.Field:
    return forms.CharField(widget=forms.Textarea({"rows": 3}), max_length=4000)


MAKERS: dict[str, Any] = {
    "text": _text,
    "number": lambda question, language: forms.DecimalField(localize=True),
    "money": lambda question, language: forms.DecimalField(decimal_places=2, localize=True),
    "date": lambda question, language: forms.DateField(
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    ),
    "choice": _choice,
    "yes_no": lambda question, language: forms.ChoiceField(
        choices=YES_NO, widget=forms.RadioSelect
    ),
}
