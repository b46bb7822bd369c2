"""What staff choose and enter; services check the rules."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.ledger.forms import RangeForm, day_field

from .facts import Fact
from .kinds import Kind, every, offered


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds to choose from."""
    return [(kind.code, str(kind.name)) for kind in offered()]


def all_choices() -> list[tuple[str, str]]:
    """Return all kinds, attested ones too."""
    return [(kind.code, str(kind.name)) for kind in every()]


def figure_choices() -> list[tuple[str, str]]:
    """Return the figures that the town may set, by kind."""
    return [
        (f"{kind.code}.{row.key}", f"{kind.name}: {in_language(row, 'title')}")
        for kind in every()
        for row in kind.figures
        if row.key != "valid_days"
    ]


class CertificatesForm(RangeForm):
    """Which certificates to list."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        initial="",
        choices=lambda: [("", _("All")), *all_choices()],
    )
    text = forms.CharField(
        label=_("AFM, name or verification code"), required=False, initial="", max_length=80
    )


class GiveForm(forms.Form):
    """For whom a certificate is given at the counter."""

    kind = forms.ChoiceField(label=_("Certificate"), choices=kind_choices)
    afm = forms.CharField(label=_("AFM"), max_length=9)
    purpose = forms.CharField(label=_("For which use"), max_length=200, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class CheckForm(forms.Form):
    """A scanned code, and whom the paper names."""

    code = forms.CharField(
        label=_("What the QR code holds"),
        help_text=_("Scan it with any program and paste all of the text here."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=6000,
    )
    name = forms.CharField(label=_("Name as printed"), max_length=300, required=False)
    afm = forms.CharField(label=_("AFM as printed"), max_length=20, required=False)


class ReplaceForm(forms.Form):
    """Why a certificate is replaced by a new one."""

    reason = forms.CharField(
        label=_("Why it is replaced"),
        help_text=_("The new one certifies what the registers say now; the old one is revoked."),
        max_length=400,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class FigureForm(forms.Form):
    """A figure of law or of a decision, from a day on."""

    figure = forms.ChoiceField(label=_("Figure"), choices=figure_choices)
    value = forms.CharField(
        label=_("Value"),
        help_text=_("A whole number, a decimal, or a part such as 1/3."),
        max_length=20,
    )
    valid_from = day_field(_("Applies from"))
    basis = forms.CharField(label=_("Law or decision"), max_length=200)


class ReasonForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class JudgeForm(forms.Form):
    """What becomes of a certificate whose ground fell away, and why."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("stands", _("It stands")), ("revoked", _("It is revoked"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=400)


class TermsForm(forms.Form):
    """For how many days a kind may be used."""

    kind = forms.ChoiceField(label=_("Certificate"), choices=all_choices)
    valid_days = forms.IntegerField(
        label=_("Valid for days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Leave empty if it certifies its day of issue alone."),
    )
    valid_from = day_field(_("Applies from"))
    decision = forms.CharField(label=_("Decision number"), max_length=80)


class StateForm(forms.Form):
    """The typed facts of one kind, and for whom."""

    afm = forms.CharField(label=_("AFM"), max_length=9)

    def __init__(
        self, *args: Any, kind: Kind, holder: Any = None, old: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if holder is not None:
            # Who waits, or whose certificate is replaced, is known already.
            del self.fields["afm"]
        if old is not None:
            self.fields["replaces_why"] = forms.CharField(
                label=_("Why the earlier certificate is replaced"), max_length=400
            )
        for fact in kind.facts:
            self.fields[f"fact_{fact.key}"] = fact_field(fact)
        self.fields["purpose"] = forms.CharField(
            label=_("For which use"), max_length=200, required=False
        )
        self.fields["key"] = forms.CharField(
            widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What was entered, by the facts' names."""
        return {fact.key: self.cleaned_data.get(f"fact_{fact.key}") for fact in self.kind.facts}

    def blame(self, wrong: dict[str, str]) -> None:
        """Show beside each fact what is wrong with it."""
        for key, words in wrong.items():
            self.add_error(f"fact_{key}" if f"fact_{key}" in self.fields else None, words)


def _text(fact: Fact, **common: Any) -> forms.Field:
    return forms.CharField(max_length=300, **common)


def _area(fact: Fact, **common: Any) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000, **common)


def _day(fact: Fact, label: Any, **common: Any) -> forms.Field:
    return day_field(label, **common)


def _time(fact: Fact, **common: Any) -> forms.Field:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}), **common)


def _number(fact: Fact, **common: Any) -> forms.Field:
    return forms.DecimalField(min_value=0, max_digits=12, localize=True, **common)


def _count(fact: Fact, **common: Any) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=100_000, **common)


def _choice(fact: Fact, **common: Any) -> forms.Field:
    return forms.ChoiceField(choices=fact.options, **common)


def _choices(fact: Fact, **common: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=fact.options, widget=forms.CheckboxSelectMultiple, **common
    )


def _yes_no(fact: Fact, **common: Any) -> forms.Field:
    return forms.BooleanField(**common | {"required": False})


FIELDS: dict[str, Callable[..., forms.Field]] = {
    "text": _text,
    "long_text": _area,
    "rows": _area,
    "date": _day,
    "time": _time,
    "number": _number,
    "count": _count,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
}


def fact_field(fact: Fact) -> forms.Field:
    """Return the field in which a fact is stated."""
    return FIELDS[fact.type](fact, label=fact.title, help_text=fact.hint, required=fact.required)


def initial_of(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return stated facts, or what an applicant says, as the form begins with them."""
    return {
        f"fact_{fact.key}": _initial(fact, values[fact.key])
        for fact in kind.facts
        if fact.key in values
    }


def _initial(fact: Fact, value: Any) -> Any:
    if fact.type == "date":
        return date.fromisoformat(value)
    if fact.type == "rows":
        return "\n".join("; ".join(row) for row in value)
    return value
