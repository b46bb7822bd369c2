"""For whom somebody may apply, and how sure the town is who it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.party.queries import (
    party_by_afm,
    party_of,
    represented_parties,
    represented_party_ids,
)

from . import rules
from .models import Custody
from .models.applications import Capacity

SCOPE = "apply"
ANONYMOUS, EMAIL, TAXISNET, TAX_LINK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom a visitor is known.

    :ivar level: how sure the town is, as the levels of the catalogue count it
    :ivar party: the person in the register, where an authority stated who it is
    """

    level: int = ANONYMOUS
    party: Any = None


def standing_of(user: User | None) -> Standing:
    """Return as whom a visitor is known, in two queries."""
    if user is None or not user.is_authenticated:
        return Standing()
    identity = verified_identity(user)
    if identity is None:
        confirmed = EmailAddress.objects.filter(user=user, verified=True).exists()
        return Standing(EMAIL if confirmed else ANONYMOUS)
    party = party_by_afm(identity.afm)
    from_taxisnet = identity.provider == identity.Provider.GSIS
    return Standing(TAX_LINK if from_taxisnet and party else TAXISNET, party)


def level_of(user: User | None) -> int:
    """Return how sure the town is who a visitor is, as the levels of the catalogue count it."""
    return standing_of(user).level


def may_act_for(user: User, own: Standing, party_id: int) -> bool:
    """Tell whether a user may apply for a party: the own person, or one with a mandate."""
    is_own = own.party is not None and own.party.pk == party_id
    return is_own or party_id in visible_party_ids(user)


@dataclass(frozen=True, slots=True)
class Applicant:
    """One choice of for whom to apply.

    :ivar choice: what a form posts: `self`, `party:CODE` or `child:CODE`
    """

    choice: str
    name: str
    capacity: str
    party_id: int
    custody_id: int | None = None


def applicants_for(user: User, types: Sequence[str], on: date) -> list[Applicant]:
    """Return for whom a user may apply for a service on a day, the own person first.

    :param types: the kinds of applicants that the service takes; empty means all
    """
    own = party_of(user)
    if own is None:
        return []
    found = []
    if _takes(types, "natural"):
        found.append(Applicant("self", own.full_name, Capacity.SELF, own.pk))
    for party in represented_parties(user, SCOPE, on).exclude(pk=own.pk).order_by("sort_key"):
        if fits(types, Capacity.MANDATE, party.kind):
            name = f"party:{party.code}"
            found.append(Applicant(name, party.full_name, Capacity.MANDATE, party.pk))
    if _takes(types, "guardian"):
        for child in children_of(own.pk, on):
            name = f"child:{child.code}"
            found.append(Applicant(name, str(child), Capacity.CUSTODY, own.pk, child.pk))
    return found


def fits(types: Sequence[str], capacity: str, kind: str) -> bool:
    """Tell whether a service takes an applicant of a kind who comes in a capacity."""
    if capacity == Capacity.CUSTODY:
        return _takes(types, "guardian")
    if capacity == Capacity.MANDATE and kind == "natural":
        return _takes(types, "representative") or _takes(types, "professional")
    return _takes(types, kind)


def _takes(types: Sequence[str], kind: str) -> bool:
    return not types or kind in types


def children_of(guardian_id: int, on: date) -> list[Custody]:
    """Return the children in somebody's custody who are under age on a day."""
    rows = Custody.objects.filter(guardian_id=guardian_id, ended_at__isnull=True)
    return [child for child in rows if rules.is_minor(child.birth_on, on)]


def visible_party_ids(user: Any) -> set[int]:
    """Return the parties whose applications a user may see: the own one and the mandated."""
    return represented_party_ids(user, SCOPE) if user.is_authenticated else set()
