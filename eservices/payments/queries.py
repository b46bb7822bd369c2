"""Attempts and notices as staff lists show them."""

from django.db.models import QuerySet

from .models import Attempt, Notice
from .states import AttemptState, NoticeState, OrderState


def notices(*, state: str = "", text: str = "") -> QuerySet[Notice]:
    """Return the notices in a state, or all; the latest first.

    :param text: an event's or a payment's code, whole
    """
    found = Notice.objects.defer("raw", "payload")
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(event_id=text) | found.filter(payment_code=text.upper())
    return found.order_by("-received_at", "-id")


def notices_for_clerk() -> int:
    """Return how many notices wait for a clerk."""
    return Notice.objects.filter(state=NoticeState.FOR_CLERK).count()


def attempts(*, state: str = "", text: str = "") -> QuerySet[Attempt]:
    """Return the visits to the card page in a state, or all; the latest first.

    :param text: a payment's code, or the gateway's session or intent, whole
    """
    found = Attempt.objects.select_related("payment")
    if state:
        found = found.filter(state=state)
    if text:
        by_gateway = found.filter(session_id=text) | found.filter(intent_id=text)
        found = by_gateway | found.filter(payment__code=text.upper())
    return found.order_by("-planned_at", "-id")


NOTICE_STATES = NoticeState.choices
ATTEMPT_STATES = AttemptState.choices
ORDER_STATES = OrderState.choices
