"""What waits in enforcement: batches to rehearse and issue, measures to decide on and to take."""

from django.db.models import QuerySet

from backoffice.enforcement.models import Batch, Delivery, Measure
from backoffice.enforcement.states import BatchState, DeliveryState, MeasureState
from backoffice.identity.models import User


def batches_to_rehearse() -> QuerySet[Batch]:
    """Return the batches that were chosen and not rehearsed."""
    return Batch.objects.filter(state=BatchState.DRAFT)


def batches_to_issue() -> QuerySet[Batch]:
    """Return the batches that were rehearsed and not issued."""
    return Batch.objects.filter(state=BatchState.REHEARSED)


def deliveries_to_clear() -> QuerySet[Delivery]:
    """Return the notices that were sent and got no answer, so that nobody knows of them."""
    return Delivery.objects.filter(state=DeliveryState.UNKNOWN)


def measures_to_decide(user: User) -> QuerySet[Measure]:
    """Return the measures that somebody else proposed."""
    return Measure.objects.filter(state=MeasureState.PROPOSED).exclude(proposed_by=user)


def measures_to_take() -> QuerySet[Measure]:
    """Return the measures that were approved and not carried out."""
    return Measure.objects.filter(state=MeasureState.APPROVED)
