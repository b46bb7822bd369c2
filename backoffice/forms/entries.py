"""The settings of a page, a field or a link as Django forms, and back to documents."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from . import choosing, editing
from .settings import KEY, RESERVED

LINES = 3
SKILLED = ("key", "type", "pattern", "autocomplete", "key_word", "without")
Documents = Mapping[str, Mapping[str, Any]]

WHEN = (
    ("always", gettext_lazy("always")),
    ("choices", gettext_lazy("when these hold")),
    ("text", gettext_lazy("when this expression holds")),
)
JOINS = ((choosing.ALL, gettext_lazy("all of them")), (choosing.ANY, gettext_lazy("any of them")))


def text_field(label: Any, *, longest: int = 400, rows: int = 0, **kwargs: Any) -> forms.CharField:
    """Return a field for a text, in one line or several."""
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    kwargs.setdefault("required", False)
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


class EntryForm(forms.Form):
    """What pages, fields and links have in common: a condition, and the draft that was seen."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        entry: Mapping[str, Any],
        before: Documents,
        taken: set[str],
        language: str = "el",
        **kwargs: Any,
    ) -> None:
        """:param before: the fields that stand before this place, by key"""
        super().__init__(*args, **kwargs)
        self.entry, self.before, self.taken, self.language = dict(entry), before, taken, language

    def add_condition(self) -> None:
        """Add the fields in which a condition is chosen or written."""
        raw = self.entry.get("if")
        text = raw if isinstance(raw, str) else ""
        choices = choosing.choices_of(text)
        lines = choices.lines if choices else ()
        mode = "always" if not text.strip() else "choices" if choices else "text"
        self.fields["when"] = forms.ChoiceField(
            label=pgettext("forms", "Asked"), choices=WHEN, initial=mode, widget=forms.RadioSelect
        )
        join = choices.join if choices else choosing.ALL
        self.fields["join"] = forms.ChoiceField(label=_("Needs"), choices=JOINS, initial=join)
        known = [
            ("", "—"),
            *((key, choosing.name_of(one, self.language)) for key, one in self.before.items()),
        ]
        for at in range(max(LINES, len(lines))):
            line = lines[at] if at < len(lines) else choosing.Choice("", "is")
            options = known if line.field in dict(known) else [*known, (line.field, line.field)]
            self.fields[f"field_{at}"] = forms.ChoiceField(
                label=_("Field"), choices=options, initial=line.field, required=False
            )
            self.fields[f"sign_{at}"] = forms.ChoiceField(
                label=pgettext("condition", "Sign"),
                choices=list(choosing.SIGNS.items()),
                initial=line.sign,
                required=False,
            )
            field = self.before.get(line.field.split(".")[0], {})
            shown = choosing.value_in_words(line, field, self.language)
            self.fields[f"value_{at}"] = forms.CharField(
                label=_("Value"), initial=shown, required=False, max_length=200
            )
        self.fields["expression"] = text_field(
            _("Expression"),
            longest=1000,
            rows=2,
            initial=text,
            help_text=_('For the skilled, such as: rooms > 2 and use = "lodging"'),
        )

    @property
    def condition_lines(self) -> list[tuple[Any, Any, Any]]:
        """The lines of choices as bound fields."""
        count = sum(name.startswith("field_") for name in self.fields)
        return [
            (self[f"field_{at}"], self[f"sign_{at}"], self[f"value_{at}"]) for at in range(count)
        ]

    @property
    def own_fields(self) -> list[Any]:
        """The fields that are neither of the condition nor for the skilled."""
        start = ("field_", "sign_", "value_")
        apart = {"when", "join", "expression", "base", *SKILLED}
        names = [n for n in self.fields if n not in apart and not n.startswith(start)]
        return [self[name] for name in names]

    @property
    def skilled_fields(self) -> list[Any]:
        """The fields that few need."""
        return [self[name] for name in SKILLED if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Turn the choices into an expression."""
        facts = super().clean() or {}
        if facts.get("when") == "choices":
            lines = tuple(
                choosing.Choice(
                    facts[f"field_{at}"],
                    facts.get(f"sign_{at}") or "is",
                    facts.get(f"value_{at}") or "",
                )
                for at in range(len(self.condition_lines))
                if facts.get(f"field_{at}")
            )
            try:
                chosen = choosing.Choices(facts.get("join") or choosing.ALL, lines)
                facts["if"] = choosing.text_of(chosen, self.before)
            except choosing.UnclearChoice as error:
                self.add_error("when", str(error))
            if not lines:
                self.add_error("when", _("Choose a field, or choose “always”."))
        elif facts.get("when") == "text":
            facts["if"] = (facts.get("expression") or "").strip()
        return facts

    def with_condition(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return an entry with the condition that was chosen."""
        entry.pop("if", None)
        if self.cleaned_data.get("if"):
            entry["if"] = self.cleaned_data["if"]
        return entry

    def key_from(self, *labels: str) -> str:
        """Return the key that was written, or one made from the first label that gives one."""
        own = str(self.entry.get("key") or "")
        wanted = self.cleaned_data.get("key") or own
        if wanted:
            return str(wanted)
        return editing.free_key(next(filter(None, labels), "field"), self.taken)

    def clean_key(self) -> str:
        """Refuse a key that is no key, or that another field has."""
        key = str(self.cleaned_data.get("key") or "").strip()
        if key and not KEY.fullmatch(key):
            raise forms.ValidationError(
                _("Use small Latin letters, digits and underscores, beginning with a letter.")
            )
        if key in RESERVED:
            raise forms.ValidationError(_("This word is kept for expressions. Choose another."))
        if key and key != self.entry.get("key") and key in self.taken:
            raise forms.ValidationError(_("Another field or page has this key."))
        return key

    def document(self) -> dict[str, Any]:
        """Return the entry as it was written."""
        raise NotImplementedError


def words_of(el: str, en: str) -> dict[str, str]:
    """Return a text in the languages in which it was given."""
    return {code: text.strip() for code, text in (("el", el), ("en", en)) if text.strip()}


def in_language(raw: Any, language: str) -> str:
    """Return a text of a document in one language, to be edited."""
    if isinstance(raw, Mapping):
        return str(raw.get(language) or "")
    return str(raw or "") if language == "el" else ""


class PageForm(EntryForm):
    """A page: its title, what stands above its fields, when it is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, longest, rows in (
            ("title", _("Title"), 400, 0),
            ("intro", _("Introduction"), 4000, 3),
        ):
            for code, spoken in (("el", _("in Greek")), ("en", _("in English"))):
                self.fields[f"{name}_{code}"] = text_field(
                    f"{label} {spoken}",
                    longest=longest,
                    rows=rows,
                    initial=in_language(self.entry.get(name), code),
                    required=(name, code) == ("title", "el"),
                )
        self.fields["key"] = text_field(_("Key"), longest=50, initial=self.entry.get("key", ""))
        self.add_condition()

    def document(self) -> dict[str, Any]:
        """Return the page with its fields as they were."""
        facts = self.cleaned_data
        made: dict[str, Any] = {
            "key": self.key_from(facts["title_en"], facts["title_el"]),
            "title": words_of(facts["title_el"], facts["title_en"]),
        }
        intro = words_of(facts["intro_el"], facts["intro_en"])
        if intro:
            made["intro"] = intro
        made = self.with_condition(made)
        made["fields"] = self.entry.get("fields") or []
        return made


class LinkForm(EntryForm):
    """A shared part put into a page: which one, and how it follows."""

    part = forms.ChoiceField(label=gettext_lazy("Shared part"))
    mode = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[
            ("link", gettext_lazy("link: the form follows the part when it changes")),
            ("copy", gettext_lazy("copy: the fields become this form's own")),
        ],
        initial="link",
        widget=forms.RadioSelect,
    )
    key_word = forms.CharField(
        label=gettext_lazy("Word before the keys"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Only when the same part stands twice, such as “spouse”."),
    )
    without = forms.CharField(
        label=pgettext_lazy("forms", "Leave out"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Keys of the part's fields that this form does not ask, by commas."),
    )

    def __init__(self, *args: Any, parts: Mapping[str, str], **kwargs: Any) -> None:
        """:param parts: titles of the parts in force, by key"""
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(parts.items())
        field.initial = self.entry.get("part")
        self.fields["mode"].initial = self.entry.get("mode", "link")
        self.fields["key_word"].initial = self.entry.get("as", "")
        self.fields["without"].initial = ", ".join(self.entry.get("without") or [])
        self.add_condition()

    def clean_key_word(self) -> str:
        """Refuse a word that makes no keys."""
        word = str(self.cleaned_data.get("key_word") or "").strip()
        if word and not KEY.fullmatch(word):
            raise forms.ValidationError(_("Use small Latin letters and digits."))
        return word

    def document(self) -> dict[str, Any]:
        """Return the link."""
        facts = self.cleaned_data
        made: dict[str, Any] = {"part": facts["part"], "mode": facts["mode"]}
        if facts["key_word"]:
            made["as"] = facts["key_word"]
        without = [key.strip() for key in facts["without"].split(",") if key.strip()]
        if without:
            made["without"] = without
        return self.with_condition(made)
