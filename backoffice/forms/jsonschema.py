"""A form as JSON Schema 2020-12, for programs that fill it in.

The schema describes answers as they are kept (codes without blanks, days as 2026-01-31). What
`answers.check` keeps without a fault, the schema accepts; some faults, such as a wrong check digit
or a sum, only the check finds.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .conditions import Condition, Tree
from .fields import MAX_CORNERS, Field, Form, Member
from .figures import plain
from .kinds import FILE_ID
from .places import EAST, NORTH, SOUTH, WEST
from .purposes import purpose_of
from .settings import HOUR

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def of(form: Form, language: str = "el") -> Schema:
    """Return the schema of a form; titles and descriptions are in a language."""
    writer = _Writer(language)
    schema = writer.object(form.fields, {one.key: page.condition for page, one in form.walk()})
    return {"$schema": DIALECT, **schema}


class _Writer:
    """Writes the parts of one schema."""

    def __init__(self, language: str) -> None:
        self.language = language

    def object(
        self, fields: Mapping[str, Field], pages: Mapping[str, Condition | None] | None = None
    ) -> Schema:
        """Write the answers of a form or of one row."""
        made: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                one.key: self.field(one) for one in fields.values() if one.type != "note"
            },
        }
        required, rules = [], []
        for one in fields.values():
            if not one.required or not one.asks:
                continue
            asked = [c for c in ((pages or {}).get(one.key), one.condition) if c is not None]
            if not asked:
                required.append(one.key)
                continue
            when = [_certain(condition, fields) for condition in asked]
            if all(test is not None for test in when):
                test = when[0] if len(when) == 1 else {"allOf": when}
                rules.append({"if": test, "then": {"required": [one.key]}})
        if required:
            made["required"] = required
        if rules:
            made["allOf"] = rules
        return made

    def field(self, one: Field) -> Schema:
        """Write one answer."""
        made: Schema = {"title": one.label.of(self.language)}
        told = one.hint.of(self.language)
        if told:
            made["description"] = told
        made.update(self.shape(one))
        if one.type == "calculated":
            made["readOnly"] = True
        if one.condition is not None:
            made["x-asked-if"] = one.condition.text
        if one.recommended:
            made["x-recommended"] = True
        if why := purpose_of(one, self.language):
            made["x-purpose"] = why
        if one.unit.el:
            made["x-unit"] = one.unit.of(self.language)
        return made

    def shape(self, one: Field) -> Schema:
        """Write the type of an answer and its bounds."""
        if one.type == "group":
            return self.rows(one)
        if one.members:
            return _boxes(one.members)
        if one.type in ("choice", "choices"):
            return self.chosen(one)
        return SHAPES[one.type](one)

    def rows(self, one: Field) -> Schema:
        least = max(one.min_rows, 1 if one.required else 0)
        made: Schema = {"type": "array", "maxItems": one.max_rows}
        if least:
            made["minItems"] = least
        return {**made, "items": self.object(one.by_key)}

    def chosen(self, one: Field) -> Schema:
        answers = [
            {"const": option.value, "title": option.label.of(self.language)}
            for option in one.options
        ]
        if one.type == "choice":
            return {"type": "string", "oneOf": answers}
        made: Schema = {"type": "array", "uniqueItems": True, "items": {"oneOf": answers}}
        if one.min is not None:
            made["minItems"] = max(int(one.min), 0)
        if one.max is not None:
            made["maxItems"] = max(int(one.max), 0)
        return made


def _pattern(text: str) -> Callable[[Field], Schema]:
    return lambda one: {"type": "string", "pattern": f"^{text}$"}


def _text(one: Field) -> Schema:
    made: Schema = {"type": "string", "maxLength": one.max_length}
    if one.min_length:
        made["minLength"] = one.min_length
    if one.pattern:
        made["pattern"] = f"^{one.pattern}$"
    return made


def _number(one: Field) -> Schema:
    tail = rf"(\.\d{{1,{one.decimals}}})?" if one.decimals else ""
    made: Schema = {"type": "string", "pattern": rf"^-?\d{{1,15}}{tail}$"}
    return {**made, **_told_bounds(one)}


def _told_bounds(one: Field) -> Schema:
    # Numbers are texts here, so that no program rounds them; the words of JSON Schema cannot
    # compare texts, and the bounds are told beside.
    made = {}
    if one.min is not None:
        made["x-minimum"] = plain(one.min)
    if one.max is not None:
        made["x-maximum"] = plain(one.max)
    return made


def _file(one: Field) -> Schema:
    return {
        "type": "array",
        "maxItems": one.max_files,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "name"],
            "properties": {
                "id": {"type": "string", "pattern": f"^{FILE_ID.pattern}$"},
                "name": {"type": "string", "maxLength": 200},
            },
        },
        "x-accept": list(one.accept),
        "x-max-mb": one.max_mb,
    }


def _degrees(low: float, high: float) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high}


def _point(one: Field) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["lat", "lon"],
        "properties": {"lat": _degrees(SOUTH, NORTH), "lon": _degrees(WEST, EAST)},
    }


def _polygon(one: Field) -> Schema:
    return {
        "type": "array",
        "minItems": 4,
        "maxItems": MAX_CORNERS + 1,
        "items": {
            "type": "array",
            "prefixItems": [_degrees(WEST, EAST), _degrees(SOUTH, NORTH)],
            "items": False,
            "minItems": 2,
        },
        **_told_bounds(one),
    }


def _boxes(members: tuple[Member, ...]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {member.key: _box(member) for member in members},
        "required": [member.key for member in members if member.required],
    }


def _box(member: Member) -> Schema:
    if member.type == "text":
        return {"type": "string", "maxLength": member.max_length}
    if member.type == "number":
        return {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,2})?$"}
    return {"type": "string", "pattern": f"^{CODES[member.type]}$"}


CODES = {
    "afm": r"\d{9}",
    "amka": r"\d{11}",
    "iban": r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}",
    "rf": r"RF\d{2}[A-Z0-9]{1,21}",
    "postcode": r"[1-8]\d{4}",
    "phone": r"\+[1-9]\d{7,14}",
    "plate": r"[A-Z0-9]{3,10}",
    "time": HOUR.pattern,
    "money": r"-?\d{1,15}\.\d{2}",
    "atak": r"\d{11}",
    "kaek": r"\d{12,16}",
    "supply": r"\d{8,12}",
    "kad": r"\d{2}(\.\d{2}){0,3}",
}
SHAPES: Mapping[str, Callable[[Field], Schema]] = {
    **{kind: _pattern(text) for kind, text in CODES.items()},
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": lambda one: {**_pattern(CODES["money"])(one), **_told_bounds(one)},
    "date": lambda one: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "email": lambda one: {"type": "string", "format": "email", "maxLength": 254},
    "yes_no": lambda one: {"type": "boolean"},
    "consent": lambda one: {"const": True} if one.required else {"type": "boolean"},
    "calculated": lambda one: {"type": ["string", "boolean"]},
    "point": _point,
    "polygon": _polygon,
    "file": _file,
}


def _certain(condition: Condition, fields: Mapping[str, Field]) -> Schema | None:
    """Return a test that holds just when a condition surely holds, nothing if none can say it."""
    return None if condition.tree is None else _test(condition.tree, fields, holds=True)


def _test(tree: Tree, fields: Mapping[str, Field], *, holds: bool) -> Schema | None:
    """Return the test that a condition surely holds, or surely does not."""
    sign = tree[0]
    if sign == "not":
        return _test(tree[1], fields, holds=not holds)
    if sign in ("and", "or"):
        parts = [_test(part, fields, holds=holds) for part in tree[1:]]
        if any(part is None for part in parts):
            return None
        return {"allOf" if (sign == "and") == holds else "anyOf": parts}
    return _leaf(tree, fields.get(tree[1]), holds=holds)


def _leaf(tree: Tree, one: Field | None, *, holds: bool) -> Schema | None:
    sign, key = tree[0], tree[1]
    if one is None or sign in ("<", "<=", ">", ">="):
        return None
    if sign == "is":
        return _has(key, {"const": holds}) if one.type in ("yes_no", "consent") else None
    if sign == "has":
        if one.type != "choices" or not isinstance(tree[2], str):
            return None
        inside: Schema = {"contains": {"const": tree[2]}}
        return _has(key, inside if holds else {"not": inside})
    words = tree[2] if sign == "in" else [tree[2]]
    kept = [_kept(word, one) for word in words]
    if any(value is _UNSAYABLE for value in kept):
        return None
    found = _any_of(key, kept)
    return found if (sign != "!=") == holds else {"not": found}


class _Unsayable:
    """A fixed value that cannot be told among the kept answers of its field."""


_UNSAYABLE = _Unsayable()
EXACT = frozenset({"choice", "afm", "amka", "iban", "rf", "postcode", "phone", "plate", "email"})


def _kept(word: Any, one: Field) -> Any:
    """Return a fixed value as the answer it is compared with is kept."""
    if word is None or word == "":
        return None
    if isinstance(word, bool):
        return word if one.type in ("yes_no", "consent") else _UNSAYABLE
    if isinstance(word, str) and one.type in EXACT:
        # Texts that look like decimal numbers are compared as such, 1.0 with 1.
        numbers = word.replace(".", "").isdigit() and any("." in v for v in [word, *one.values])
        return _UNSAYABLE if numbers else word
    return _UNSAYABLE


def _any_of(key: str, values: list[Any]) -> Schema:
    present = [value for value in values if value is not None]
    tests: list[Schema] = []
    if present:
        tests.append(_has(key, {"enum": present}))
    if None in values:
        tests.append({"not": {"required": [key]}})
    return tests[0] if len(tests) == 1 else {"anyOf": tests}


def _has(key: str, test: Schema) -> Schema:
    return {"required": [key], "properties": {key: test}}
