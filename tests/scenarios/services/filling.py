"""Answers that a person could give to any question of a form; all of them synthetic."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from backoffice.forms import answers
from tests.backoffice.documents.corpus import pdf

PLAIN: dict[str, Any] = {
    "text": "Δοκιμή",
    "long_text": "Συνθετικό κείμενο δοκιμής.",
    "number": "2",
    "money": "120.00",
    "date": "2026-06-01",
    "time": "20:00",
    "yes_no": True,
    "afm": "100000090",
    "amka": "01018000016",
    "iban": "GR1601101250000000012300695",
    "rf": "RF18539007547034",
    "postcode": "71202",
    "phone": "6912345678",
    "email": "citizen@example.org",
    "plate": "ΗΡΑ-1234",
    "point": {"lat": 35.339, "lon": 25.133},
    "polygon": [[25.133, 35.339], [25.134, 35.339], [25.134, 35.34], [25.133, 35.339]],
    "consent": True,
}


MEMBERS = {
    "afm": "100000090",
    "postcode": "71202",
    "street": "Ακτής",
    "number": "5",
    "town": "Μινώα Ακτή",
    "name": "Συνθετική Επιχείρηση",
    "kad": "56.10",
    "atak": "01234567890",
}


def value_of(field: Any) -> Any:
    """Return an answer to a question, as a program would send it."""
    if field.type == "choice":
        return field.options[0].value
    if field.type == "choices":
        return [field.options[0].value]
    if field.type == "group":
        return [{inner.key: value_of(inner) for inner in field.fields if inner.required}]
    if field.type == "number":
        return str(max(2, int(field.min or 0)))
    if hasattr(field, "members") and field.members:
        return {one.key: said for one in field.members if (said := MEMBERS.get(one.key))}
    return PLAIN.get(field.type)


def fill(form: Any, given: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[str]]:
    """Return answers to every question that must be answered, and the files that are asked for.

    :param given: answers that the story is about
    """
    said: dict[str, Any] = dict(given)
    files: list[str] = []
    for _round in range(6):
        checked = answers.check(form, said, today=today)
        missing = {path.split(".")[0] for path in checked.errors} - set(given)
        missing -= set(files)
        if not missing:
            break
        for key in missing:
            field = form.fields[key]
            if field.type == "file":
                files.append(key)
            else:
                said[key] = value_of(field)
    return said, files


def paper(name: str, accept: tuple[str, ...] = ("pdf",)) -> SimpleUploadedFile:
    """Return a small PDF, or a small picture where nothing else is taken."""
    if "pdf" in accept or not accept:
        return SimpleUploadedFile(f"{name}.pdf", pdf(text=name), "application/pdf")
    body = BytesIO()
    Image.new("RGB", (8, 8), "white").save(body, "PNG")
    return SimpleUploadedFile(f"{name}.png", body.getvalue(), "image/png")
