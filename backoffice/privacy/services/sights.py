"""Note that a member of staff looked at a person's data."""

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.kernel.sights import Look

log = logging.getLogger(__name__)

INSERT = """
    insert into privacy_sight (party_id, user_id, what, subject, reason, at)
    select party, %(user)s, %(what)s, %(subject)s, %(reason)s, %(at)s
    from unnest(%(parties)s::bigint[]) as party
    on conflict on constraint one_sight_a_day do nothing
"""


def note_sights(
    *,
    parties: Collection[int],
    what: str,
    actor: User,
    at: datetime,
    subject: str = "",
    reason: str = "",
) -> None:
    """Note that somebody looked at the data of these persons; again on the day notes no more.

    One statement whatever the number, so that a screen may note it without a thought for speed.

    :param what: a word of `words.SIGHTS`
    :param subject: which one: the number or title of what was looked at
    """
    facts: dict[str, Any] = {
        "parties": sorted(set(parties)),
        "user": actor.pk,
        "what": what,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, facts | {"subject": subject[:80], "reason": reason[:200]})


def note_sight(
    *, party_id: int, what: str, actor: User, at: datetime, subject: str = "", reason: str = ""
) -> None:
    """Note that somebody looked at a person's data; again on the day notes nothing more.

    :param what: a word of `words.SIGHTS`
    """
    note_sights(parties=[party_id], what=what, actor=actor, at=at, subject=subject, reason=reason)


def hear_look(look: Look, request: HttpRequest) -> None:
    """Keep what a screen says was looked at; a look that cannot be kept never breaks the page."""
    parties = [party for party in look.parties if party is not None]
    if not parties or not isinstance(request.user, User):
        return
    try:
        if connection.in_atomic_block:
            # A failed statement would take the transaction of the page with it.
            with transaction.atomic():
                _keep(look, parties, request.user)
        else:
            _keep(look, parties, request.user)
    except DatabaseError:
        log.exception("privacy: a look at %s could not be kept", look.what)


def _keep(look: Look, parties: list[int], user: User) -> None:
    note_sights(
        parties=parties,
        what=look.what,
        actor=user,
        at=timezone.now(),
        subject=look.subject,
        reason=look.reason,
    )
