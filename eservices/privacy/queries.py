"""What a person reads about their data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.identity.models import User
from backoffice.identity.queries import assignments_on
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from backoffice.privacy import queries
from backoffice.privacy.words import SIGHTS

LATEST = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at the person's data: when, at what, and from which office."""

    at: datetime
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
    offices = {row.user_id: _office(row) for row in {row.user_id: row for row in rows}.values()}
    return [
        Look(
            row.at,
            str(SIGHTS.get(row.what, row.what)),
            row.subject,
            offices[row.user_id],
            row.reason,
        )
        for row in rows
    ]


def _office(row: Any) -> str:
    held = assignments_on(row.user, athens_day(row.at)).filter(department__isnull=False)
    found = held.select_related("department").first()
    return str(found.department) if found else _("the municipality")


def agreements_of(user: User) -> list[tuple[Any, Any]]:
    """Return every purpose that asks for consent, with the user's consent if given."""
    given = queries.consents_of(user)
    return [(purpose, given.get(purpose.code)) for purpose in queries.purposes()]
