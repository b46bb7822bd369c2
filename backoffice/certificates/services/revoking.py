"""Certificates that hold no longer: revoked with a reason that whoever checks them is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates.errors import AlreadyRevoked, WhyMissing
from backoffice.certificates.models import Certificate
from backoffice.identity.models import User


@transaction.atomic
def revoke_certificate(
    *, certificate_id: int, reason: str, actor: User, at: datetime
) -> Certificate:
    """Revoke a certificate, for instance because a payment behind it was reversed.

    Whoever verifies its code is told so from now on; its number and file stay.

    :raises WhyMissing: without a reason
    :raises AlreadyRevoked: if it was revoked before
    """
    if not reason.strip():
        raise WhyMissing(_("State the reason; whoever checks the certificate sees it is revoked."))
    certificate = Certificate.objects.select_for_update(of=["self"], no_key=True).get(
        pk=certificate_id
    )
    if certificate.revoked_at is not None:
        raise AlreadyRevoked(_("It is revoked already. Reload the page to see when and why."))
    certificate.revoked_at, certificate.revoked_by = at, actor
    certificate.reason = reason.strip()[:400]
    certificate.save(update_fields=["revoked_at", "revoked_by", "reason"])
    record(
        "certificates.certificate.revoked",
        certificate,
        actor=actor,
        at=at,
        on_behalf_of=certificate.party_id,
        note=reason.strip(),
    )
    return certificate
