"""Certificates of facts that an office checked: no form of facts, but the registers are asked."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.certificates.errors import StandsAgainst, StatementNeeded
from backoffice.certificates.kinds import Finding, Kind, kind_of
from backoffice.certificates.models import Application, Certificate
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from .entering import asked, locked
from .issuing import LANGUAGE, issue


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

    What registers know is certified as they say it, whatever the office wrote. An attested kind is
    not issued here: its facts are stated and checked, and its second person stands.

    :param finding: what is certified, written for the reader, without grounds against it
    :param key: what it follows from, such as an application; again it is the same certificate
    :raises UnknownKind: if the town gives none of this kind
    :raises KeyUsedOtherwise: if the key stands for another question
    :raises StandsAgainst: if the registers know a ground against it
    :raises StatementNeeded: if its facts have to be stated first
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
    if held is not None:
        return held
    if owner.is_attested:
        raise StatementNeeded(
            _("Its facts are stated first; where the kind asks, a second person issues it.")
        )
    return issue(made, owner, _found(owner, finding, party_id, athens_day(at)), at)


def _found(kind: Kind, finding: Finding, party_id: int, on: date) -> Finding:
    kind.hold(party_id, on)
    found = finding
    if kind.is_of_registers and kind.find is not None:
        with override(LANGUAGE):
            found = kind.find(party_id, on)
    grounds = [*found.grounds, *kind.grounds(party_id, on)]
    if grounds:
        words = (f"{g.text}: {g.amount}. {g.mend}" for g in grounds)
        raise StandsAgainst(" ".join(words))
    return found
