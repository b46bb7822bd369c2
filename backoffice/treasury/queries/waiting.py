"""What waits at the cash desks for a second person, and for the money to go back."""

from django.db.models import QuerySet

from backoffice.identity.models import User
from backoffice.treasury.models import Cancellation, Session
from backoffice.treasury.states import CancellationState, SessionState

TO_APPROVE = (SessionState.WAITING, SessionState.COUNTED)


def sessions_to_approve(user: User) -> QuerySet[Session]:
    """Return the floats and closes with a difference that this user may approve: not his own."""
    return Session.objects.filter(state__in=TO_APPROVE).exclude(cashier=user)


def cancellations_to_decide(user: User) -> QuerySet[Cancellation]:
    """Return the receipts that somebody else asked to take back."""
    return Cancellation.objects.filter(state=CancellationState.ASKED).exclude(asked_by=user)


def money_to_hand_back() -> QuerySet[Cancellation]:
    """Return the approved cancellations whose money nobody handed back yet."""
    return Cancellation.objects.filter(state=CancellationState.APPROVED)
