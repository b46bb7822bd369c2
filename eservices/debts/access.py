"""Whose debts a page may show."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404

from backoffice.party.queries import party_of, represented_parties
from backoffice.revenue import access as revenue_access
from backoffice.revenue.access import Visitor


class Visible(NamedTuple):
    """Somebody whose debts a user may see."""

    pk: int
    code: str
    name: str


def debtors_for(user: Visitor) -> list[Visible]:
    """Return everyone whose debts a user may see and pay, the own person first."""
    if not user.is_authenticated:
        return []
    own = party_of(user)
    if own is None:
        return []
    found = sorted(
        represented_parties(user, revenue_access.PAY),
        key=lambda party: (party.pk != own.pk, party.sort_key),
    )
    return [Visible(party.pk, party.code, party.full_name) for party in found]


def chosen_of(debtors: Sequence[Visible], code: str) -> dict[int, str]:
    """Return identifier and name of the one debtor with a code, or of all without a code.

    :raises Http404: if the chosen one is not among them
    """
    found = {debtor.pk: debtor.name for debtor in debtors if code in ("", debtor.code)}
    if code and not found:
        raise Http404
    return found
