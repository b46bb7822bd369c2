"""Whose debts a page may show."""

from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import represented_parties
from backoffice.revenue import access as revenue_access

SCOPE = "pay"


def visible_debtors(user: User, chosen: str = "") -> dict[int, str]:
    """Return identifier and name of everyone whose debts the user may see, own person first.

    :param chosen: the code of one of them, to see that one alone
    :raises Http404: if the chosen one is not among them
    """
    visible = revenue_access.visible_party_ids(user)
    parties = [p for p in represented_parties(user, SCOPE) if p.pk in visible]
    if chosen:
        parties = [party for party in parties if party.code == chosen]
        if not parties:
            raise Http404
    return {party.pk: party.full_name for party in parties}
