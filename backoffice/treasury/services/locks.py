"""Sessions locked: shared by whoever takes money in one, alone by whoever counts it.

A session is locked before charges, payments and counters, so that nobody who closes a desk waits
for a payment that waits for the desk.
"""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.treasury.errors import DayNotClosed, NoOpenSession
from backoffice.treasury.models import Session
from backoffice.treasury.states import SessionState

SHARED = """
select id from treasury_session where cashier_id = %s and state = 'open' for share
"""


def session_to_take_in(actor: User, at: datetime) -> Session:
    """Return the open session of a cashier, which nobody can close until the transaction ends.

    :raises NoOpenSession: if there is none
    :raises DayNotClosed: if it is of an earlier day
    """
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [actor.pk])
        row = cursor.fetchone()
    if row is None:
        raise _none_open()
    return _of_today(Session.objects.select_related("desk").get(pk=row[0]), at)


def session_to_move_in(actor: User, at: datetime) -> Session:
    """Return the open session of a cashier, in which nobody else moves money meanwhile.

    :raises NoOpenSession: if there is none
    :raises DayNotClosed: if it is of an earlier day
    """
    session = (
        Session.objects.select_for_update(of=["self"], no_key=True)
        .select_related("desk")
        .filter(cashier=actor, state=SessionState.OPEN)
        .first()
    )
    if session is None:
        raise _none_open()
    return _of_today(session, at)


def locked_session(session_id: int) -> Session:
    """Return a session that nobody else changes meanwhile.

    :raises NoOpenSession: if there is none
    """
    session = (
        Session.objects.select_for_update(of=["self"], no_key=True)
        .select_related("desk")
        .filter(pk=session_id)
        .first()
    )
    if session is None:
        raise _none_open()
    return session


def _of_today(session: Session, at: datetime) -> Session:
    if session.on != athens_day(at):
        raise DayNotClosed(
            _("The session of %(day)s is still open. Count and close it, then open a new one.")
            % {"day": f"{session.on:%d/%m/%Y}"}
        )
    return session


def _none_open() -> NoOpenSession:
    return NoOpenSession(_("Your cash desk is not open. Open it and count the float first."))
