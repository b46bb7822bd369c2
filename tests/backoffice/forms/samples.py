"""One field of every kind, an answer that fits each, and answers that do not."""

from datetime import date
from typing import Any

TODAY = date(2026, 11, 22)
RING = [[25.13, 35.33], [25.131, 35.33], [25.131, 35.331], [25.13, 35.331], [25.13, 35.33]]
PLACE = {"street": "Αριάδνης", "number": "12", "postcode": "70014", "town": "Μινώα Ακτή"}


def words(el: str, en: str = "") -> dict[str, str]:
    return {"el": el, "en": en or el}


def field(kind: str, key: str = "", **settings: Any) -> dict[str, Any]:
    return {
        "key": key or f"a_{kind}",
        "type": kind,
        "label": words(f"Πεδίο {kind}", kind),
        **settings,
    }


def document(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"pages": [{"key": "all", "title": words("Όλα", "All"), "fields": list(fields)}]}


OPTIONS = [
    {"value": "one", "label": words("Ένα", "One")},
    {"value": "two", "label": words("Δύο", "Two")},
    {"value": "three", "label": words("Τρία", "Three")},
]

FIELDS: dict[str, dict[str, Any]] = {
    "text": field("text", max_length=40, hint=words("Με λίγα λόγια.", "In a few words.")),
    "long_text": field("long_text"),
    "number": field("number", min=0, max=5000, unit="m²"),
    "money": field("money"),
    "date": field("date", max="today"),
    "time": field("time", min="07:00"),
    "yes_no": field("yes_no"),
    "choice": field("choice", options=OPTIONS),
    "choices": field("choices", options=OPTIONS, max=2),
    "afm": field("afm", purpose=words("Για να σας βρούμε στο μητρώο.", "To find you.")),
    "amka": field("amka"),
    "iban": field("iban"),
    "rf": field("rf"),
    "postcode": field("postcode"),
    "phone": field("phone"),
    "email": field("email"),
    "plate": field("plate"),
    "address": field("address"),
    "point": field("point"),
    "polygon": field("polygon"),
    "property": field("property"),
    "business": field("business"),
    "file": field("file", max_files=2, max_mb=5, ex_officio=True),
    "group": field(
        "group",
        max_rows=3,
        fields=[
            field("text", "what", required=True),
            field("money", "amount"),
            field("yes_no", "used"),
            field("text", "where", required=True, **{"if": "used = true"}),
        ],
    ),
    "consent": field("consent", text=words("Τα στοιχεία είναι αληθή.", "All of it is true.")),
    "calculated": field("calculated", formula="sum(a_group.amount) + a_polygon.area * 2", unit="€"),
    "note": field("note", text=words("Διαβάστε το πρώτα.", "Read this first.")),
}

# What a person types or a program sends, and what is kept.
GOOD: list[tuple[str, Any, Any]] = [
    ("text", "  Δύο   λέξεις ", "Δύο λέξεις"),
    ("text", "Α" * 40, "Α" * 40),
    ("long_text", "Μία\r\nκαι δύο ", "Μία\nκαι δύο"),
    ("number", "12,5", "12.5"),
    ("number", "1.234,5", "1234.5"),
    ("number", 12, "12"),
    ("number", 0.1, "0.1"),
    ("money", "1.234,56 €", "1234.56"),
    ("money", "7", "7.00"),
    ("date", "2026-11-22", "2026-11-22"),
    ("time", "8:30", "08:30"),
    ("time", "23.59", "23:59"),
    ("yes_no", "no", False),
    ("yes_no", True, True),
    ("choice", "two", "two"),
    ("choices", ["three", "one"], ["one", "three"]),
    ("afm", "EL090000045", "090000045"),
    ("afm", "09000 0045", "090000045"),
    ("afm", "123456783", "123456783"),
    ("afm", "100000090", "100000090"),
    ("afm", "012312312", "012312312"),
    ("amka", "01018000016", "01018000016"),
    ("amka", "311299 01232", "31129901232"),
    ("iban", "GR16 0110 1250 0000 0001 2300 695", "GR1601101250000000012300695"),
    ("rf", "rf18 5390 0754 7034", "RF18539007547034"),
    ("rf", "RF462026000123", "RF462026000123"),
    ("postcode", "700 14", "70014"),
    ("postcode", 71202, "71202"),
    ("phone", "6912 345678", "+306912345678"),
    ("phone", "0030 2810 123456", "+302810123456"),
    ("phone", "+44 20 7946 0018", "+442079460018"),
    ("email", " Maria@Example.GR ", "Maria@example.gr"),
    ("plate", "ΗΡΑ-1234", "HPA1234"),
    ("plate", "hpa 1234", "HPA1234"),
    ("address", PLACE, PLACE),
    (
        "address",
        {**PLACE, "postcode": "700 14", "number": ""},
        {k: v for k, v in PLACE.items() if k != "number"},
    ),
    ("point", {"lat": "35.339", "lon": 25.133}, {"lat": 35.339, "lon": 25.133}),
    ("point", "35.339, 25.133", {"lat": 35.339, "lon": 25.133}),
    ("polygon", RING, RING),
    ("polygon", RING[:-1], RING),
    ("polygon", RING[::-1], RING),
    ("polygon", {"type": "Polygon", "coordinates": [RING]}, RING),
    (
        "property",
        {**PLACE, "atak": "01234567890", "area": "85,5"},
        {**PLACE, "atak": "01234567890", "area": "85.5"},
    ),
    (
        "business",
        {**PLACE, "afm": "090000045", "name": "Ταβέρνα", "kad": "561011"},
        {**PLACE, "afm": "090000045", "name": "Ταβέρνα", "kad": "56.10.11"},
    ),
    ("file", [{"id": "abc", "name": "α.pdf", "size": 3}], [{"id": "abc", "name": "α.pdf"}]),
    ("group", [{"what": "α", "amount": "3"}, {}], [{"what": "α", "amount": "3.00"}]),
    ("consent", "on", True),
]

