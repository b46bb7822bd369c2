"""One answer of each kind: read as a person or a program writes it, kept in one way.

Every reader returns a plain JSON value and gives it back unchanged when it meets it again. Rules
of numbers and codes: citizens.md §8.2.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import iso11649
from stdnum.gr import amka, vat

from backoffice.kernel.money import cents

from . import places
from .fields import Field, Member
from .figures import decimal_of, plain, shown_number
from .settings import HOUR
from .wrong import Wrong, WrongParts

BREAKS = re.compile(r"\r\n?")
BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f]+")
# Control characters, halves of characters, and marks that turn the direction of the text around.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SEPARATORS = re.compile(r"[\s.\-/()]+")
PHONE = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
GREEK_PHONE = re.compile(r"(?:2\d|69)\d{8}", re.ASCII)
ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", re.ASCII)
POSTCODE = re.compile(r"[1-8]\d{4}", re.ASCII)
PLATE = re.compile(r"[A-Z0-9]{3,10}", re.ASCII)
COMMON_PLATE = re.compile(r"[ABEZHIKMNOPTYX]{3}\d{4}", re.ASCII)
KAD = re.compile(r"\d{2}(?:\.\d{2}){0,3}", re.ASCII)
# Greek capitals that look like Latin ones; plates have no others.
LOOK_ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
FIRST_YEAR, LAST_YEAR = 1850, 2200
WORDS_OF_YES = {"true": True, "yes": True, "false": False, "no": False}
LONGEST_CODE = 60
FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def read_text(raw: Any, least: int, most: int, *, lines: bool = False) -> str:
    """Return a text without what cannot be seen, stored or printed."""
    if not isinstance(raw, str):
        raise Wrong(_("Write a text."))
    if len(raw) > most * 2 + 100:
        raise Wrong(_too_long(len(raw), most))
    text = unicodedata.normalize("NFC", BREAKS.sub("\n", raw))
    text = text.strip() if lines else BLANKS.sub(" ", text.replace("\n", " ")).strip()
    if UNPRINTABLE.search(text):
        raise Wrong(_("The text holds characters that cannot be printed. Type it again."))
    if len(text) > most:
        raise Wrong(_too_long(len(text), most))
    if text and len(text) < least:
        raise Wrong(_("Write at least %(min)d characters.") % {"min": least})
    return text


def _too_long(length: int, most: int) -> str:
    return _("Write at most %(max)d characters; these are %(count)d.") % {
        "max": most,
        "count": length,
    }


def _code(raw: Any) -> str:
    """Return a typed code; whole numbers of a program count as their digits."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw < 10**30:
        raw = str(raw)
    if not isinstance(raw, str) or len(raw) > LONGEST_CODE or "\x00" in raw:
        return ""
    return unicodedata.normalize("NFKC", raw).strip()


def _text(field: Field, raw: Any, today: date) -> str:
    text = read_text(raw, field.min_length, field.max_length or 200)
    if text and field.pattern and not _compiled(field.pattern).fullmatch(text):
        raise Wrong(
            _("This does not have the form asked for. Look at the hint above it.")
            if field.hint.el
            else _("This does not have the form asked for.")
        )
    return text


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _long_text(field: Field, raw: Any, today: date) -> str:
    return read_text(raw, field.min_length, field.max_length or 4000, lines=True)


def _number(field: Field | Member, raw: Any, today: date) -> str:
    value = decimal_of(raw)
    if value is None:
        raise Wrong(_("Write a number with figures, such as 12,5."))
    step = Decimal(1).scaleb(-field.decimals)
    if value % step != 0:
        raise Wrong(_too_fine(field.decimals))
    _within(field, value)
    return plain(value)


def _too_fine(decimals: int) -> str:
    if not decimals:
        return _("Write a whole number.")
    return _("Write at most %(count)d figures after the comma.") % {"count": decimals}


def _money(field: Field, raw: Any, today: date) -> str:
    value = decimal_of(raw)
    if value is None:
        raise Wrong(_("Write the amount with figures, such as 1.234,56."))
    try:
        amount = cents(value)
    except InvalidOperation:
        raise Wrong(_("Write a smaller amount.")) from None
    if amount != value:
        raise Wrong(_too_fine(2))
    if field.min is None and amount < 0:
        raise Wrong(_("Write an amount that is not below zero."))
    _within(field, amount)
    return str(abs(amount) if amount == 0 else amount)


def _within(field: Field | Member, value: Decimal) -> None:
    low, high = field.min, field.max
    if low is not None and value < low:
        raise Wrong(_("Write %(least)s or more.") % {"least": shown_number(low)})
    if high is not None and value > high:
        raise Wrong(_("Write %(most)s or less.") % {"most": shown_number(high)})


def day_of(raw: Any) -> date | None:
    """Return a day written as 2026-01-31."""
    if isinstance(raw, str) and DAY.fullmatch(raw.strip()):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            return None
    return None


