"""What the queue should have done, or has to ask for."""

from datetime import datetime

from django.db.models import Q

from backoffice.enforcement.models import Delivery, Part
from backoffice.enforcement.states import BatchState, DeliveryState, PartState, Way

FOLLOWED = 5000


def parts_left(before: datetime) -> list[int]:
    """Return the parts of batches issued before an instant that are not ready."""
    left = Part.objects.filter(
        batch__state=BatchState.ISSUING, batch__issued_at__lt=before
    ).exclude(state=PartState.SET)
    return list(left.order_by("pk").values_list("pk", flat=True))


def deliveries_left(before: datetime) -> list[int]:
    """Return the electronic deliveries ordered before an instant that nobody tried since."""
    left = Delivery.objects.filter(
        Q(asked_at=None) | Q(asked_at__lt=before),
        state__in=[DeliveryState.WAITING, DeliveryState.UNKNOWN],
        ordered_at__lt=before,
    )
    return list(left.order_by("pk").values_list("pk", flat=True)[:FOLLOWED])


def deliveries_to_follow() -> list[int]:
    """Return the deliveries by eEpidosi that are on their way."""
    found = Delivery.objects.filter(way=Way.EEPIDOSI, state=DeliveryState.SENT)
    return list(found.order_by("pk").values_list("pk", flat=True)[:FOLLOWED])
