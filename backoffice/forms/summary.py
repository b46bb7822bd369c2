"""Answers as people read them: on the page that checks them, on the receipt, at the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from theme import formatting

from .fields import Field, Form, Member, Page
from .places import square_metres

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer in words.

    :param path: of the answer: `key` or `group.0.key`
    :param row: number of the row of its group, counted from 1; 0 outside groups
    """

    path: str
    label: str
    shown: str
    field: Field
    row: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """What was answered on one page."""

    page: Page
    title: str
    lines: tuple[Line, ...]


def summary(
    form: Form, values: Mapping[str, Any], language: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the titles of the pages with labels and shown answers.

    :param values: as `answers.check` keeps them
    """
    return [
        (section.title, [(line.label, line.shown) for line in section.lines])
        for section in sections(form, values, language)
    ]


def sections(form: Form, values: Mapping[str, Any], language: str) -> list[Section]:
    """Return what was answered, page by page; what nobody answered is left out."""
    with override(language):
        made = []
        for page in form.pages:
            lines = [line for one in page.fields for line in _lines(one, values, language)]
            if lines:
                made.append(Section(page, page.title.of(language), tuple(lines)))
        return made


def _lines(one: Field, values: Mapping[str, Any], language: str) -> list[Line]:
    value = values.get(one.key)
    if value is None or one.type == "note":
        return []
    label = one.label.of(language)
    if one.type != "group":
        return [Line(one.key, label, shown(one, value, language), one)]
    return [
        Line(
            f"{one.key}.{at}.{inner.key}",
            f"{label} {at + 1}: {inner.label.of(language)}",
            shown(inner, row[inner.key], language),
            inner,
            at + 1,
        )
        for at, row in enumerate(value)
        for inner in one.fields
        if row.get(inner.key) is not None and inner.type != "note"
    ]


def shown(one: Field, value: Any, language: str) -> str:
    """Write one kept answer for a reader of a language."""
    writer = WRITERS.get(one.type)
    text = writer(one, value, language) if writer else str(value)
    return text[:LONGEST]


def label_of(member: Member) -> str:
    """Return the name of one box of an answer made of several, in the current language."""
    return {
        "street": _("Street"),
        "number": _("Number"),
        "postcode": _("Postcode"),
        "town": _("Town or village"),
        "atak": _("Property number of the tax office (ATAK)"),
        "kaek": _("Land register code (KAEK)"),
        "supply": _("Electricity supply number"),
        "floor": _("Floor"),
        "area": _("Area (m²)"),
        "afm": _("AFM"),
        "name": _("Name or title"),
        "trade_name": _("Trade name"),
        "kad": _("Activity code (KAD)"),
        "licence": _("Number of licence or notification"),
    }[member.key]


def place(value: Mapping[str, Any]) -> str:
    """Write an address on one line, the Greek way."""
    street = f"{value.get('street', '')} {value.get('number', '')}".strip()
    code = str(value.get("postcode", ""))
    town = f"{code[:3]} {code[3:]} {value.get('town', '')}".strip()
    return ", ".join(part for part in (street, town) if part)


def _number(one: Field, value: Any, language: str) -> str:
    unit = one.unit.of(language)
    return f"{formatting.number(value, None, language)} {unit}".strip()


def _calculated(one: Field, value: Any, language: str) -> str:
    if isinstance(value, bool):
        return _yes_no(one, value, language)
    try:
        if one.unit.el == "€":
            return formatting.euro(value, language)
        return _number(one, value, language)
    except ValueError:
        return _date(one, value, language) if _is_day(value) else str(value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _date(one: Field, value: str, language: str) -> str:
    return formatting.day(date.fromisoformat(value))


def _yes_no(one: Field, value: bool, language: str) -> str:
    return _("Yes") if value else _("No")


def _consent(one: Field, value: bool, language: str) -> str:
    return _("I agree") if value else _("I do not agree")


def _chosen(one: Field, value: Any, language: str) -> str:
    chosen = [value] if isinstance(value, str) else value
    return ", ".join(opt.label.of(language) for opt in one.options if opt.value in chosen)


def _point(one: Field, value: Mapping[str, float], language: str) -> str:
    return f"{value['lat']:.6f}, {value['lon']:.6f}"


def _polygon(one: Field, value: list[list[float]], language: str) -> str:
    return _("%(area)s m², %(count)d corners") % {
        "area": formatting.number(square_metres(value), 2, language),
        "count": len(value) - 1,
    }


def _composite(one: Field, value: Mapping[str, Any], language: str) -> str:
    if one.type == "address":
        return place(value)
    apart = {"street", "number", "postcode", "town"}
    told = [
        f"{label_of(member)}: {_boxed(member, value[member.key], language)}"
        for member in one.members
        if member.key not in apart and value.get(member.key)
    ]
    return "; ".join([*told, place(value)])


def _boxed(member: Member, value: Any, language: str) -> str:
    return formatting.number(value, None, language) if member.type == "number" else str(value)


def _files(one: Field, value: list[Mapping[str, str]], language: str) -> str:
    return ", ".join(file["name"] for file in value)


def _phone(one: Field, value: str, language: str) -> str:
    return f"{value[3:6]} {value[6:]}" if value.startswith("+30") else value


def _iban(one: Field, value: str, language: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def _plate(one: Field, value: str, language: str) -> str:
    return f"{value[:3]}-{value[3:]}" if value[:3].isalpha() and value[3:].isdigit() else value


WRITERS: Mapping[str, Callable[[Field, Any, str], str]] = {
    "number": _number,
    "calculated": _calculated,
    "money": lambda one, value, language: formatting.euro(value, language),
    "date": _date,
    "yes_no": _yes_no,
    "consent": _consent,
    "choice": _chosen,
    "choices": _chosen,
    "point": _point,
    "polygon": _polygon,
    "address": _composite,
    "property": _composite,
    "business": _composite,
    "file": _files,
    "phone": _phone,
    "iban": _iban,
    "rf": lambda one, value, language: formatting.rf_groups(value),
    "plate": _plate,
}