def _date(field: Field, raw: Any, today: date) -> str:
    day = day_of(raw)
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Wrong(_("Write a real date with figures, such as 21 11 2026."))
    first = field.min.on(today) if field.min else None
    last = field.max.on(today) if field.max else None
    if first and day < first:
        raise Wrong(_("Write %(day)s or a later day.") % {"day": f"{first:%d/%m/%Y}"})
    if last and day > last:
        raise Wrong(_("Write %(day)s or an earlier day.") % {"day": f"{last:%d/%m/%Y}"})
    return day.isoformat()


def _time(field: Field, raw: Any, today: date) -> str:
    text = _code(raw).replace(".", ":")
    text = f"0{text}" if len(text) == 4 else text
    if not HOUR.fullmatch(text):
        raise Wrong(_("Write the hour like 08:30."))
    if field.min and text < field.min:
        raise Wrong(_("Write %(hour)s or later.") % {"hour": field.min})
    if field.max and text > field.max:
        raise Wrong(_("Write %(hour)s or earlier.") % {"hour": field.max})
    return text


def _yes_no(field: Field, raw: Any, today: date) -> bool:
    value = WORDS_OF_YES.get(raw.strip().lower()) if isinstance(raw, str) else raw
    if not isinstance(value, bool):
        raise Wrong(_("Choose yes or no."))
    return value


def _consent(field: Field, raw: Any, today: date) -> bool:
    value = True if raw == "on" else _yes_no(field, raw, today)
    if not value and field.required:
        raise Wrong(_("Tick the box: without it the application cannot go on."))
    return value


def _choice(field: Field, raw: Any, today: date) -> str:
    if not isinstance(raw, str) or raw not in field.values:
        raise Wrong(_("Choose one of the answers."))
    return raw


def _choices(field: Field, raw: Any, today: date) -> list[str]:
    fits = isinstance(raw, list | tuple) and len(raw) <= len(field.options)
    if not fits or not all(isinstance(one, str) and one in field.values for one in raw):
        raise Wrong(_("Choose among the answers."))
    chosen = [option.value for option in field.options if option.value in raw]
    if field.min is not None and len(chosen) < field.min:
        raise Wrong(_("Choose at least %(min)s.") % {"min": plain(field.min)})
    if field.max is not None and len(chosen) > field.max:
        raise Wrong(_("Choose at most %(max)s.") % {"max": plain(field.max)})
    return chosen


def _afm(field: Field | Member, raw: Any, today: date) -> str:
    number = SEPARATORS.sub("", _code(raw)).upper().translate(LOOK_ALIKE)
    number = number.removeprefix("EL").removeprefix("EΛ").removeprefix("GR")
    fits = re.fullmatch(r"\d{9}", number, re.ASCII) and number != "000000000"
    if not fits or not vat.is_valid(number):
        raise Wrong(_("The AFM must have nine digits and a correct check digit. Look at it again."))
    return number


def _amka(field: Field, raw: Any, today: date) -> str:
    number = SEPARATORS.sub("", _code(raw))
    if not re.fullmatch(r"\d{11}", number, re.ASCII) or not amka.is_valid(number):
        raise Wrong(
            _("The AMKA has eleven digits and begins with the day of birth. Look at it again.")
        )
    return number


def _iban(field: Field, raw: Any, today: date) -> str:
    text = SEPARATORS.sub("", _code(raw)).upper()
    try:
        if not ACCOUNT.fullmatch(text):
            raise SchwiftyException
        return str(IBAN(text))
    except SchwiftyException:
        raise Wrong(
            _("This is not a valid IBAN. Greek ones begin with GR and have 27 characters.")
        ) from None


def _rf(field: Field, raw: Any, today: date) -> str:
    code = SEPARATORS.sub("", _code(raw)).upper()
    if not re.fullmatch(r"RF\d{2}[A-Z0-9]{1,21}", code, re.ASCII) or not iso11649.is_valid(code):
        raise Wrong(_("The payment code begins with RF. Copy it again, all its characters."))
    return code


def _postcode(field: Field | Member, raw: Any, today: date) -> str:
    code = SEPARATORS.sub("", _code(raw))
    if not POSTCODE.fullmatch(code):
        raise Wrong(_("The postcode has five digits, such as 70014."))
    return code


def _phone(field: Field, raw: Any, today: date) -> str:
    number = SEPARATORS.sub("", _code(raw))
    number = f"+{number[2:]}" if number.startswith("00") else number
    number = f"+30{number}" if GREEK_PHONE.fullmatch(number) else number
    greek = number.startswith("+30")
    if not PHONE.fullmatch(number) or (greek and not GREEK_PHONE.fullmatch(number[3:])):
        raise Wrong(_("Write ten digits, or + with the country's code for a number abroad."))
    return number


