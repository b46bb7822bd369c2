"""An application entered once for its key, and found again under it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates.errors import KeyUsedOtherwise
from backoffice.certificates.models import Application, Certificate
from backoffice.identity.models import User


def enter_application(
    *,
    kind: str,
    party_id: int,
    key: str,
    purpose: str,
    actor: User | None,
    at: datetime,
    replaces: Certificate | None = None,
    replaces_why: str = "",
) -> Application:
    """Enter an application inside the caller's transaction; the same key gives the same one.

    :param replaces: the certificate whose place the new one takes, and why
    """
    made = asked(
        Application(
            key=key,
            kind=kind,
            party_id=party_id,
            purpose=purpose.strip()[:200],
            made_by=actor,
            made_at=at,
            tried_at=at,
            replaces=replaces,
            replaces_why=replaces_why.strip()[:400],
        )
    )
    if made.made_at == at:
        after = {"kind": kind, "purpose": purpose}
        record(
            "certificates.application.made",
            made,
            actor=actor,
            at=at,
            on_behalf_of=party_id,
            after=after,
        )
    return made


def asked(wanted: Application) -> Application:
    """Enter a wanted application, or return the one under its key.

    :raises KeyUsedOtherwise: if the key stands for another question
    """
    made = _entered(wanted)
    if _question(made) != _question(wanted):
        raise KeyUsedOtherwise(
            _("This form asked for another certificate already. Start again from the list.")
        )
    return made


def _question(made: Application) -> tuple[str, int, int | None]:
    return made.kind, made.party_id, made.replaces_id


def _entered(made: Application) -> Application:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Application.objects.get(key=made.key)
    return made


def locked(application_id: int) -> Application:
    """Return an application, locked against others who look at it."""
    return Application.objects.select_for_update(no_key=True).get(pk=application_id)
