"""The inputs of a page: for each kind of field a Django field that carries what was typed.

Nothing is judged here; `answers.check` judges. A box reads what a person typed into the plain
value that the check expects, and shows a kept value the way that person would type it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from theme import formatting
from theme.forms import CalendarInput, CountInput, DayInput, EuroInput

from .fields import DayBound, Field, Member, Words
from .figures import typed
from .gazetteer import map_settings
from .places import PAIR
from .purposes import purpose_of
from .summary import label_of

# More answers than these are easier to find in a list that opens.
MANY_OPTIONS = 8
SHORT, MEDIUM = 12, 45
NESTED = frozenset({"address", "property", "business", "group", "point"})
SILENT = frozenset({"note", "calculated"})
# As many as the intake of files takes: a chooser that offers more leads to a refusal.
EXTENSIONS = {
    "pdf": (".pdf",),
    "image": (".jpg", ".jpeg", ".png", ".tif", ".tiff"),
    "office": (".docx", ".odt", ".xlsx", ".ods", ".txt"),
}


class Box(forms.Field):
    """A question as Django's forms know one.

    :param spec: the field of the form's definition
    :param note: where an answer that is already there comes from
    """

    def __init__(self, spec: Field, language: str, note: str = "", **kwargs: Any) -> None:
        self.spec = spec
        self.optional_note = _("(recommended)") if spec.recommended else ""
        kwargs.setdefault("label", spec.label.of(language))
        kwargs.setdefault("help_text", hint_of(spec, language, note))
        kwargs.setdefault("required", spec.required)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Leave judging to the check."""
        return value

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Return a bound field that knows the rows beneath it, where there are some."""
        return Bound(form, self, field_name)


class Bound(BoundField):
    """A question on a page: with its rows, its words and its marks for the browser's script."""

    @property
    def spec(self) -> Field:
        """The field of the form's definition."""
        spec: Field = self.field.spec  # type: ignore[attr-defined]
        return spec

    @property
    def rows(self) -> list[Any]:
        """The forms of its rows, or the one form of its boxes."""
        found: list[Any] = self.form.nested.get(self.name, [])  # type: ignore[attr-defined]
        return found

    @property
    def kept(self) -> list[Any]:
        """The files that are attached already."""
        return list(self.form.kept_files(self.spec))  # type: ignore[attr-defined]

    @property
    def map(self) -> dict[str, Any]:
        """What the map needs."""
        return map_settings()

    @property
    def told(self) -> str:
        """The text of a note."""
        language = self.form.language  # type: ignore[attr-defined]
        return "\n\n".join(
            text for text in (self.spec.hint.of(language), self.spec.text.of(language)) if text
        )

    #: The answer in words, where it stands without an input.
    shown: str = ""
    #: Whether an authority gave the answer, and who.
    held: bool = False
    from_where: str = ""

    @property
    def own_errors(self) -> list[str]:
        """Messages about the whole, not about a box within it."""
        return [str(one) for one in self.errors if str(one) != BELOW]


# Marks a set of boxes one of which is wrong; never shown, the box says what is wrong.
BELOW = "-"


def hint_of(spec: Field, language: str, note: str) -> SafeString:
    """Return what stands between a label and its input."""
    why = purpose_of(spec, language)
    told = [
        spec.hint.of(language),
        spec.text.of(language) if spec.type == "consent" else "",
        _file_limits(spec) if spec.type == "file" else "",
        _("Why we ask: %(purpose)s") % {"purpose": why} if why else "",
        _("From: %(source)s. Correct it if it has changed.") % {"source": note} if note else "",
    ]
    return format_html_join(SafeString("<br>"), "{}", ((text,) for text in told if text))


def _file_limits(spec: Field) -> str:
    kinds = {"pdf": "PDF", "image": _("pictures"), "office": _("documents of an office program")}
    told = ", ".join(str(kinds[one]) for one in spec.accept)
    return _("%(kinds)s; up to %(size)s MB each, up to %(count)s files.") % {
        "kinds": told,
        "size": spec.max_mb,
        "count": spec.max_files,
    }


def box_of(spec: Field, language: str, note: str = "") -> Box:
    """Return the input of one field."""
    box = Box(spec, language, note, widget=_widget(spec, language))
    template = TEMPLATES.get(spec.type)
    if template:
        box.template_name = template  # type: ignore[attr-defined]
    return box


def spec_of(member: Member) -> Field:
    """Return one box of an answer made of several as a field of its own."""
    kind = member.type if member.type in TEXTS else "text"
    return Field(
        member.key,
        kind,
        Words(label_of(member)),
        required=member.required,
        max_length=member.max_length,
        decimals=member.decimals,
        autocomplete=member.autocomplete,
    )


def _length(most: int) -> str:
    if most <= SHORT:
        return "short"
    return "medium" if most <= MEDIUM else ""


def _attrs(**attrs: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in attrs.items() if value}


def _line(spec: Field, language: str) -> forms.Widget:
    return forms.TextInput(
        _attrs(data_length=_length(spec.max_length), autocomplete=spec.autocomplete)
    )


def _code(length: str, mode: str = "", autocomplete: str = "off") -> Callable[..., forms.Widget]:
    return lambda spec, language: forms.TextInput(
        _attrs(
            data_length=length,
            inputmode=mode,
            autocomplete=spec.autocomplete or autocomplete,
            spellcheck="false",
        )
    )


def _number(spec: Field, language: str) -> forms.Widget:
    widget = CountInput({"inputmode": "decimal" if spec.decimals else "numeric"})
    widget.affix = spec.unit.of(language)  # type: ignore[attr-defined]
    return widget


