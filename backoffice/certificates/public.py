"""What anybody who holds a certificate may check."""

from django.utils import timezone
from django.utils.translation import gettext as _

from backoffice.documents.proofs import Proof
from backoffice.kernel.dates import athens_day
from theme.formatting import day

from .models import Certificate
from .services import kind_of


def proof_of(code: str) -> Proof | None:
    """Return what a verification code proves; nothing if it is none of ours."""
    related = ("entry", "file", "replaced_by__entry")
    found = Certificate.objects.select_related(*related).filter(verification=code).first()
    if found is None:
        return None
    facts = []
    if found.valid_until:
        facts.append((_("Valid until"), day(found.valid_until)))
    if found.revoked_at:
        facts.append((_("Revoked on"), day(athens_day(found.revoked_at))))
    if found.doubted_at:
        facts.append((_("Examined anew since"), day(athens_day(found.doubted_at))))
    later = successor_of(found)
    if later is not None:
        facts.append(
            (
                _("Replaced by"),
                _("number %(number)s of %(day)s")
                % {"number": later.entry.label, "day": day(later.on)},
            )
        )
    return Proof(
        str(kind_of(found.kind).name),
        found.entry.label,
        found.on,
        state_of(found),
        tuple(facts),
        found.sealed_by,
        found.file.sha256 if found.file else "",
    )


def state_of(certificate: Certificate) -> str:
    """Return `valid`, `in_review`, `expired`, `cancelled` or `replaced`, as of today."""
    if certificate.revoked_at is not None:
        return "cancelled" if successor_of(certificate) is None else "replaced"
    until = certificate.valid_until
    if until and until < athens_day(timezone.now()):
        return "expired"
    return "valid" if certificate.doubted_at is None else "in_review"


def successor_of(certificate: Certificate) -> Certificate | None:
    """Return the certificate that took its place, if one did."""
    return getattr(certificate, "replaced_by", None)
