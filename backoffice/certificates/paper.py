"""From a finding to the printed certificate: plain values that stay as issued, then the PDF."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from backoffice.documents import sealing
from backoffice.documents.rules.names import safe_name
from backoffice.kernel.town import letterhead
from theme import pdf as documents
from theme.formatting import day

from .kinds import Finding, Kind
from .models import Certificate


def content(
    certificate: Certificate, kind: Kind, finding: Finding, party: Any, purpose: str
) -> dict[str, Any]:
    """Return everything that is printed, written for the reader, but the number."""
    facts = [(str(kind.holder or _("Name")), party.full_name), (_("AFM"), party.afm or "")]
    facts += list(finding.facts)
    if purpose:
        facts.append((_("For use"), purpose))
    until = certificate.valid_until
    facts.append((_("Valid until"), day(until) if until else _("it certifies its day of issue")))
    return {
        "language": "el",
        "town": letterhead("el"),
        "title": str(kind.name),
        "date": day(certificate.on),
        "code": certificate.code,
        "verification": sealing.spaced(certificate.verification),
        "address": f"{settings.SITE_URL}/verify/",
        "paragraphs": list(finding.paragraphs),
        "facts": [[name, value] for name, value in facts if value],
        "tables": [table.plain() for table in finding.tables],
        "legal": [str(kind.legal_basis), *finding.legal],
    }


def pdf(certificate: Certificate) -> bytes:
    """Return the certificate as PDF/A, tagged, before its seal."""
    return documents.render("certificate", _with_code(certificate))


def struck_pdf(certificate: Certificate, words: str) -> bytes:
    """Return what a certificate said with words across it, unsealed: it holds no longer."""
    return documents.render("certificate", _with_code(certificate) | {"watermark": words})


def _with_code(certificate: Certificate) -> dict[str, Any]:
    return {"qr": sealing.verify_url(certificate.verification), **certificate.content}


def file_name(certificate: Certificate) -> str:
    """Return the name under which the sealed file is kept and handed out."""
    return safe_name(f"{certificate.kind}-{certificate.entry.label}.pdf".replace("/", "-"))
