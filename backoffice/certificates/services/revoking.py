"""Certificates that hold no longer: revoked with a reason, or replaced by a corrected one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates.errors import (
    AlreadyRevoked,
    NotAtOnce,
    NotReplaceable,
    SecondNeeded,
    StandsAgainst,
    WhyMissing,
)
from backoffice.certificates.kinds import kind_of
from backoffice.certificates.models import Application, Certificate
from backoffice.identity.models import User

from .applying import look
from .entering import enter_application, locked
from .sealing import try_to_seal


@transaction.atomic
def revoke_certificate(
    *, certificate_id: int, reason: str, actor: User, at: datetime
) -> Certificate:
    """Revoke a certificate, for instance because a payment behind it was reversed.

    Whoever verifies its code is told so from now on; its number and file stay.

    :raises WhyMissing: without a reason
    :raises AlreadyRevoked: if it was revoked before
    :raises SecondNeeded: if whoever issued it revokes a kind that asks for two people
    """
    check_why(reason)
    certificate = held(certificate_id)
    if certificate.revoked_at is not None:
        raise AlreadyRevoked(_("It is revoked already. Reload the page to see when and why."))
    check_second(certificate, actor)
    end(certificate, reason.strip()[:400], actor, at)
    record(
        "certificates.certificate.revoked",
        certificate,
        actor=actor,
        at=at,
        on_behalf_of=certificate.party_id,
        note=reason.strip(),
    )
    return certificate


def end(certificate: Certificate, reason: str, actor: User | None, at: datetime) -> None:
    """Let a locked certificate hold no longer; a doubt about it is settled by that."""
    certificate.revoked_at, certificate.revoked_by, certificate.reason = at, actor, reason
    certificate.doubted_at, certificate.doubted_why = None, ""
    certificate.save(
        update_fields=["revoked_at", "revoked_by", "reason", "doubted_at", "doubted_why"]
    )


def check_why(reason: str) -> None:
    """Refuse to judge without a reason.

    :raises WhyMissing: if it is empty
    """
    if not reason.strip():
        raise WhyMissing(_("State the reason; whoever checks the certificate sees it is revoked."))


def held(certificate_id: int) -> Certificate:
    """Return a certificate, locked until the transaction ends."""
    rows = Certificate.objects.select_for_update(of=["self"], no_key=True)
    return rows.get(pk=certificate_id)


def check_second(certificate: Certificate, actor: User) -> None:
    """Refuse that whoever issued a certificate judges it, where the kind asks for two people.

    :raises SecondNeeded: to them
    """
    if not kind_of(certificate.kind).needs_second:
        return
    made = Application.objects.values_list("made_by", flat=True)
    if made.get(pk=certificate.application_id) == actor.pk:
        raise SecondNeeded(_("You issued it. A colleague looks at it and judges it."))


@transaction.atomic
def replace_at_once(
    *, certificate_id: int, reason: str, key: str, actor: User, at: datetime
) -> Application:
    """Put a new certificate of what the registers say now in the place of an earlier one.

    The earlier one is revoked in the same transaction and names the new one to whoever checks it.
    A kind whose facts are stated is replaced by stating them anew, see `stating.state_facts`.

    :raises WhyMissing: without a reason
    :raises NotAtOnce: if its facts have to be stated
    :raises NotReplaceable: if another took its place before
    :raises StandsAgainst: if it would not be given now: it can only be revoked
    """
    check_why(reason)
    old = held(certificate_id)
    owner = kind_of(old.kind)
    if not owner.is_of_registers:
        raise NotAtOnce(_("Its facts are stated anew; a second person issues the new one."))
    made = enter_application(
        kind=old.kind,
        party_id=old.party_id,
        key=key,
        purpose=Application.objects.get(pk=old.application_id).purpose,
        actor=actor,
        at=at,
        replaces=old,
        replaces_why=reason,
    )
    if Certificate.objects.filter(application=made).exists():
        return made
    check_replaceable(old)
    look(locked(made.pk), owner, at)
    made = Application.objects.get(pk=made.pk)
    if made.grounds:
        words = " ".join(ground["text"] for ground in made.grounds)
        raise StandsAgainst(
            _("It would not be given now, so it can only be revoked. %(grounds)s")
            % {"grounds": words}
        )
    return made


def replace_certificate(
    *, certificate_id: int, reason: str, key: str, actor: User, at: datetime
) -> Application:
    """Replace a certificate as `replace_at_once` does, and have the new one sealed at once."""
    made = replace_at_once(
        certificate_id=certificate_id, reason=reason, key=key, actor=actor, at=at
    )
    try_to_seal(made, at)
    return made


def check_replaceable(old: Certificate) -> None:
    """Refuse what was replaced before; a revoked one may still be replaced.

    :raises NotReplaceable: if another took its place
    """
    if Certificate.objects.filter(replaces=old).exists():
        raise NotReplaceable(
            _("Another certificate took its place already. Reload the page to see it.")
        )
