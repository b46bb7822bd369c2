"""What the register prints: the receipt that the law gives the applicant, and a label."""

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.town import letterhead
from theme import pdf, qr
from theme.formatting import day, instant

from .models import Entry


def receipt(entry: Entry, language: str = "el") -> bytes:
    """Return the receipt of an entry as PDF: who registered, what, when, under which number.

    It carries the public subject alone; a receipt may lie open on a desk (ν. 4727/2020).
    """
    with override(language):
        facts = [
            (_("Protocol number"), entry.label),
            (_("Registered at"), instant(entry.registered_at)),
            (_("Book"), str(entry.book)),
            (_("Direction"), entry.get_direction_display()),
            (_("Channel"), entry.get_channel_display()),
            (_("Subject"), entry.subject_public or _("as on the document")),
            (_("Sender"), entry.sender_name),
            (_("Number of the sender"), entry.sender_number),
            (_("Date of the document"), day(entry.document_date) if entry.document_date else ""),
            (_("Competent unit"), str(entry.department)),
            (_("Files"), str(entry.attachments.count())),
            (_("Answer expected until"), day(entry.due_on) if entry.due_on else ""),
        ]
        return pdf.render(
            "letterhead",
            {
                "title": _("Receipt of registration"),
                "language": language,
                "town": letterhead(language),
                "date": instant(entry.registered_at),
                "code": entry.code,
                "qr_svg": qr.picture(spoken(entry)),
                "paragraphs": [
                    _(
                        "The time of registration is the time of receipt. Name the protocol number"
                        " and its year whenever you ask about the document."
                    )
                ],
                "facts": [[name, value] for name, value in facts if value],
            },
        )


def spoken(entry: Entry) -> str:
    """Return what the QR code says: enough to find the entry, nothing about its content."""
    return f"{entry.label} | {instant(entry.registered_at)} | {entry.code}"


def label_svg(entry: Entry) -> str:
    """Return the QR code of the label that is stuck on the paper."""
    return segno.make(spoken(entry), error="m").svg_inline(border=1, omitsize=True)
