"""Whose debts a page may show."""

from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import party_of, represented_parties
from backoffice.revenue import access as revenue_access


def visible_debtors(user: User, chosen: str = "") -> dict[int, str]:
    """Return identifier and name of everyone whose debts the user may see, own person first.

    :param chosen: the code of one of them, to see that one alone
    :raises Http404: if the chosen one is not among them
    """
    own = party_of(user)
    parties = represented_parties(user, revenue_access.PAY) if own else []
    found = [party for party in parties if not chosen or party.code == chosen]
    if chosen and not found:
        raise Http404
    found.sort(key=lambda party: (party.pk != own.pk, party.sort_key) if own else ())
    return {party.pk: party.full_name for party in found}


def debtor_choices(user: User) -> list[tuple[str, str]]:
    """Return code and name of everyone whose debts the user may see, for a list to choose from."""
    parties = represented_parties(user, revenue_access.PAY)
    return [(party.code, party.full_name) for party in parties]
