"""What staff call the kinds of fields and their settings."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Name, and when to use it.
KINDS: dict[str, tuple[Promise, Promise]] = {
    "text": (_("Short text"), _("A name, a number with letters, a few words.")),
    "long_text": (_("Long text"), _("A description in the citizen's own words.")),
    "number": (_("Number"), _("A count or a measure, with its unit.")),
    "money": (_("Amount in euros"), _("Euros and cents.")),
    "date": (_("Date"), _("A day; it may be bounded, also from the day of filling in.")),
    "time": (pgettext_lazy("forms", "Time"), _("An hour of the day.")),
    "yes_no": (_("Yes or no"), _("One question with two answers.")),
    "choice": (_("One of several"), _("One answer out of a list.")),
    "choices": (_("Several of several"), _("Any number of answers out of a list.")),
    "afm": (_("Tax number (AFM)"), _("Nine digits, checked.")),
    "amka": (_("Social security number (AMKA)"), _("Eleven digits, checked.")),
    "iban": (_("Bank account (IBAN)"), _("Checked by its control digits.")),
    "rf": (_("Payment code (RF)"), _("Checked by its control digits.")),
    "postcode": (_("Postcode"), _("Five digits.")),
    "phone": (_("Telephone"), _("Greek or foreign number.")),
    "email": (_("E-mail address"), _("One address.")),
    "plate": (_("Plate of a vehicle"), _("Three letters and four digits.")),
    "address": (_("Address"), _("Street, number, postcode, town.")),
    "point": (_("Point on the map"), _("A place, by map, address or coordinates.")),
    "polygon": (_("Area on the map"), _("The outline of an area; its size is reckoned.")),
    "property": (_("Property"), _("ATAK or KAEK, address, floor, square metres.")),
    "business": (_("Business"), _("Tax number, name, activity, address.")),
    "file": (_("File"), _("A document or photograph to attach.")),
    "group": (_("Repeated group"), _("The same fields for each of several persons or things.")),
    "calculated": (_("Calculated"), _("Worked out from other answers by a formula.")),
    "consent": (_("Consent"), _("A declaration to accept, with its text.")),
    "note": (pgettext_lazy("forms", "Note"), _("A text between the fields; it asks nothing.")),
}

# Kinds as they are offered, most needed first.
SHELVES: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Text and numbers"), ("text", "long_text", "number", "money", "date", "time")),
    (_("Choices"), ("yes_no", "choice", "choices", "consent")),
    (_("Persons"), ("afm", "amka", "iban", "rf", "phone", "email", "plate", "business")),
    (pgettext_lazy("location", "Places"), ("address", "postcode", "point", "polygon", "property")),
    (pgettext_lazy("forms", "More"), ("file", "group", "calculated", "note")),
)

SETTINGS: dict[str, Promise] = {
    "key": _("key"),
    "type": _("kind"),
    "title": _("title"),
    "label": _("label"),
    "hint": _("hint"),
    "intro": _("introduction"),
    "text": pgettext_lazy("of a consent or note", "text"),
    "required": _("whether it must be answered"),
    "if": _("when it is asked"),
    "options": _("answers to choose from"),
    "min": _("least"),
    "max": _("most"),
    "min_length": _("fewest characters"),
    "max_length": _("most characters"),
    "pattern": _("pattern"),
    "decimals": _("decimals"),
    "unit": _("unit"),
    "prefill": _("filled in from"),
    "purpose": _("why it is asked"),
    "formula": _("formula"),
    "min_rows": _("fewest rows"),
    "max_rows": _("most rows"),
    "accept": _("kinds of files"),
    "max_mb": _("largest file"),
    "max_files": _("most files"),
    "ex_officio": _("sought by the town itself"),
    "autocomplete": _("filled in by the browser"),
    "without": _("left out of the part"),
    "as": _("word before the part's keys"),
    "mode": _("link or copy"),
}

REQUIRED: dict[object, Promise] = {
    True: _("must be answered"),
    False: _("may be left empty"),
    "recommended": _("recommended, not compulsory"),
}

STEPS: dict[str, Promise] = {
    "saved": _("Whole document saved"),
    "begun": _("Draft begun"),
    "page_added": _("Page added"),
    "page_changed": _("Page changed"),
    "page_removed": _("Page removed"),
    "page_moved": _("Page moved"),
    "field_added": _("Field added"),
    "field_changed": _("Field changed"),
    "field_removed": _("Field removed"),
    "field_moved": _("Field moved"),
    "field_doubled": _("Field doubled"),
    "part_linked": _("Shared part linked"),
    "part_copied": _("Shared part copied in"),
    "part_detached": _("Link turned into fields"),
    "part_made": _("Page turned into a shared part"),
}


def kind_name(kind: object) -> str:
    """Return what a kind of field is called; a kind nobody knows as it is written."""
    known = KINDS.get(str(kind))
    return str(known[0]) if known else str(kind)


def step_name(what: str) -> str:
    """Return what a step of a draft is called."""
    return str(STEPS.get(what, what))
