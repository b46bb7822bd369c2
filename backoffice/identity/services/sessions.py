"""Verbs on sessions: who is signed in where, and how to end it."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from backoffice.identity.models import User
from backoffice.identity.trail import record


@transaction.atomic
def end_session(*, session_id: int, actor: User, at: datetime) -> None:
    """Sign a session out, wherever it is; ending it twice changes nothing."""
    session = UserSession.objects.select_for_update().filter(pk=session_id).first()
    if session is None:
        return
    session.end()
    record(
        "identity.session.ended",
        session.user,
        actor=actor,
        at=at,
        before={"ip": session.ip, "browser": session.user_agent[:200]},
    )


@transaction.atomic
def end_sessions_of(
    *, user_id: int, actor: User | None, at: datetime, but: str | None = None
) -> int:
    """Sign a user out everywhere.

    :param but: the key of the one session that stays
    :returns: how many sessions ended
    """
    user = User.objects.get(pk=user_id)
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    if sessions:
        record(
            "identity.session.all_ended", user, actor=actor, at=at, before={"count": len(sessions)}
        )
    return len(sessions)
