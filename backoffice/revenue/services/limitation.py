"""What lets the time to collect a debt begin once more."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.revenue.models import Charge, LimitationEvent

from .errors import NothingChosen, ReasonMissing, TooEarly, UnknownCharge


@transaction.atomic
def interrupt_limitation(
    *,
    charge_ids: Collection[int],
    kind: str,
    on: date,
    reference: str,
    source: Source,
    actor: User | None,
    at: datetime,
) -> list[LimitationEvent]:
    """Record an event that extends the time to collect debts; the same source again adds nothing.

    Legal sources: ΚΔΚ άρθρο 166Α, ν.4270/2014 άρθρο 138 §1.

    :param kind: a `LimitationEventKind`
    :param on: the day it happened, such as the day of service
    :param reference: the document that proves it, with its number
    :raises NothingChosen: if no charge is named
    :raises UnknownCharge: if one of them does not exist
    :raises ReasonMissing: if no document is named
    :raises TooEarly: if the day has not come yet
    """
    if not reference.strip():
        raise ReasonMissing(_("Name the document that proves it."))
    if on > athens_day(at):
        raise TooEarly(_("That day has not come yet. Record what happened, not what is planned."))
    ids = sorted(set(charge_ids))
    if not ids:
        raise NothingChosen(_("Choose at least one debt, and each debt once."))
    if Charge.objects.filter(pk__in=ids).count() != len(ids):
        raise UnknownCharge(_("There is no such debt. Go back to your debts and choose again."))
    LimitationEvent.objects.bulk_create(
        (
            LimitationEvent(
                charge_id=charge_id,
                kind=kind,
                on=on,
                reference=reference[:200],
                source_kind=source.kind,
                source_id=source.id,
                recorded_at=at,
                recorded_by=actor,
            )
            for charge_id in ids
        ),
        ignore_conflicts=True,
    )
    events = list(
        LimitationEvent.objects.filter(
            source_kind=source.kind, source_id=source.id, charge__in=ids
        ).order_by("charge_id")
    )
    if any(event.recorded_at == at for event in events):
        after = {"kind": kind, "on": on, "charges": ids, "source": str(source)}
        record("revenue.limitation.interrupted", events[0], actor=actor, at=at, after=after)
    return events
