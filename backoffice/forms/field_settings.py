"""The settings of one field as a Django form: only those that its kind understands."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import editing, prefill, words
from .entries import EntryForm, in_language, text_field, words_of
from .fields import ACCEPTED, SETTINGS

REQUIRED = (
    ("yes", gettext_lazy("must be answered")),
    ("recommended", gettext_lazy("recommended: an application without it is taken all the same")),
    ("no", gettext_lazy("may be left empty")),
)
STORED = {"yes": True, "recommended": "recommended", "no": False}
ACCEPT_NAMES = {
    "pdf": gettext_lazy("PDF"),
    "image": gettext_lazy("photographs and scans"),
    "office": gettext_lazy("office documents"),
}
AUTOCOMPLETE = (
    "",
    "name",
    "given-name",
    "family-name",
    "organization",
    "street-address",
    "address-level2",
    "tel",
    "email",
    "bday",
)
# In two languages: name, label, longest text, rows.
SPOKEN = (
    ("label", pgettext_lazy("forms", "Label"), 300, 0),
    ("hint", gettext_lazy("Hint"), 1000, 2),
    ("text", pgettext_lazy("forms", "Text"), 6000, 5),
    ("unit", gettext_lazy("Unit"), 40, 0),
    ("purpose", gettext_lazy("Why it is asked"), 1000, 2),
)
NUMBERS = {
    "min_length": gettext_lazy("Fewest characters"),
    "max_length": gettext_lazy("Most characters"),
    "decimals": gettext_lazy("Decimals"),
    "min_rows": gettext_lazy("Fewest rows"),
    "max_rows": gettext_lazy("Most rows"),
    "max_mb": gettext_lazy("Largest file, MB"),
    "max_files": gettext_lazy("Most files"),
}
BOUND_HELP = {
    "date": gettext_lazy("A day such as 2026-01-31, or today, today+30d, today-18y."),
    "time": gettext_lazy("An hour such as 08:30."),
    "polygon": gettext_lazy("Square metres."),
    "choices": gettext_lazy("How many answers."),
}
WHOLE_BOUNDS = ("choices",)


class QuestionForm(EntryForm):
    """One field: what it says, whether it must be answered, and what its kind needs."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.settings = SETTINGS[kind]
        self._add_spoken("label", "hint", "text")
        if "required" in self.settings:
            self._add_required()
        for name in ("options", "min", "max", *NUMBERS, "pattern", "accept", "ex_officio"):
            if name in self.settings:
                ADDERS.get(name, _add_number)(self, name)
        self._add_spoken("unit")
        for name in ("formula", "prefill", "autocomplete"):
            if name in self.settings:
                ADDERS[name](self, name)
        self._add_spoken("purpose")
        self.add_condition()
        self._add_key_and_kind()

    def _add_spoken(self, *names: str) -> None:
        for name, label, longest, rows in SPOKEN:
            if name not in names or name not in self.settings:
                continue
            for code, spoken in (("el", _("in Greek")), ("en", _("in English"))):
                self.fields[f"{name}_{code}"] = text_field(
                    f"{label} {spoken}",
                    longest=longest,
                    rows=rows,
                    initial=in_language(self.entry.get(name), code),
                    required=(name, code) == ("label", "el"),
                )

    def _add_required(self) -> None:
        raw = self.entry.get("required", False)
        initial = next((name for name, value in STORED.items() if value == raw), "no")
        self.fields["required"] = forms.ChoiceField(
            label=_("Answer"), choices=REQUIRED, initial=initial, widget=forms.RadioSelect
        )

    def _add_key_and_kind(self) -> None:
        self.fields["key"] = text_field(
            _("Key"),
            longest=50,
            initial=self.entry.get("key", ""),
            help_text=_(
                "The name under which the answer is kept. Empty: one is made from the label. "
                "Conditions follow when it changes; answers kept under the old name do not."
            ),
        )
        if not self.entry.get("key"):
            return
        kinds = [(kind, str(name)) for kind, (name, _when) in words.KINDS.items()]
        self.fields["type"] = forms.ChoiceField(
            label=_("Kind"),
            choices=kinds,
            initial=self.kind,
            help_text=_("Another kind keeps the settings that both understand."),
        )

    def clean_options(self) -> list[dict[str, Any]]:
        """Read the answers, one a line: Greek | English | value."""
        found: list[dict[str, Any]] = []
        taken: set[str] = set()
        for line in str(self.cleaned_data.get("options") or "").splitlines():
            if not line.strip():
                continue
            el, en, value = ([part.strip() for part in line.split("|")] + ["", "", ""])[:3]
            if not el:
                raise forms.ValidationError(
                    _("“%(line)s”: begin with the answer in Greek."), params={"line": line[:60]}
                )
            value = value or editing.free_key(en or el, taken)
            if value in taken:
                raise forms.ValidationError(
                    _("The value “%(value)s” comes twice."), params={"value": value}
                )
            taken.add(value)
            found.append({"value": value, "label": words_of(el, en)})
        if not found:
            raise forms.ValidationError(_("Write the answers to choose from, one a line."))
        return found

    def document(self) -> dict[str, Any]:
        """Return the field as it was written; what its kind does not know is left out."""
        facts = self.cleaned_data
        kind = facts.get("type") or self.kind
        made: dict[str, Any] = {"key": self.key_from(facts["label_en"], facts["label_el"])}
        made["type"] = kind
        for name, _label, _longest, _rows in SPOKEN:
            if f"{name}_el" in facts:
                made[name] = words_of(facts[f"{name}_el"], facts[f"{name}_en"])
        if "required" in facts:
            made["required"] = STORED[facts["required"]]
        for name in sorted(self.settings & set(facts) - set(made)):
            made[name] = WRITTEN.get(name, _as_it_is)(self, facts[name])
        if "fields" in self.entry:
            made["fields"] = self.entry["fields"]
        made = self.with_condition(made)
        kept = SETTINGS[kind]
        return {
            name: value for name, value in made.items() if name in kept and not _is_nothing(value)
        }


