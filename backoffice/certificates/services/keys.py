"""Keys of QR codes: entered when first used, and withdrawn where one fell into other hands."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates import codes
from backoffice.certificates.errors import AlreadyRevoked, UnknownKey, WhyMissing
from backoffice.certificates.models import Certificate, QrKey
from backoffice.identity.models import User


def signed_code(certificate: Certificate, party: Any, at: datetime) -> str:
    """Return what the QR code of a certificate holds, signed where the settings name a key.

    The public half is entered with the first certificate it signs, so that the paper can be
    checked when the town has long had another key.
    """
    key = codes.current_key()
    if key is None or not _may_sign(key, at):
        return codes.address(certificate.verification, "")
    replaced = certificate.replaces
    said = codes.claims(
        certificate,
        certificate.content,
        name=party.full_name,
        afm=party.afm or "",
        replaces=replaced.verification if replaced else "",
    )
    return codes.address(certificate.verification, key.sign(said))


def _may_sign(key: Any, at: datetime) -> bool:
    made, is_new = QrKey.objects.get_or_create(
        kid=key.kid, defaults={"jwk": key.public_jwk, "first_used_at": at}
    )
    if is_new:
        record("certificates.key.used", made, actor=None, at=at, after={"kid": key.kid})
    # Until the administrator sets another, codes lead to the page that asks us, as without a key.
    return made.withdrawn_at is None


@transaction.atomic
def withdraw_key(*, kid: str, reason: str, actor: User | None, at: datetime) -> QrKey:
    """Withdraw a key that somebody else may have; what it signed is no longer accepted offline.

    Its papers stay valid: whoever checks them asks at their address.

    :raises WhyMissing: without a reason
    :raises UnknownKey: if it never signed anything
    :raises AlreadyRevoked: if it was withdrawn before
    """
    if not reason.strip():
        raise WhyMissing(_("State why the key is withdrawn."))
    key = QrKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise UnknownKey(_("No key of this name signed anything."))
    if key.withdrawn_at is not None:
        raise AlreadyRevoked(_("The key was withdrawn already."))
    key.withdrawn_at, key.withdrawn_why = at, reason.strip()[:200]
    key.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record("certificates.key.withdrawn", key, actor=actor, at=at, note=reason.strip())
    return key
