"""The demonstration's counter: who takes an application there takes its fee too, at a desk."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from backoffice.identity.models import User
from backoffice.treasury import queries as treasury
from backoffice.treasury import services as desks
from backoffice.treasury.services import Tendered
from eservices.applications.services.counter import begin_at_counter, send_at_counter
from eservices.applications.services.till import take_fee

from .applications import fill_in
from .people import Person

DESK, SERVICE = "t2", "resident-parking-card"
FLOAT = {"20.00": 2, "5.00": 4, "1.00": 10}


def take_at_counter(person: Person, neighbour: Person, *, clerk: User, at: datetime) -> None:
    """Take two applications at the counter, and the fee of the first; done once."""
    if any(desk.code == DESK for desk in treasury.desks()):
        return
    desk = desks.set_up_desk(
        code=DESK,
        name_el="Ταμείο εξυπηρέτησης",
        name_en="Counter cash desk",
        terminal="ΤΕΡΜ-0418",
        actor=None,
        at=at,
    )
    desks.open_session(
        desk_id=desk.pk, pieces=FLOAT, slip="ΑΝ-2202", key="demo-counter", actor=clerk, at=at
    )
    # The register takes nothing back-dated: whatever comes afterwards is of this instant or later.
    paid, _waiting = [_sent(one, clerk, at) for one in (person, neighbour)]
    take_fee(
        application_id=paid.pk,
        tendered=Tendered("cash", paid.charge.principal + Decimal("10.00")),
        key="demo",
        actor=clerk,
        at=at,
    )


def _sent(person: Person, clerk: User, at: datetime) -> Any:
    draft = begin_at_counter(
        service=SERVICE, afm=person.afm, how="id_card", note="", actor=clerk, at=at
    )
    fill_in(draft, actor=clerk, at=at)
    return send_at_counter(draft=draft, actor=clerk, language="el", at=at)