BAD: list[tuple[str, Any]] = [
    ("text", "Α" * 41),
    ("text", 5),
    ("text", "a\x00b"),
    ("text", "a\u202eb"),
    ("text", "\ud800"),
    ("long_text", "α" * 5000),
    ("number", "δώδεκα"),
    ("number", "12.345"),
    ("number", -1),
    ("number", float("nan")),
    ("number", True),
    ("number", 10**40),
    ("money", "-5"),
    ("money", "1,234"),
    ("money", float("inf")),
    ("date", "2026-02-30"),
    ("date", "22/11/2026"),
    ("date", "2026-11-23"),
    ("date", "0001-01-01"),
    ("date", 5),
    ("time", "25:00"),
    ("time", "06:59"),
    ("yes_no", "maybe"),
    ("yes_no", 1),
    ("choice", "four"),
    ("choice", ["one"]),
    ("choices", ["one", "two", "three"]),
    ("choices", "one"),
    ("choices", [{}]),
    ("afm", "123456789"),
    ("afm", "000000000"),
    ("afm", "111111111"),
    ("afm", "100000002"),
    ("afm", "٠٩٠٠٠٠٠٤٥x"),
    ("amka", "01018000010"),
    ("amka", "31029900000"),
    ("amka", "31029912345"),
    ("iban", "GR1601101250000000012300696"),
    ("iban", "GR16"),
    ("iban", "ΓΡ1601101250000000012300695"),
    ("rf", "RF19539007547034"),
    ("rf", "539007547034"),
    ("postcode", "7001"),
    ("postcode", "90001"),
    ("phone", "12345"),
    ("phone", "+30 1234567890"),
    ("email", "maria"),
    ("email", "a@b"),
    ("plate", "!!"),
    ("address", {"street": "x"}),
    ("address", "Αριάδνης 12"),
    ("address", {**PLACE, "planet": "Γη"}),
    ("address", {**PLACE, "postcode": "1"}),
    ("point", {"lat": 25.133, "lon": 35.339}),
    ("point", {"lat": 48.8, "lon": 2.3}),
    ("point", {"lat": 35}),
    ("point", "κάπου"),
    ("polygon", RING[:2]),
    ("polygon", [RING[0], RING[2], RING[1], RING[3]]),
    ("polygon", [[25.13, 35.33]] * 5),
    ("polygon", [[25.13 + i / 1000, 35.33 + (i % 2) / 1000] for i in range(150)]),
    ("polygon", [["α", "β"]] * 4),
    ("property", {"atak": "12"}),
    ("business", {"afm": "1"}),
    ("file", [{"id": "../x", "name": "a"}]),
    ("file", [{"id": "a", "name": "a"}, {"id": "a", "name": "b"}]),
    ("file", [{"id": str(i), "name": "a"} for i in range(3)]),
    ("file", "a.pdf"),
    ("group", [{"what": "α"}] * 4),
    ("group", [{"amount": "3"}]),
    ("group", [{"what": "α", "used": True}]),
    ("group", "α"),
    ("group", ["α"]),
    ("group", [{"what": "α", "zz": 1}]),
    ("consent", "maybe"),
]

EVERYTHING = document(*FIELDS.values())
