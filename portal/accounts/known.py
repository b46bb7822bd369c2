"""Everything the town knows about a user, gathered for the user."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.audit import queries as trail
from backoffice.identity import queries as identity
from backoffice.identity.models import User
from backoffice.party import queries as parties
from portal.accounts import rows

LATEST = 50


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done with a person's data."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, and what was done with it lately."""

    user: User
    identity: Any
    party: Any
    addresses: list[Any]
    given: list[rows.MandateRow]
    held: list[rows.MandateRow]
    acts: list[Act]


def about(user: User, on: date) -> Known:
    """Gather what is known about a user."""
    party = parties.party_of(user)
    return Known(
        user=user,
        identity=identity.verified_identity(user),
        party=party,
        addresses=list(parties.addresses_of(party)) if party else [],
        given=rows.mandates_given(party, on) if party else [],
        held=rows.mandates_held(party, on) if party else [],
        acts=_acts(user, party),
    )


def _acts(user: User, party: Any) -> list[Act]:
    entries = list(trail.history_of(user)[:LATEST])
    if party is not None:
        entries += list(trail.history_of(party)[:LATEST])
        entries += list(trail.acts_for(party.pk)[:LATEST])
    entries.sort(key=lambda entry: entry.timestamp, reverse=True)
    unique = {entry.pk: entry for entry in entries}
    return [
        Act(entry.timestamp, entry.message, _actor(entry, user))
        for entry in list(unique.values())[:LATEST]
    ]


def _actor(entry: Any, user: User) -> str:
    if entry.user_id is None:
        return _("automatically")
    if entry.user_id == user.pk:
        return _("you yourself")
    # Officials are named to their superiors and to the auditor, not on a public page.
    return _("the municipality") if entry.user.is_staff_member else _("your representative")
