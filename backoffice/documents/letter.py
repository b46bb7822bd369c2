"""From a draft to what is printed: plain values first, which stay as issued, then the PDF."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.dates import athens_day
from backoffice.kernel.town import letterhead
from theme import pdf as documents
from theme.formatting import day, euro

from .models import Draft, Entry, Signature
from .rules import letters
from .rules.names import safe_name
from .words import Role

# Official documents are Greek, whatever language the screen speaks.
LANGUAGE = "el"
COSIGNED = (Signature.Kind.COSIGN, Signature.Kind.DISSENT)


def values(draft: Draft, on: datetime) -> dict[str, str]:
    """Return what the fields of a text stand for."""
    answered = draft.answers
    first = draft.addressees.filter(role=Role.ACTION).first()
    known = {
        "recipient": first.name if first else "",
        "address": first.address if first else "",
        "unit": draft.department.name_el,
        "drafter": str(draft.drafter),
        "amount": euro(draft.amount) if draft.amount is not None else "",
        "today": day(athens_day(on)),
    }
    if answered:
        known |= {
            "applicant": answered.sender_name,
            "incoming_number": answered.label,
            "incoming_date": day(athens_day(answered.registered_at)),
            "incoming_subject": answered.subject,
            "due_on": day(answered.due_on) if answered.due_on else "",
        }
    return known


def subject(draft: Draft) -> str:
    """Return the subject of a draft with its fields filled in."""
    assert draft.current is not None
    return letters.filled(draft.current.subject, values(draft, draft.created_at))[:500]


def content(draft: Draft, entry: Entry | None, at: datetime) -> dict[str, Any]:
    """Return everything that is printed, as plain values written for the reader."""
    assert draft.current is not None
    with override(LANGUAGE):
        known = values(draft, at)
        rows = list(draft.addressees.all())
        made = {
            "language": LANGUAGE,
            "town": dict(letterhead(LANGUAGE)),
            "department": draft.department.name_el,
            "subject": letters.filled(draft.current.subject, known),
            "date": day(athens_day(at)),
            "to": _names(rows, Role.ACTION),
            "copies": _names(rows, Role.NOTIFICATION),
            "inside": _names(rows, Role.INSIDE),
            "blocks": letters.blocks(draft.current.body, known),
            "signer": _final_lines(draft),
            "cosigners": _cosigners(draft),
        }
        if entry is not None:
            made["number"] = entry.label
        if draft.answers:
            made["relates"] = f"{known['incoming_number']} / {known['incoming_date']}"
        if draft.repeats is not None:
            made["repetition"] = _("CORRECT REPETITION %(day)s: %(change)s") % {
                "day": day(athens_day(at)),
                "change": draft.change_note,
            }
            first = draft.repeats.issue
            made["date"] = day(athens_day(first.issued_at))
    return made


def _names(rows: Iterable[Any], role: str) -> list[str]:
    return [f"{row.name}\n{row.address}".strip() for row in rows if row.role == role]


def _final_lines(draft: Draft) -> list[str]:
    final = draft.signatures.filter(kind=Signature.Kind.FINAL).first()
    return list(final.printed) if final else []


def _cosigners(draft: Draft) -> list[str]:
    rows = draft.signatures.filter(round=draft.round, kind__in=COSIGNED).order_by("position")
    lines = []
    for row in rows:
        line = f"{row.position}. {', '.join(row.printed)}, {day(athens_day(row.at))}"
        if row.kind == Signature.Kind.DISSENT:
            line += " – " + _("with a differing opinion")
        lines.append(line)
    return lines


def pdf(printed: dict[str, Any]) -> bytes:
    """Return the document as PDF/A."""
    return documents.render("office", printed)


def preview(draft: Draft, at: datetime) -> bytes:
    """Return how a draft would look if it were issued now, without a number."""
    return pdf(content(draft, draft.entry, at))


def file_name(label: str) -> str:
    """Return the name of the sealed file."""
    return safe_name(f"{label.replace('/', '-')}.pdf")