def _is_nothing(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _add_options(form: QuestionForm, name: str) -> None:
    lines = []
    for option in form.entry.get("options") or ():
        label = option.get("label")
        told = (in_language(label, "el"), in_language(label, "en"), str(option.get("value", "")))
        lines.append(" | ".join(told))
    form.fields[name] = forms.CharField(
        label=_("Answers to choose from"),
        initial="\n".join(lines),
        widget=forms.Textarea({"rows": max(4, len(lines) + 1)}),
        required=False,
        help_text=_(
            "One a line: Greek | English | value. The value is what is kept; left out, one is made."
        ),
    )


def _add_bound(form: QuestionForm, name: str) -> None:
    form.fields[name] = text_field(
        _("Least") if name == "min" else _("Most"),
        longest=30,
        initial=form.entry.get(name, ""),
        help_text=BOUND_HELP.get(form.kind, ""),
    )


def _add_number(form: QuestionForm, name: str) -> None:
    form.fields[name] = forms.IntegerField(
        label=NUMBERS[name], required=False, min_value=0, initial=form.entry.get(name)
    )


def _add_pattern(form: QuestionForm, name: str) -> None:
    form.fields[name] = text_field(
        _("Pattern"),
        longest=200,
        initial=form.entry.get(name, ""),
        help_text=_("For the skilled: what the text must look like, such as [A-Z]{2}\\d{6}."),
    )


def _add_accept(form: QuestionForm, name: str) -> None:
    form.fields[name] = forms.MultipleChoiceField(
        label=_("Kinds of files"),
        choices=[(kind, ACCEPT_NAMES[kind]) for kind in ACCEPTED],
        initial=form.entry.get(name, list(ACCEPTED[:2])),
        widget=forms.CheckboxSelectMultiple,
    )


def _add_ex_officio(form: QuestionForm, name: str) -> None:
    form.fields[name] = forms.BooleanField(
        label=_("The town seeks it itself from another authority (ex officio)"),
        required=False,
        initial=form.entry.get(name, False),
    )


def _add_formula(form: QuestionForm, name: str) -> None:
    form.fields[name] = text_field(
        _("Formula"),
        longest=1000,
        rows=2,
        initial=form.entry.get(name, ""),
        required=True,
        help_text=_("Over keys of earlier fields, such as: length * width. Earlier keys: %(keys)s.")
        % {"keys": ", ".join(form.before) or "–"},
    )


def _add_prefill(form: QuestionForm, name: str) -> None:
    now = form.entry.get(name, "")
    rows = [
        (source.name, f"{source.title} ({source.name})")
        for source in prefill.sources()
        if not source.types or form.kind in source.types
    ]
    if now and now not in dict(rows):
        rows.append((now, now))
    form.fields[name] = forms.ChoiceField(
        label=_("Filled in from"),
        choices=[("", _("nothing: the citizen writes it")), *rows],
        initial=now,
        required=False,
        help_text=_("What the town holds is shown with its source, not asked again."),
    )


def _add_autocomplete(form: QuestionForm, name: str) -> None:
    now = form.entry.get(name, "")
    known = list(dict.fromkeys([*AUTOCOMPLETE, now]))
    form.fields[name] = forms.ChoiceField(
        label=_("The browser may fill it in as"),
        choices=[(word, word or "–") for word in known],
        initial=now,
        required=False,
    )


ADDERS: Mapping[str, Callable[[QuestionForm, str], None]] = {
    "options": _add_options,
    "min": _add_bound,
    "max": _add_bound,
    "pattern": _add_pattern,
    "accept": _add_accept,
    "ex_officio": _add_ex_officio,
    "formula": _add_formula,
    "prefill": _add_prefill,
    "autocomplete": _add_autocomplete,
}


def _as_it_is(form: QuestionForm, value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _bound(form: QuestionForm, value: str) -> Any:
    text = value.strip().replace(",", ".")
    return int(text) if form.kind in WHOLE_BOUNDS and text.isdecimal() else text


WRITTEN: Mapping[str, Callable[[QuestionForm, Any], Any]] = {"min": _bound, "max": _bound}
