"""The only way a page gets a row: the wrong person finds nothing, as if nothing were there."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.identity.models import User
from backoffice.revenue import access as revenue_access

from .models import Arrangement, Terms

Visitor = User | AnonymousUser
COUNTER = "arrangements.arrange_for_others"


def arrangement_for(user: Visitor, code: str) -> Arrangement:
    """Return an arrangement to whoever may pay for its debtor, and to staff who see arrangements.

    :raises Http404: to everybody else
    """
    found = (
        Arrangement.objects.filter(code=code)
        .select_related("terms__scheme", "debtor", "prepared_by", "approved_by", "applied_by")
        .first()
    )
    if found is None:
        raise Http404
    if user.has_perm("arrangements.view_arrangement"):
        return found
    if found.debtor_id in revenue_access.visible_party_ids(user):
        return found
    raise Http404


def own_arrangement_for(user: Visitor, code: str) -> Arrangement:
    """Return an arrangement to whoever may act for its debtor; staff only look.

    :raises Http404: to everybody else
    """
    found = arrangement_for(user, code)
    if found.debtor_id in revenue_access.visible_party_ids(user):
        return found
    raise Http404


def terms_for(user: Visitor, pk: int) -> Terms:
    """Return the terms of a scheme to staff who change them.

    :raises Http404: to everybody else
    """
    if not user.has_perm("arrangements.change_terms"):
        raise Http404
    found = Terms.objects.select_related("scheme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
