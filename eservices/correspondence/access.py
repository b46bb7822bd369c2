"""Whose papers a page may show."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.documents.access import FOR_EVERYTHING
from backoffice.identity.models import User
from backoffice.party.queries import party_of, represented_parties

Visitor = User | AnonymousUser


class Visible(NamedTuple):
    """Somebody whose papers a user may read."""

    pk: int
    code: str
    name: str


def people_for(user: Visitor) -> list[Visible]:
    """Return everyone whose papers a user may read, the own person first."""
    if not user.is_authenticated:
        return []
    own = party_of(user)
    if own is None:
        return []
    found = sorted(
        represented_parties(user, FOR_EVERYTHING),
        key=lambda party: (party.pk != own.pk, party.sort_key),
    )
    return [Visible(party.pk, party.code, party.full_name) for party in found]


def chosen_of(people: Sequence[Visible], code: str) -> set[int]:
    """Return the identifier of the one person with a code, or of all without a code.

    :raises Http404: if the chosen one is not among them
    """
    found = {person.pk for person in people if code in ("", person.code)}
    if code and not found:
        raise Http404
    return found
