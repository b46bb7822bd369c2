"""Making money and judges of money wait for each other."""

from collections.abc import Collection

from backoffice.revenue.models import Charge


def lock_charges(charge_ids: Collection[int]) -> None:
    """Keep payments away from charges until the caller's transaction ends.

    Whoever decides by what is credited locks first and reads then; a payment under way is waited
    for. Charges are locked in the order that payments use.
    """
    locked = Charge.objects.select_for_update(no_key=True).filter(pk__in=list(charge_ids))
    list(locked.order_by("pk").values_list("pk", flat=True))
