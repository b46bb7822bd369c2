"""A form as it was understood: pages, fields, and what each kind of field may be told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from backoffice.kernel.dates import add_months
from backoffice.procedures.engine.language import Expression

from .conditions import Condition

# How much one form may ask; a longer one is nobody's to fill in, and costs the server too much.
MAX_PAGES = 40
MAX_FIELDS = 400
MAX_OPTIONS = 400
MAX_ROWS = 100
MAX_CORNERS = 100


@dataclass(frozen=True, slots=True)
class Words:
    """A text in the two languages of the town; English may be missing."""

    el: str
    en: str = ""

    def of(self, language: str) -> str:
        """Return the text in a language, or in the other one where it is missing."""
        return (self.en or self.el) if language.startswith("en") else (self.el or self.en)


NO_WORDS = Words("")


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class DayBound:
    """A day that bounds another: fixed, or reckoned from the day of filling in."""

    fixed: date | None = None
    years: int = 0
    months: int = 0
    days: int = 0

    def on(self, today: date) -> date:
        """Return the day meant when the form is filled in on a day."""
        if self.fixed is not None:
            return self.fixed
        moved = add_months(today, self.years * 12 + self.months)
        return moved + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Member:
    """One box of an answer that is made of several, such as the street of an address."""

    key: str
    type: str
    required: bool = False
    max_length: int = 120
    autocomplete: str = ""
    decimals: int = 2
    min: Decimal | None = None
    max: Decimal | None = None


@dataclass(frozen=True)
class Field:
    """One question, or one text between questions.

    :param min: least number, day, hour (`HH:MM`) or square metres; least count of `choices`
    :param bound_by: earlier fields that bound this one, by `min` or `max`
    :param part: the shared part it came from
    """

    key: str
    type: str
    label: Words
    hint: Words = NO_WORDS
    text: Words = NO_WORDS
    required: bool = False
    recommended: bool = False
    condition: Condition | None = None
    options: tuple[Option, ...] = ()
    min: Any = None
    max: Any = None
    bound_by: tuple[tuple[str, str], ...] = ()
    min_length: int = 0
    max_length: int = 0
    pattern: str = ""
    decimals: int = 2
    unit: Words = NO_WORDS
    prefill: str = ""
    purpose: Words = NO_WORDS
    formula: Expression | None = None
    fields: tuple["Field", ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    accept: tuple[str, ...] = ()
    max_mb: int = 0
    max_files: int = 0
    ex_officio: bool = False
    autocomplete: str = ""
    part: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person answers it."""
        return self.type not in ("note", "calculated")

    @cached_property
    def values(self) -> frozenset[str]:
        """The values that may be chosen."""
        return frozenset(option.value for option in self.options)

    @cached_property
    def by_key(self) -> Mapping[str, "Field"]:
        """The questions of one row of a group."""
        return {inner.key: inner for inner in self.fields}

    @cached_property
    def nothing(self) -> Mapping[str, None]:
        """One row of a group without answers."""
        return dict.fromkeys(inner.key for inner in self.fields)

    @property
    def members(self) -> tuple[Member, ...]:
        """The boxes of an answer made of several."""
        return COMPOSITES.get(self.type, ())


@dataclass(frozen=True)
class Page:
    """What is asked on one screen."""

    key: str
    title: Words
    intro: Words = NO_WORDS
    condition: Condition | None = None
    fields: tuple[Field, ...] = ()

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True)
class Form:
    """A whole form; keys of its fields are unique."""

    pages: tuple[Page, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)

    @cached_property
    def page_of(self) -> Mapping[str, Page]:
        """The page on which each field stands."""
        return {one.key: page for page in self.pages for one in page.fields}

    @cached_property
    def nothing(self) -> Mapping[str, None]:
        """Every name that conditions may ask for, without answers."""
        return dict.fromkeys(self.fields)

    def page(self, key: str) -> Page:
        """Return a page.

        :raises KeyError: if there is none of this key
        """
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)

    def walk(self) -> Iterator[tuple[Page, Field]]:
        """Go over the fields with their pages, in order."""
        for page in self.pages:
            for one in page.fields:
                yield page, one


# Boxes of the answers made of several; citizens.md keeps property and business as such blocks.
PLACE = (
    Member("street", "text", required=True, max_length=160, autocomplete="address-line1"),
    Member("number", "text", max_length=20),
    Member("postcode", "postcode", required=True, autocomplete="postal-code"),
    Member("town", "text", required=True, autocomplete="address-level2"),
)
COMPOSITES: Mapping[str, tuple[Member, ...]] = {
    "address": PLACE,
    "property": (
        Member("atak", "atak", max_length=20),
        Member("kaek", "kaek", max_length=20),
        Member("supply", "supply", max_length=20),
        *PLACE,
        Member("floor", "text", max_length=30),
        Member("area", "number", min=Decimal(0)),
    ),
    "business": (
        Member("afm", "afm", required=True),
        Member("name", "text", required=True, max_length=240, autocomplete="organization"),
        Member("trade_name", "text", max_length=240),
        Member("kad", "kad", max_length=20),
        *PLACE,
        Member("licence", "text", max_length=60),
    ),
}

_ALL = {"key", "type", "label", "hint", "if", "purpose", "from"}
_ASKED = _ALL | {"required", "prefill"}
_SIZED = {"min_length", "max_length", "pattern", "autocomplete"}
_RANGE = {"min", "max"}
# Which settings each kind of field understands.
SETTINGS: Mapping[str, frozenset[str]] = {
    kind: frozenset(known)
    for kind, known in {
        "text": _ASKED | _SIZED,
        "long_text": _ASKED | {"min_length", "max_length"},
        "number": _ASKED | _RANGE | {"unit", "decimals"},
        "money": _ASKED | _RANGE,
        "date": _ASKED | _RANGE | {"autocomplete"},
        "time": _ASKED | _RANGE,
        "yes_no": _ASKED,
        "choice": _ASKED | {"options"},
        "choices": _ASKED | _RANGE | {"options"},
        "afm": _ASKED,
        "amka": _ASKED,
        "iban": _ASKED,
        "rf": _ASKED,
        "postcode": _ASKED,
        "phone": _ASKED | {"autocomplete"},
        "email": _ASKED | {"autocomplete"},
        "plate": _ASKED,
        "address": _ASKED,
        "point": _ASKED,
        "polygon": _ASKED | _RANGE,
        "property": _ASKED,
        "business": _ASKED,
        "file": _ASKED | {"accept", "max_mb", "max_files", "ex_officio"},
        "group": _ASKED - {"prefill"} | {"fields", "min_rows", "max_rows"},
        "calculated": _ALL | {"formula", "unit", "decimals"},
        "consent": _ASKED - {"prefill"} | {"text"},
        "note": _ALL - {"purpose"} | {"text"},
    }.items()
}
TYPES = tuple(SETTINGS)
ACCEPTED = ("pdf", "image", "office")
