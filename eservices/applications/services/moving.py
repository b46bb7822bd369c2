"""How an application moves: one event each, told to the applicant; part of larger verbs."""

from datetime import datetime

from django.db import transaction

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.procedures import services as procedures
from eservices.applications import notices
from eservices.applications.errors import NotOpenAnyMore
from eservices.applications.models import Application, Event
from eservices.applications.states import MOVES, OPEN, ApplicationState

SOURCE = notices.SOURCE


def locked(application_id: int) -> Application:
    """Return an application, locked until the transaction ends, after the case that examines it.

    One order for everybody: the case, its application, then files, money and the number of the
    register. A step of the case holds the case already when it comes to the application.
    """
    while True:
        point = transaction.savepoint()
        rows = Application.objects.filter(pk=application_id)
        case_id = rows.values_list("case_id", flat=True).get()
        if case_id is not None:
            procedures.hold_case(case_id=case_id)
        application = rows.select_for_update(of=["self"]).get()
        if application.case_id == case_id:
            transaction.savepoint_commit(point)
            return application
        # It got a case, or another one, while we waited: let it go, and begin with that case.
        transaction.savepoint_rollback(point)


def locked_open(application_id: int) -> Application:
    """Return an application that the office still works on, locked.

    :raises NotOpenAnyMore: if it is decided, forwarded or withdrawn
    """
    application = locked(application_id)
    if application.state not in OPEN:
        raise NotOpenAnyMore
    return application


def move(
    application: Application,
    state: ApplicationState,
    *,
    actor: User | None,
    at: datetime,
    text: str = "",
    changed: tuple[str, ...] = (),
) -> Event:
    """Move an application, keep the event, and tell the applicant.

    :param text: what the applicant reads with the new state
    :param changed: other columns that were set and are saved with the state
    :raises IllegalMove: if the table of moves does not lead there
    """
    old = ApplicationState(application.state)
    check_move(MOVES, old, state)
    application.state, application.state_at = state, at
    application.save(update_fields=["state", "state_at", *changed])
    event = Event.objects.create(
        application=application, old=old, new=state, text=text, actor=actor, at=at
    )
    notices.tell_of_move(application, event, at=at)
    return event


def note(
    application: Application,
    kind: str,
    *,
    actor: User | None,
    at: datetime,
    text: str = "",
) -> Event:
    """Keep that something happened that is no move."""
    return Event.objects.create(
        application=application,
        kind=kind,
        old=application.state,
        new=application.state,
        text=text,
        actor=actor,
        at=at,
    )


def trail(
    verb: str,
    application: Application,
    *,
    actor: User | None,
    at: datetime,
    before: str = "",
    reason: str = "",
) -> None:
    """Write the one audit row of a verb; answers are never repeated in the trail."""
    record(
        f"applications.application.{verb}",
        application,
        actor=actor,
        at=at,
        on_behalf_of=application.party_id,
        before={"state": before} if before else None,
        after={"state": application.state, "service": application.service},
        note=reason[:400],
    )
