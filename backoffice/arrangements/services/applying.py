"""Applying: the debts are frozen and, where the treasury grants, the arrangement runs at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements import offers
from backoffice.arrangements.errors import NoSecondChance
from backoffice.arrangements.models import ArrangedDebt, Arrangement
from backoffice.arrangements.offers import Offer, Wish
from backoffice.arrangements.states import ArrangementState, Organ
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue

from .running import begin

SERIES = "arrangements:arrangement"
SOURCE = "arrangements.arrangement"


@transaction.atomic
def apply(
    *, wish: Wish, key: str, actor: User | None, at: datetime, agreed: Decimal | None = None
) -> Arrangement:
    """Put debts in an arrangement: their surcharge stops, their amounts are fixed.

    Up to the treasurer's limit it runs at once; above it awaits the organ's decision. The same key
    again returns what exists.
    Legal sources: ν.4152/2013 Α.2, ν.5143/2024 άρθρο 25, ΚΔΚ άρθρο 170.

    :param key: unique for this request, made by the form
    :param agreed: the total in euros that the debtor saw and agreed to
    :raises AlreadyArranged: if another arrangement took one of the debts
    :raises OfferChanged: if the total is not what was agreed to
    :raises DomainError: what `offers.offer` raises
    """
    known = Arrangement.objects.filter(key=key).first()
    if known is not None:
        return known
    made = _locked_offer(wish, at)
    offers.check_agreed(made, agreed)
    try:
        with transaction.atomic():
            arrangement = _file(made, key, actor, at)
    except IntegrityError as error:
        known = Arrangement.objects.filter(key=key).first()
        if known is not None:
            return known
        raise offers.taken() from error
    record(
        "arrangements.arrangement.applied",
        arrangement,
        actor=actor,
        at=at,
        on_behalf_of=wish.debtor_id,
        after={"capital": made.capital, "parts": wish.number, "organ": made.organ},
    )
    if made.organ == Organ.TREASURER:
        begin(arrangement, actor, at)
    return arrangement


def _locked_offer(wish: Wish, at: datetime) -> Offer:
    """Price what is asked once nobody can pay or arrange the same debts meanwhile."""
    on = athens_day(at)
    made = offers.offer(wish, on)
    ids = [row.debt.charge_id for row in made.debts]
    revenue.lock_charges(ids)
    return offers.offer(replace(wish, charge_ids=ids), on)


def _file(made: Offer, key: str, actor: User | None, at: datetime) -> Arrangement:
    on = athens_day(at)
    fields: dict[str, Any] = {
        "year": on.year,
        "number": next_number(SERIES, on.year),
        "key": key,
        "terms": made.terms,
        "debtor_id": made.wish.debtor_id,
        "group": made.wish.group,
        "parts": made.wish.number,
        "principal": made.principal,
        "surcharge": made.surcharge,
        "waived": made.waived,
        "capital": made.capital,
        "rate": made.rate,
        "organ": made.organ,
        "follows_id": made.wish.follows,
        "applied_on": on,
        "applied_at": at,
        "applied_by": actor,
        "state": ArrangementState.AWAITING,
    }
    arrangement = Arrangement.objects.create(**fields)
    ids = [row.debt.charge_id for row in made.debts]
    revenue.place_hold(
        charge_ids=ids,
        kind="arranged",
        source=Source(SOURCE, arrangement.code),
        # The day of the application still counts; what is arranged is what is owed on it.
        first=on + timedelta(days=1),
        reason=f"Ρύθμιση {arrangement}",
        waived={row.debt.charge_id: row.waived for row in made.debts},
        actor=actor,
        at=at,
    )
    _keep_debts(arrangement, made, ids)
    return arrangement


def _keep_debts(arrangement: Arrangement, made: Offer, ids: Sequence[int]) -> None:
    before = revenue_queries.credited_of(ids)
    ArrangedDebt.objects.bulk_create(
        ArrangedDebt(
            arrangement=arrangement,
            charge_id=row.debt.charge_id,
            position=position,
            principal=row.principal,
            surcharge=row.surcharge,
            waived=row.waived,
            rows_before=len(before.get(row.debt.charge_id, [])),
        )
        for position, row in enumerate(made.debts, 1)
    )


@transaction.atomic
def revive(
    *,
    arrangement_id: int,
    number: int,
    key: str,
    actor: User | None,
    at: datetime,
    agreed: Decimal | None = None,
) -> Arrangement:
    """Give a lost arrangement its second chance: a new one over what is left, once.

    The first instalments are paid together, and it bears more interest, as its terms say.
    Legal source: ν.4152/2013 Α.2 (ν.4646/2019).

    :param number: at most as many instalments as were left
    :raises NoSecondChance: if the terms know none, or it was used
    """
    Arrangement.objects.select_for_update(no_key=True).get(pk=arrangement_id)
    wish = offers.second_wish(arrangement_id, number)
    known = Arrangement.objects.filter(follows_id=arrangement_id).first()
    if known is not None and known.key != key:
        raise NoSecondChance(_("The second chance of this arrangement was used already."))
    return apply(wish=wish, key=key, actor=actor, at=at, agreed=agreed)
