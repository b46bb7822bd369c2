"""The demonstration's cash desk: a closed day with a difference, an open one; certificates."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from backoffice.certificates import queries as certificate_queries
from backoffice.certificates import services as certificates
from backoffice.identity.models import User
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.party.queries import party_by_afm
from backoffice.revenue import queries as revenue_queries
from backoffice.treasury import queries, services
from backoffice.treasury.rules import pieces_of
from backoffice.treasury.services import Count, Tendered

from .people import Person

PROOF = "demo-proof"
FLOAT = {"50.00": 1, "20.00": 1, "10.00": 2, "2.00": 5}


@transaction.atomic
def keep_desk(people: Sequence[Person], *, cashier: User, at: datetime) -> None:
    """Set up a desk and keep it yesterday and today; done once, again it changes nothing."""
    if queries.desks_are_kept():
        return
    yesterday = datetime.combine(athens_day(at) - timedelta(days=1), at.timetz()).replace(
        hour=9, minute=5, second=0, microsecond=0, tzinfo=ATHENS
    )
    desk = services.set_up_desk(
        code="t1",
        name_el="Ταμείο Δημαρχείου",
        name_en="Town hall cash desk",
        terminal="ΤΕΡΜ-0417",
        actor=None,
        at=yesterday,
    )
    ask: dict[str, Any] = {"desk_id": desk.pk, "actor": cashier}
    session = services.open_session(
        pieces=FLOAT, slip="ΑΝ-2201", key="demo-day-1", at=yesterday, **ask
    )
    _take(people[:2], cashier, yesterday, "a")
    till = queries.till_of(session)
    services.close_session(
        session_id=session.pk,
        count=Count(pieces_of(till.cash - Decimal("0.50")), till.card, "Z-0093"),
        reason="Λάθος 0,50 € στα ρέστα",
        actor=cashier,
        at=yesterday + timedelta(hours=5),
    )
    left = queries.free_desks()[0].left
    services.open_session(pieces=pieces_of(left), key="demo-day-2", at=at, **ask)
    _take(people[2:4], cashier, at, "b")


def _take(people: Sequence[Person], cashier: User, at: datetime, mark: str) -> None:
    for number, person in enumerate(people):
        party = party_by_afm(person.afm)
        debts = revenue_queries.debts_of([party.pk], athens_day(at)) if party else []
        for debt in debts[:1]:
            by_card = number % 2 == 1
            services.take_payment(
                items=[(debt.charge_id, None)],
                tendered=Tendered("pos", None, "004817") if by_card else Tendered("cash"),
                key=f"demo-{mark}-{number}",
                actor=cashier,
                at=at,
            )


def give_clearance(person: Person, *, clerk: User, at: datetime) -> None:
    """Give one clearance at the counter; the queue seals it."""
    party = party_by_afm(person.afm)
    if party is not None:
        certificates.apply_for(
            kind="clearance",
            party_id=party.pk,
            key="demo-clearance",
            purpose="άδεια καταστήματος (επίδειξη)",
            actor=clerk,
            at=at,
        )


def doubt_proof(person: Person, *, clerk: User, at: datetime) -> None:
    """Give a proof of payment whose ground falls away: it waits for whoever judges it; once."""
    party = party_by_afm(person.afm)
    if party is None or certificate_queries.certificate_under(PROOF) is not None:
        return
    asked = certificates.apply_for(
        kind="payment-proof",
        party_id=party.pk,
        key=PROOF,
        purpose="τράπεζα (επίδειξη)",
        actor=clerk,
        at=at,
    )
    given = certificate_queries.certificate_of(asked)
    if given is not None:
        certificates.doubt_certificate(
            certificate_id=given.pk,
            why="Η τράπεζα ζητά πίσω την πληρωμή που βεβαιώνεται",
            actor=clerk,
            at=at,
        )
