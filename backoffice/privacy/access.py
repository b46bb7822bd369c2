"""The only way a page gets a request, a parcel or an erasure."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.identity.models import User

from .models import Erasure, Parcel, Request

Visitor = User | AnonymousUser

SEE = "privacy.view_request"
ANSWER = "privacy.change_request"
LOOKS = "privacy.view_sight"
SEE_ERASURES = "privacy.view_erasure"
PROPOSE = "privacy.propose_erasure"
APPROVE = "privacy.approve_erasure"


def request_for(user: Visitor, code: str) -> Request:
    """Return a request to whoever made it.

    :raises Http404: to everybody else
    """
    found = None
    if isinstance(user, User):
        found = Request.objects.filter(user=user, code=code).select_related("parcel").first()
    if found is None:
        raise Http404
    return found


def parcel_for(user: Visitor, code: str) -> Parcel:
    """Return the copy of a person's data to that person alone, while it is kept.

    :raises Http404: to everybody else
    """
    found = None
    if isinstance(user, User):
        rows = Parcel.objects.filter(request__code=code, request__user=user, destroyed_at=None)
        found = rows.select_related("request").first()
    if found is None:
        raise Http404
    return found


def office_request_for(user: Visitor, code: str) -> Request:
    """Return a request to staff who answer for personal data.

    :raises Http404: to everybody else
    """
    found = None
    if user.has_perm(SEE):
        rows = Request.objects.select_related("user", "party", "parcel")
        found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def erasure_for(user: Visitor, code: str) -> Erasure:
    """Return an erasure to staff who see them.

    :raises Http404: to everybody else
    """
    found = Erasure.objects.filter(code=code).first() if user.has_perm(SEE_ERASURES) else None
    if found is None:
        raise Http404
    return found
