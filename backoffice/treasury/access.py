"""The only way a page gets a row of the treasury; the wrong person is told "not found"."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from backoffice.identity.models import User

from .models import BankSum, Cancellation, Desk, Session, Taking

Visitor = User | AnonymousUser

USE = "treasury.use_desk"
SEE = "treasury.view_session"
APPROVE = "treasury.approve_session"
SEE_BANK = "treasury.view_banksum"
MATCH = "treasury.match_sum"
APPROVE_SUM = "treasury.approve_sum"


def session_for(user: Visitor, code: str) -> Session:
    """Return a session to its cashier, and to staff who see all sessions.

    :raises Http404: to everybody else
    """
    found = Session.objects.select_related("desk", "cashier", "approved_by", "follows__desk")
    session = found.filter(code=code).first()
    if session is None:
        raise Http404
    if user.has_perm(SEE):
        return session
    if user.has_perm(USE) and session.cashier_id == user.pk:
        return session
    raise Http404


def taking_for(user: Visitor, code: str) -> Taking:
    """Return a receipt of a desk, by the receipt's code, to whoever may see its session.

    :raises Http404: to everybody else
    """
    taking = (
        Taking.objects.select_related("receipt__payment", "session__desk", "session__cashier")
        .filter(receipt__code=code)
        .first()
    )
    if taking is None:
        raise Http404
    if user.has_perm(SEE) or user.has_perm(USE):
        return taking
    raise Http404


def cancellation_for(user: Visitor, code: str) -> Cancellation:
    """Return a cancellation to cashiers and to whoever sees all sessions.

    :raises Http404: to everybody else
    """
    asked = Cancellation.objects.select_related("receipt__payment__party").filter(code=code).first()
    if asked is None:
        raise Http404
    if user.has_perm(SEE) or user.has_perm(USE):
        return asked
    raise Http404


def desk_for(user: Visitor, code: str) -> Desk:
    """Return a desk to whoever sets desks up.

    :raises Http404: to everybody else
    """
    desk = Desk.objects.filter(code=code).first()
    if desk is None or not user.has_perm("treasury.change_desk"):
        raise Http404
    return desk


def sum_for(user: Visitor, code: str) -> BankSum:
    """Return a sum at the bank to staff who see them.

    :raises Http404: to everybody else
    """
    found = BankSum.objects.select_related("entered_by", "entry").filter(code=code).first()
    if found is None or not user.has_perm(SEE_BANK):
        raise Http404
    return found


def require_any(user: Visitor, *rights: str) -> None:
    """Refuse a user who holds none of some rights.

    :raises PermissionDenied: if the user's roles hold none
    """
    if not any(user.has_perm(right) for right in rights):
        raise PermissionDenied
