"""The fee of an application over the counter: in the clerk's own cash desk, in the same flow."""

from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.identity.models import User
from backoffice.treasury import services as treasury
from backoffice.treasury.services import Tendered
from eservices.applications.office_errors import NothingToTake

from .fees import note_fee_paid
from .moving import locked

KEY = "application:{code}:{key}"


@transaction.atomic
def take_fee(
    *, application_id: int, tendered: Tendered, key: str, actor: User, at: datetime, email: str = ""
) -> Any:
    """Take the whole fee in the actor's open session and give the receipt; the work goes on.

    The same key again gives the same receipt. The application is locked before session and
    charge, as whoever withdraws it does.

    :returns: the receipt's place at the desk
    :raises NothingToTake: if the application costs nothing
    :raises DomainError: as `treasury.services.take_payment` does: no open desk, too little money
    """
    application = locked(application_id)
    charge = application.charge
    if charge is None:
        raise NothingToTake
    taking = treasury.take_payment(
        items=[(charge.pk, None)],
        tendered=tendered,
        key=KEY.format(code=application.code, key=key),
        actor=actor,
        at=at,
        language=application.language,
        email=email,
    )
    # What the queue hears in a moment is true already: the person does not wait for it.
    note_fee_paid(application_id=application.pk, charge_code=charge.code, at=at)
    return taking
