"""How a page gets a party or a mandate: one's own, one's principals', or a clerk's right."""

from django.http import Http404

from backoffice.identity.models import User

from .models import Mandate, Party
from .queries import party_of, represented_party_ids


def party_for(user: User, code: str) -> Party:
    """Return a party that a user is, may act for, or may see as an official.

    :raises Http404: otherwise, whether the party exists or not
    """
    party = Party.objects.filter(code=code).first()
    if party is None:
        raise Http404
    if user.has_perm("party.view_party"):
        return party
    if party.pk in represented_party_ids(user):
        return party
    raise Http404


def mandate_for(user: User, code: str) -> Mandate:
    """Return a mandate that a user gave or holds.

    :raises Http404: otherwise, whether the mandate exists or not
    """
    own = party_of(user)
    if own is None:
        raise Http404
    mandate = Mandate.objects.select_related("principal", "agent").filter(code=code).first()
    if mandate is None:
        raise Http404
    if mandate.principal_id == own.pk:
        return mandate
    if mandate.agent_id == own.pk:
        return mandate
    raise Http404
