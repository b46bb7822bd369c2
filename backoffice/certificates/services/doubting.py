"""Certificates whose ground fell away: under examination until the town decides about each."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates.errors import NotInDoubt
from backoffice.certificates.models import Certificate
from backoffice.identity.models import User

from .revoking import check_second, check_why, held


@transaction.atomic
def doubt_certificate(
    *, certificate_id: int, why: str, actor: User | None, at: datetime
) -> Certificate:
    """Put a certificate under examination, as when the decision behind it is taken up again.

    It holds until the town decides (ν. 2690/1999 άρθρο 21: an act is recalled by an act), but
    whoever verifies it reads that it is examined. One that was revoked, and a cause that is
    known already, change nothing.

    :param why: the cause, for whoever judges it
    """
    certificate = held(certificate_id)
    known = certificate.doubted_why
    if certificate.revoked_at is not None or (why.strip() and why.strip() in known):
        return certificate
    check_why(why)
    certificate.doubted_at = certificate.doubted_at or at
    certificate.doubted_why = " · ".join(filter(None, [known, why.strip()]))[:400]
    certificate.save(update_fields=["doubted_at", "doubted_why"])
    record(
        "certificates.certificate.doubted",
        certificate,
        actor=actor,
        at=at,
        on_behalf_of=certificate.party_id,
        note=why.strip(),
    )
    return certificate


@transaction.atomic
def uphold_certificate(
    *, certificate_id: int, reason: str, actor: User, at: datetime
) -> Certificate:
    """Decide that a certificate under examination stands; the other decision is to revoke it.

    :raises WhyMissing: without a reason
    :raises NotInDoubt: if nobody examines it
    :raises SecondNeeded: if whoever issued it judges a kind that asks for two people
    """
    check_why(reason)
    certificate = held(certificate_id)
    if certificate.doubted_at is None:
        raise NotInDoubt(_("It was judged already. Reload the page to see how."))
    check_second(certificate, actor)
    certificate.doubted_at, certificate.doubted_why = None, ""
    certificate.save(update_fields=["doubted_at", "doubted_why"])
    record(
        "certificates.certificate.upheld",
        certificate,
        actor=actor,
        at=at,
        on_behalf_of=certificate.party_id,
        note=reason.strip(),
    )
    return certificate
