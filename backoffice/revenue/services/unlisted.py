"""Revenue outside lists (οίκοθεν έσοδα): certified when it is collected, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.revenue.models import Receipt

from .charges import raise_charge
from .counter import take_cash


@transaction.atomic
def collect_unlisted(
    *,
    kind: str,
    facts: Mapping[str, Any],
    debtor_id: int,
    source: Source,
    key: str,
    actor: User,
    at: datetime,
    purpose: str = "",
) -> Receipt:
    """Certify a charge and take its cash at once: both stand, or neither.

    :param facts: what the kind's assessor reads
    :param key: unique for this form; the same key again gives the same receipt
    :raises TakenAtTheDesk: if the town keeps cash desks, which take it then
    :raises DomainError: as `raise_charge` and `start_payment` do
    """
    today = athens_day(at)
    charge = raise_charge(
        kind=kind,
        facts=dict(facts),
        debtor_id=debtor_id,
        source=source,
        on=today,
        due_on=today,
        actor=actor,
        at=at,
        purpose=purpose,
    )
    return take_cash(items=[(charge.pk, None)], key=key, actor=actor, at=at)
