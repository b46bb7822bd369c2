"""What the settings of a field may say, kind by kind."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from .faults import Findings
from .fields import ACCEPTED, MAX_OPTIONS, MAX_ROWS, NO_WORDS, DayBound, Option, Words

KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
RESERVED = frozenset(
    {"and", "or", "not", "in", "true", "false", "null", "if", "then", "else", "facts", "today"}
)
RELATIVE = re.compile(r"today(?:([+-])(\d{1,5})([dmy]))?")
# One piece after another, no brackets within brackets: it cannot be made to run for ever.
PIECE = r"(?:\[\^?[^\[\]\\/]+\]|\\[d.\-/+()]|[\w ,:;'\-/])(?:\?|\+|\*|\{\d{1,3}(?:,\d{0,3})?\})?"
PATTERN = re.compile(rf"(?:{PIECE}){{1,40}}")
LOOSE = re.compile(r"[?+*]|\{\d+,\d*\}")
MAX_LOOSE = 4
LONGEST_PATTERNED = 60


class Reader:
    """Reads the settings of one field or page, noting those that cannot be."""

    def __init__(self, raw: Mapping[str, Any], path: str, found: Findings) -> None:
        self.raw = raw
        self.path = path
        self.found = found

    def wrong(self, name: str, message: str, mend: str) -> None:
        """Note a fault of one setting."""
        self.found.add(f"{self.path}.{name}", message, mend)

    def words(self, name: str, *, needed: bool = False, longest: int = 400) -> Words:
        """Read a text in two languages; a bare text counts as both."""
        raw = self.raw.get(name)
        if raw in (None, "") and not needed:
            return NO_WORDS
        if isinstance(raw, str):
            raw = {"el": raw}
        texts = [raw.get("el", ""), raw.get("en", "")] if isinstance(raw, Mapping) else [None]
        fits = all(isinstance(text, str) and len(text) <= longest for text in texts)
        extra = set(raw) - {"el", "en"} if isinstance(raw, Mapping) else set()
        if not fits or extra or not str(texts[0]).strip():
            self.wrong(
                name,
                _("This must be a text in Greek, and in English if there is one."),
                _('Write {"el": "…", "en": "…"}, each up to %(max)d characters.')
                % {"max": longest},
            )
            return NO_WORDS
        return Words(str(texts[0]).strip(), str(texts[1]).strip())

    def text(self, name: str, longest: int = 200) -> str:
        """Read a short text."""
        raw = self.raw.get(name)
        if raw is None:
            return ""
        if not isinstance(raw, str) or len(raw) > longest:
            self.wrong(name, _("This must be a text."), _("Write a short text, or leave it out."))
            return ""
        return raw.strip()

    def required(self) -> Any:
        """Read whether an answer must be given."""
        raw = self.raw.get("required", False)
        if raw is True or raw is False or raw == "recommended":
            return raw
        self.wrong(
            "required",
            _("“%(value)s” does not say whether an answer must be given.")
            % {"value": str(raw)[:40]},
            _("Write true, false or “recommended”."),
        )
        return False

    def whole(self, name: str, default: int, most: int, least: int = 0) -> int:
        """Read a whole number."""
        raw = self.raw.get(name, default)
        if raw is None:
            return default
        if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most:
            return raw
        self.wrong(
            name,
            _("“%(value)s” is out of bounds.") % {"value": str(raw)[:40]},
            _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most},
        )
        return default

    def bounds(self, read: Callable[[Any], Any], mend: str) -> dict[str, Any]:
        """Read the least and the most; the first may not be above the second."""
        made: dict[str, Any] = {}
        for name in ("min", "max"):
            raw = self.raw.get(name)
            if raw is None:
                continue
            made[name] = read(raw)
            if made[name] is None and isinstance(raw, str) and KEY.fullmatch(raw):
                made["bound_by"] = (*made.get("bound_by", ()), (name, raw))
            elif made[name] is None:
                self.wrong(name, _("“%(value)s” is no bound.") % {"value": str(raw)[:40]}, mend)
        low, high = made.get("min"), made.get("max")
        if low is not None and high is not None and _crossed(low, high):
            self.wrong("max", _("The most is below the least."), _("Turn the two around."))
        return made

    def options(self) -> tuple[Option, ...]:
        """Read the answers to choose from."""
        raw = self.raw.get("options")
        if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_OPTIONS:
            self.wrong(
                "options",
                _("There must be answers to choose from."),
                _("Give a list of values and labels, up to %(max)d.") % {"max": MAX_OPTIONS},
            )
            return ()
        made = tuple(self.option(one, f"options.{at}") for at, one in enumerate(raw))
        values = [option.value for option in made]
        if len(set(values)) < len(values):
            self.wrong("options", _("A value comes twice."), _("Give each its own value."))
        return made

    def option(self, raw: Any, name: str) -> Option:
        value = raw.get("value") if isinstance(raw, Mapping) else None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not VALUE.fullmatch(value) or set(raw) - OPTION:
            self.wrong(
                name,
                _("This is not an answer to choose."),
                _("Give a value of Latin letters and digits (in quotes) and a label."),
            )
            return Option("", NO_WORDS)
        inner = Reader(raw, f"{self.path}.{name}", self.found)
        return Option(value, inner.words("label", needed=True, longest=300))


OPTION = {"value", "label"}


def _crossed(low: Any, high: Any) -> bool:
    if isinstance(low, DayBound):
        return bool(low.fixed and high.fixed and low.fixed > high.fixed)
    return bool(low > high)


def decimal_of(raw: Any) -> Decimal | None:
    """Read a number of a document."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def day_bound_of(raw: Any) -> DayBound | None:
    """Read a day of a document: `2026-01-31`, `today`, `today+30d`, `today-18y`."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return DayBound(fixed=raw)
    if not isinstance(raw, str):
        return None
    found = RELATIVE.fullmatch(raw.replace(" ", ""))
    if found is None:
        try:
            return DayBound(fixed=date.fromisoformat(raw))
        except ValueError:
            return None
    sign, count, unit = found.groups()
    moved = int(f"{sign}{count}") if sign else 0
    if unit and abs(moved) * {"d": 1, "m": 31, "y": 366}[unit] > 80_000:
        return None
    return DayBound(
        years=moved if unit == "y" else 0,
        months=moved if unit == "m" else 0,
        days=moved if unit == "d" else 0,
    )


def hour_of(raw: Any) -> str | None:
    """Read an hour of a document: `08:30`."""
    return raw if isinstance(raw, str) and HOUR.fullmatch(raw) else None


def pattern_of(reader: Reader) -> str:
    """Read a pattern that a text must follow; only plain ones, which cannot run for ever."""
    text = reader.text("pattern").removeprefix("^").removesuffix("$")
    if not text:
        return ""
    try:
        fits = bool(PATTERN.fullmatch(text)) and len(LOOSE.findall(text)) <= MAX_LOOSE
        re.compile(text, re.ASCII)
    except (re.error, OverflowError):
        fits = False
    if not fits:
        reader.wrong(
            "pattern",
            _("This pattern is not one that can be used."),
            _("Use sets and counts without brackets around them, such as [A-Z]{2}\\d{6}."),
        )
        return ""
    return text


def _text(reader: Reader) -> dict[str, Any]:
    pattern = pattern_of(reader)
    longest = reader.whole("max_length", 200, 1000, 1)
    return {
        "pattern": pattern,
        "min_length": reader.whole("min_length", 0, 1000),
        "max_length": min(longest, LONGEST_PATTERNED) if pattern else longest,
        "autocomplete": reader.text("autocomplete", 40),
    }


def _long_text(reader: Reader) -> dict[str, Any]:
    return {
        "min_length": reader.whole("min_length", 0, 10_000),
        "max_length": reader.whole("max_length", 4000, 20_000, 1),
    }


def _unit(reader: Reader) -> Words:
    return reader.words("unit", longest=40)


def _numbers(reader: Reader) -> dict[str, Any]:
    return reader.bounds(decimal_of, _("Write a number."))


def _number(reader: Reader) -> dict[str, Any]:
    unit = _unit(reader)
    # What has no unit is counted, and nobody counts half a copy.
    usual = 2 if unit.el else 0
    return {**_numbers(reader), "unit": unit, "decimals": reader.whole("decimals", usual, 6)}


def _date(reader: Reader) -> dict[str, Any]:
    return {
        **reader.bounds(day_bound_of, _("Write 2026-01-31, today, today+30d or today-18y.")),
        "autocomplete": reader.text("autocomplete", 40),
    }


def _file(reader: Reader) -> dict[str, Any]:
    accept = reader.raw.get("accept", list(ACCEPTED[:2]))
    if not isinstance(accept, list) or not accept or set(map(str, accept)) - set(ACCEPTED):
        reader.wrong(
            "accept", _("This kind of file is not taken."), _("Use pdf, image and office.")
        )
        accept = []
    ex_officio = reader.raw.get("ex_officio", False)
    if not isinstance(ex_officio, bool):
        reader.wrong("ex_officio", _("This is yes or no."), _("Write true or false."))
    return {
        "accept": tuple(map(str, accept)),
        "max_mb": reader.whole("max_mb", 10, 50, 1),
        "max_files": reader.whole("max_files", 1, 20, 1),
        "ex_officio": ex_officio is True,
    }


def _group(reader: Reader) -> dict[str, Any]:
    most = reader.whole("max_rows", 20, MAX_ROWS, 1)
    least = reader.whole("min_rows", 0, MAX_ROWS)
    if least > most:
        reader.wrong("min_rows", _("The least is above the most."), _("Turn the two around."))
    return {"min_rows": least, "max_rows": most}


OF_KIND: Mapping[str, Callable[[Reader], dict[str, Any]]] = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _numbers,
    "date": _date,
    "time": lambda reader: reader.bounds(hour_of, _("Write an hour, such as 08:30.")),
    "choice": lambda reader: {"options": reader.options()},
    "choices": lambda reader: {"options": reader.options(), **_numbers(reader)},
    "polygon": _numbers,
    "file": _file,
    "group": _group,
    "calculated": lambda reader: {
        "unit": _unit(reader),
        "decimals": reader.whole("decimals", 2, 6),
    },
    "phone": lambda reader: {"autocomplete": reader.text("autocomplete", 40)},
    "email": lambda reader: {"autocomplete": reader.text("autocomplete", 40)},
}


def of_kind(kind: str, reader: Reader) -> dict[str, Any]:
    """Read the settings that one kind of field has beyond those of all."""
    own = OF_KIND.get(kind)
    return own(reader) if own else {}