def _date(spec: Field, language: str) -> forms.Widget:
    near = isinstance(spec.min, DayBound) and spec.min.fixed is None and spec.min.years == 0
    return CalendarInput() if near else DayInput(autocomplete=spec.autocomplete)


def _yes_no(spec: Field, language: str) -> forms.Widget:
    return forms.RadioSelect(choices=[("true", _("Yes")), ("false", _("No"))])


def _choice(spec: Field, language: str) -> forms.Widget:
    answers = [(option.value, option.label.of(language)) for option in spec.options]
    if len(answers) <= MANY_OPTIONS:
        return forms.RadioSelect(choices=answers)
    return forms.Select(choices=[("", _("Choose")), *answers])


def _choices(spec: Field, language: str) -> forms.Widget:
    return forms.CheckboxSelectMultiple(
        choices=[(option.value, option.label.of(language)) for option in spec.options]
    )


class FilesInput(forms.FileInput):
    """Files to add; those that are there already stand above it."""

    allow_multiple_selected = True


def _file(spec: Field, language: str) -> forms.Widget:
    known = [ending for kind in spec.accept for ending in EXTENSIONS[kind]]
    attrs: dict[str, Any] = {"accept": ",".join(known), "data-max-mb": spec.max_mb}
    if spec.max_files > 1:
        attrs["multiple"] = True
    return FilesInput(attrs)


def _phone(spec: Field, language: str) -> forms.Widget:
    attrs = _attrs(data_length="medium", autocomplete=spec.autocomplete or "tel")
    return forms.TextInput({**attrs, "type": "tel"})


def _email(spec: Field, language: str) -> forms.Widget:
    return forms.EmailInput(_attrs(autocomplete=spec.autocomplete or "email"))


WIDGETS: Mapping[str, Callable[[Field, str], forms.Widget]] = {
    "text": _line,
    "long_text": lambda spec, language: forms.Textarea({"rows": 5}),
    "number": _number,
    "money": lambda spec, language: EuroInput(),
    "date": _date,
    "time": lambda spec, language: forms.TextInput({"type": "time", "data-length": "short"}),
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "afm": _code("short", "numeric"),
    "amka": _code("short", "numeric"),
    "iban": _code("code"),
    "rf": _code("code"),
    "postcode": _code("short", "numeric", "postal-code"),
    "phone": _phone,
    "email": _email,
    "plate": _code("short"),
    "polygon": lambda spec, language: forms.Textarea(
        {"rows": 5, "autocomplete": "off", "spellcheck": "false", "data-map-corners": True}
    ),
    "file": _file,
    "consent": lambda spec, language: forms.CheckboxInput(),
}
TEXTS = frozenset({"text", "number", "postcode", "afm"})
TEMPLATES = {
    "address": "service_forms/boxes.html",
    "property": "service_forms/boxes.html",
    "business": "service_forms/boxes.html",
    "point": "service_forms/point.html",
    "polygon": "service_forms/polygon.html",
    "group": "service_forms/group.html",
    "file": "service_forms/file.html",
    "note": "service_forms/note.html",
    "calculated": "service_forms/calculated.html",
}


def _widget(spec: Field, language: str) -> forms.Widget:
    maker = WIDGETS.get(spec.type)
    return maker(spec, language) if maker else forms.TextInput()


def read_box(spec: Field, given: Any) -> Any:
    """Return what a person typed into one box as the check expects it."""
    if spec.type in ("number", "money") and isinstance(given, str):
        return typed(given, spec.decimals)
    if spec.type == "polygon" and isinstance(given, str):
        return corners_of(given)
    return given


def corners_of(text: str) -> Any:
    """Return corners typed one a line, latitude first; the text itself if it holds none."""
    if len(text) > 20_000:
        return text[:100]
    lines = [line for line in text.splitlines() if line.strip()]
    pairs = [PAIR.fullmatch(line) for line in lines]
    if not all(pairs):
        return text[:100]
    return [[pair[2], pair[1]] for pair in pairs if pair]


def show_in_box(spec: Field, value: Any, language: str) -> Any:
    """Return a kept value the way a person types it; what is no kept value stays as it is."""
    shower = SHOWN.get(spec.type)
    return shower(value, language) if shower and value not in (None, "") else value


def _shown_number(value: Any, language: str) -> Any:
    try:
        return formatting.number(value, None, "el").replace(".", "").replace("\N{MINUS SIGN}", "-")
    except ValueError:
        return value


def _shown_money(value: Any, language: str) -> Any:
    try:
        return formatting.number(value, 2, "el").replace("\N{MINUS SIGN}", "-")
    except ValueError:
        return value


def _shown_phone(value: Any, language: str) -> Any:
    text = str(value)
    return text[3:] if text.startswith("+30") and len(text) == 13 else value


def _shown_corners(value: Any, language: str) -> Any:
    if not isinstance(value, list):
        return value
    ring = value[:-1] if len(value) > 1 and value[0] == value[-1] else value
    pairs = [one for one in ring if isinstance(one, list) and len(one) == 2]
    return "\n".join(f"{lat}, {lon}" for lon, lat in pairs)


def _shown_flag(value: Any, language: str) -> Any:
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


SHOWN: Mapping[str, Callable[[Any, str], Any]] = {
    "number": _shown_number,
    "money": _shown_money,
    "phone": _shown_phone,
    "polygon": _shown_corners,
    "yes_no": _shown_flag,
}