def _email(field: Field, raw: Any, today: date) -> str:
    text = raw.strip() if isinstance(raw, str) and len(raw) <= 300 else ""
    name, sign, domain = text.rpartition("@")
    try:
        validate_email(text)
        if len(text) > 254:
            raise ValidationError("")
    except ValidationError:
        raise Wrong(_("Write an e-mail address, such as maria@example.gr.")) from None
    return f"{name}{sign}{domain.lower() if domain.isascii() else domain}"


def _plate(field: Field, raw: Any, today: date) -> str:
    text = SEPARATORS.sub("", _code(raw)).upper().translate(LOOK_ALIKE)
    if not PLATE.fullmatch(text):
        raise Wrong(_("Write the letters and figures of the plate, such as ΗΡΑ 1234."))
    return text


def warning_of(field: Field, value: Any) -> str:
    """Return what to look at again, though it is not wrong; nothing if there is nothing."""
    if field.type == "plate" and not COMMON_PLATE.fullmatch(value):
        return _("Plates usually have three letters and four figures. Look at it again.")
    return ""


def _digits(length: range, message: Callable[[], str]) -> Callable[[Any, Any, date], str]:
    def read(field: Any, raw: Any, today: date) -> str:
        number = SEPARATORS.sub("", _code(raw))
        if not re.fullmatch(r"\d+", number, re.ASCII) or len(number) not in length:
            raise Wrong(message())
        return number

    return read


def _kad(field: Any, raw: Any, today: date) -> str:
    text = _code(raw)
    if re.fullmatch(r"(?:\d\d){1,4}", text, re.ASCII):
        text = ".".join(text[at : at + 2] for at in range(0, len(text), 2))
    if not KAD.fullmatch(text):
        raise Wrong(_("The activity code has two to eight digits, such as 56.10.11.03."))
    return text


def _boxed(member: Member, raw: Any, today: date) -> str:
    return read_text(raw, 0, member.max_length)


MEMBERS: Mapping[str, Callable[[Any, Any, date], Any]] = {
    "text": _boxed,
    "number": _number,
    "postcode": _postcode,
    "afm": _afm,
    "kad": _kad,
    "atak": _digits(range(11, 12), lambda: _("The ATAK has eleven digits.")),
    "kaek": _digits(range(12, 17), lambda: _("The code of the land register has twelve digits.")),
    "supply": _digits(range(8, 13), lambda: _("The electricity supply has nine digits.")),
}


def _composite(field: Field, raw: Any, today: date) -> dict[str, Any]:
    """Read an answer made of several boxes; each wrong one is told apart."""
    known = {member.key for member in field.members}
    if not isinstance(raw, Mapping) or len(raw) > 40 or not all(key in known for key in raw):
        raise Wrong(_("Fill in the boxes of this answer."))
    value: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for member in field.members:
        given = raw.get(member.key)
        if given is None or given == "" or (isinstance(given, str) and not given.strip()):
            if member.required:
                wrong[member.key] = missing_member(member)
            continue
        try:
            value[member.key] = MEMBERS[member.type](member, given, today)
        except Wrong as error:
            wrong[member.key] = str(error)
    if wrong:
        raise WrongParts(wrong)
    return value


def missing_member(member: Member) -> str:
    """Return what to write into an empty box that must not be empty."""
    return {
        "street": _("Write the street."),
        "postcode": _("Write the postcode."),
        "town": _("Write the town or village."),
        "afm": _("Write the AFM."),
        "name": _("Write the name."),
    }.get(member.key, _("Fill this in."))


def _file(field: Field, raw: Any, today: date) -> list[dict[str, str]]:
    if not isinstance(raw, list | tuple) or len(raw) > field.max_files:
        raise Wrong(_("Attach at most %(max)d files.") % {"max": field.max_files})
    made = []
    for one in raw:
        fits = isinstance(one, Mapping) and isinstance(one.get("id"), str)
        if not fits or not FILE_ID.fullmatch(one["id"]) or not isinstance(one.get("name"), str):
            raise Wrong(_("Attach the file again."))
        made.append({"id": one["id"], "name": read_text(one["name"], 0, 200)})
    if len({one["id"] for one in made}) < len(made):
        raise Wrong(_("The same file is attached twice. Take one out."))
    return made


READERS: Mapping[str, Callable[[Field, Any, date], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _money,
    "date": _date,
    "time": _time,
    "yes_no": _yes_no,
    "consent": _consent,
    "choice": _choice,
    "choices": _choices,
    "afm": _afm,
    "amka": _amka,
    "iban": _iban,
    "rf": _rf,
    "postcode": _postcode,
    "phone": _phone,
    "email": _email,
    "plate": _plate,
    "address": _composite,
    "property": _composite,
    "business": _composite,
    "point": places.read_point,
    "polygon": places.read_polygon,
    "file": _file,
}
