"""What stands on the first page of the account."""

from dataclasses import dataclass
from datetime import date

from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.party import queries as parties


@dataclass(frozen=True, slots=True)
class Overview:
    """What needs a person now, and for whom they may act."""

    is_verified: bool
    asks_second_factor: bool
    represented: list[str]


def of(user: User, on: date) -> Overview:
    """Gather the first page."""
    own = parties.party_of(user)
    others = parties.represented_parties(user, on=on).exclude(pk=own.pk) if own else []
    return Overview(
        is_verified=verified_identity(user) is not None,
        asks_second_factor=user.needs_second_factor,
        represented=[party.full_name for party in others],
    )
