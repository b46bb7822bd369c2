"""For how many days a certificate may be used: the town's terms by day, else the kind's."""

from datetime import date, datetime

from django.db import transaction

from backoffice.audit.services import record
from backoffice.certificates.kinds import Kind, kind_of
from backoffice.certificates.models import Terms
from backoffice.identity.models import User


def valid_days(kind: Kind, on: date) -> int | None:
    """Return for how many days a certificate may be used: the town's terms, else the kind's."""
    found = Terms.objects.filter(kind=kind.code, valid_from__lte=on).order_by("-valid_from").first()
    return found.valid_days if found else kind.valid_days


@transaction.atomic
def set_terms(
    *,
    kind: str,
    valid_days: int | None,
    valid_from: date,
    decision: str,
    actor: User,
    at: datetime,
) -> Terms:
    """Set for how many days certificates of a kind may be used, from a day on.

    :raises UnknownKind: if the town gives none of this kind
    """
    kind_of(kind)
    terms, _new = Terms.objects.get_or_create(
        kind=kind,
        valid_from=valid_from,
        defaults={"valid_days": valid_days, "decision": decision},
    )
    record(
        "certificates.terms.set",
        terms,
        actor=actor,
        at=at,
        after={"kind": kind, "valid_days": valid_days, "valid_from": valid_from},
        note=decision,
    )
    return terms
