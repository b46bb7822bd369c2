"""For whom a user may arrange debts."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404

from backoffice.party.queries import party_of, represented_parties
from backoffice.revenue import access as revenue_access
from backoffice.revenue.access import Visitor


class Debtor(NamedTuple):
    """Somebody whose debts a user may arrange."""

    pk: int
    code: str
    name: str


def debtors_for(user: Visitor) -> list[Debtor]:
    """Return everyone whose debts a user may arrange, the own person first."""
    if not user.is_authenticated:
        return []
    own = party_of(user)
    if own is None:
        return []
    found = sorted(
        represented_parties(user, revenue_access.PAY),
        key=lambda party: (party.pk != own.pk, party.sort_key),
    )
    return [Debtor(party.pk, party.code, party.full_name) for party in found]


def chosen_debtor(debtors: Sequence[Debtor], code: str) -> Debtor | None:
    """Return the debtor with a code, or the first without one; none for whoever is nobody here.

    :raises Http404: if the code is not among them
    """
    if not code:
        return debtors[0] if debtors else None
    for debtor in debtors:
        if debtor.code == code:
            return debtor
    raise Http404


def charges_of(user: Visitor, debtor_id: int, codes: Sequence[str]) -> list[int]:
    """Return the identifiers of chosen debts of one debtor.

    :raises Http404: if one of them is missing or another's
    """
    charges = revenue_access.charges_for(user, codes)
    if any(charge.debtor_id != debtor_id for charge in charges):
        raise Http404
    return [charge.pk for charge in charges]
