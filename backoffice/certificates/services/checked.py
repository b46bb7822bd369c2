"""Certificates of facts that an office checked: no form of facts, but the registers are asked."""

from datetime import date, datetime

from django.db import transaction

from backoffice.certificates.errors import StandsAgainst
from backoffice.certificates.kinds import Finding, Kind, kind_of
from backoffice.certificates.models import Application, Certificate
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from .entering import asked, locked
from .issuing import issue


@transaction.atomic
def issue_checked(
    *,
    kind: str,
    party_id: int,
    finding: Finding,
    key: str,
    actor: User,
    at: datetime,
    purpose: str = "",
) -> Certificate:
    """Issue a certificate of facts that an office checked, once for its key.

    :param finding: what is certified, written for the reader, without grounds against it
    :param key: what it follows from, such as an application; again it is the same certificate
    :raises UnknownKind: if the town gives none of this kind
    :raises KeyUsedOtherwise: if the key stands for another question
    :raises StandsAgainst: if the registers know a ground against it
    """
    owner = kind_of(kind)
    made = asked(
        Application(
            key=key,
            kind=kind,
            party_id=party_id,
            purpose=purpose.strip()[:200],
            made_by=actor,
            made_at=at,
            tried_at=at,
        )
    )
    held = Certificate.objects.filter(application=locked(made.pk)).first()
    if held is None:
        _check_grounds(owner, party_id, athens_day(at))
    return held or issue(made, owner, finding, at)


def _check_grounds(kind: Kind, party_id: int, on: date) -> None:
    kind.hold(party_id, on)
    grounds = kind.grounds(party_id, on)
    if grounds:
        words = (f"{g.text}: {g.amount}. {g.mend}" for g in grounds)
        raise StandsAgainst(" ".join(words))
