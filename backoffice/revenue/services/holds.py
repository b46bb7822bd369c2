"""What stands on charges: placed by another module's act, lifted by it, or made void."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.money import ZERO
from backoffice.revenue.models import Charge, Hold
from backoffice.revenue.states import ChargeState, HoldKind

from .errors import HoldRefused, NothingChosen, ReasonMissing, UnknownCharge, UnknownHold

OPEN_ONLY = frozenset({HoldKind.ARRANGED, HoldKind.SUSPENDED})


@transaction.atomic
def place_hold(
    *,
    charge_ids: Collection[int],
    kind: str,
    source: Source,
    first: date,
    reason: str,
    actor: User | None,
    at: datetime,
    waived: Mapping[int, Decimal] | None = None,
) -> list[Hold]:
    """Let an arrangement, a suspension or a dispute stand on charges from a day on.

    An arrangement stops their surcharge from that day; nothing else does (ν.4978/2022 άρθρο 6 §5).
    The same source and kind again returns what stands already.

    :param kind: `arranged`, `suspended` or `disputed`
    :param source: what it came from; the same names it when it is lifted
    :param waived: by charge, the surcharge in euros that an arrangement waives unless it is void
    :raises NothingChosen: if no charge is named
    :raises UnknownCharge: if one of them does not exist
    :raises ReasonMissing: if no reason is given
    :raises HoldRefused: if a charge is not open, or another source holds it already
    """
    _check_reason(reason)
    ids = sorted(set(charge_ids))
    known = list(_of_source(source).filter(kind=kind, last=None, voided_at=None))
    if known and sorted(hold.charge_id for hold in known) == ids:
        return known
    _check_charges(ids, HoldKind(kind))
    try:
        with transaction.atomic():
            holds = Hold.objects.bulk_create(
                Hold(
                    charge_id=charge_id,
                    kind=kind,
                    source_kind=source.kind,
                    source_id=source.id,
                    first=first,
                    reason=reason[:400],
                    waived=(waived or {}).get(charge_id, ZERO),
                    placed_at=at,
                    placed_by=actor,
                )
                for charge_id in ids
            )
    except IntegrityError as error:
        raise HoldRefused(
            _("One of these debts is held already for the same cause. Lift that hold first.")
        ) from error
    after = {"source": str(source), "first": first, "charges": ids}
    record("revenue.hold.placed", holds[0], actor=actor, at=at, after=after, note=reason)
    return holds


def _check_charges(ids: list[int], kind: HoldKind) -> None:
    if not ids:
        raise NothingChosen(_("Choose at least one debt, and each debt once."))
    # The lock orders it with payments: what they fixed as surcharge, they fixed before or after.
    locked = Charge.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    states = dict(locked.values_list("pk", "state"))
    if len(states) != len(ids):
        raise UnknownCharge(_("There is no such debt. Go back to your debts and choose again."))
    refused = {ChargeState.CANCELLED}
    if kind in OPEN_ONLY:
        refused.add(ChargeState.SETTLED)
    if refused & {ChargeState(state) for state in states.values()}:
        raise HoldRefused(_("One of these debts is settled or cancelled. Leave it out."))


@transaction.atomic
def lift_hold(
    *, source: Source, last: date, reason: str, actor: User | None, at: datetime
) -> list[Hold]:
    """End what a source lets stand on charges; until the last day it counts as it stood.

    Lifted already, it changes nothing.

    :raises UnknownHold: if the source lets nothing stand
    :raises ReasonMissing: if no reason is given
    :raises HoldRefused: if the last day lies before the first
    """
    _check_reason(reason)
    holds = _locked(source)
    live = [hold for hold in holds if hold.last is None]
    if not live:
        return holds
    if any(last < hold.first for hold in live):
        raise HoldRefused(
            _("The last day lies before the first. Choose a later day, or make the hold void.")
        )
    facts = {"last": last, "lift_reason": reason[:400], "lifted_at": at, "lifted_by": actor}
    return _change(live, "revenue.hold.lifted", facts, reason, actor, at)


@transaction.atomic
def void_hold(*, source: Source, reason: str, actor: User | None, at: datetime) -> list[Hold]:
    """Undo what a source let stand on charges, as if it had never stood: surcharges grow again.

    :raises UnknownHold: if the source lets nothing stand
    :raises ReasonMissing: if no reason is given
    """
    _check_reason(reason)
    facts = {"void_reason": reason[:400], "voided_at": at, "voided_by": actor}
    return _change(_locked(source), "revenue.hold.voided", facts, reason, actor, at)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))


def _of_source(source: Source) -> QuerySet[Hold]:
    return Hold.objects.filter(source_kind=source.kind, source_id=source.id).order_by("charge_id")


def _locked(source: Source) -> list[Hold]:
    """Lock the charges of a source's holds, then read the holds that are not void."""
    ids = list(_of_source(source).values_list("charge_id", flat=True))
    list(Charge.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    holds = list(_of_source(source).filter(voided_at=None))
    if not holds:
        raise UnknownHold(_("Nothing stands on the debts from this act any more."))
    return holds


def _change(
    holds: list[Hold],
    verb: str,
    facts: dict[str, object],
    reason: str,
    actor: User | None,
    at: datetime,
) -> list[Hold]:
    for hold in holds:
        for name, value in facts.items():
            setattr(hold, name, value)
    Hold.objects.filter(pk__in=[hold.pk for hold in holds]).update(**facts)
    after = {"charges": [hold.charge_id for hold in holds], "last": facts.get("last")}
    record(verb, holds[0], actor=actor, at=at, after=after, note=reason)
    return holds
