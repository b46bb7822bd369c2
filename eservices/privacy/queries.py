"""What a person reads about their data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.identity.models import User
from backoffice.identity.queries import assignments_of
from backoffice.party.queries import party_of
from backoffice.privacy import queries
from backoffice.privacy.words import reason_of, title_of

LATEST = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at the person's data: when, at what, and from which office."""

    at: datetime
    day: date
    what: str
    subject: str
    office: str
    reason: str


def looks_at(user: User) -> list[Look]:
    """Return who looked at a user's data lately, by office; clerks are not named to the public."""
    party = party_of(user)
    if party is None:
        return []
    rows = list(queries.sights_of(party.pk)[:LATEST])
    held: dict[int, list[Any]] = {}
    for one in assignments_of({row.user_id for row in rows}):
        held.setdefault(one.user_id, []).append(one)
    return [
        Look(
            row.at,
            row.day,
            title_of(row.what),
            row.subject,
            _office(held.get(row.user_id, []), row.day),
            row.reason or reason_of(row.what),
        )
        for row in rows
    ]


def _office(held: list[Any], on: date) -> str:
    """Return the unit in which an officer worked on the day of the look."""
    for one in held:
        if one.valid_from <= on and (one.valid_until is None or one.valid_until >= on):
            return str(one.department)
    return _("the municipality")


def agreements_of(user: User) -> list[tuple[Any, Any]]:
    """Return every purpose that asks for consent, with the user's consent if given."""
    given = queries.consents_of(user)
    return [(purpose, given.get(purpose.code)) for purpose in queries.purposes()]
