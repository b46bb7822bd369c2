"""What a person reads about their data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.identity.models import User
from backoffice.identity.queries import assignments_of
from backoffice.kernel.text import sort_key
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


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of data that the town holds about people: for what, and what of it is no copy."""

    title: str
    purpose: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Lasting:
    """For how long a kind of data is kept: a number of months, or why the law keeps it."""

    title: str
    months: int | None
    reason: str
    basis: str


def purposes_held() -> list[Held]:
    """Return what is held about people and for what."""
    told = ((str(one.title), str(one.purpose), str(one.left_out)) for one in queries.exporters())
    return [Held(*row) for row in sorted(told, key=lambda row: sort_key(row[0]))]


def periods_on(on: date) -> list[Lasting]:
    """Return for how long each kind of data is kept on a day."""
    timed = ((one, *queries.months_of(one, on)) for one in queries.erasers())
    return [
        *(Lasting(str(one.title), months, "", basis) for one, months, basis in timed),
        *(
            Lasting(str(one.title), None, str(one.reason), one.legal_basis)
            for one in queries.kept()
        ),
    ]


def agreements_of(user: User) -> list[tuple[Any, Any]]:
    """Return every purpose that asks for consent, with the user's consent if given."""
    given = queries.consents_of(user)
    return [(purpose, given.get(purpose.code)) for purpose in queries.purposes()]
