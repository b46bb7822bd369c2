"""What was taken off charges, whether it had been paid or not."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q, Sum

from backoffice.kernel.money import ZERO
from backoffice.revenue.act_states import REDUCING, ActState
from backoffice.revenue.models import ActItem, Allocation
from backoffice.revenue.states import Component

OF_ACTS = Q(relief__source_kind="revenue.act")


def reduced(charges: Collection[int], *, apart: Q = OF_ACTS) -> dict[int, Decimal]:
    """Return what decisions and other facts took off charges, in euros.

    A decision on a charge that was paid leaves nothing on it but a credit, so its own rows tell.

    :param apart: allocations that do not count, those of decisions always among them
    """
    sums: dict[int, Decimal] = {}
    by_acts = ActItem.objects.filter(
        charge__in=charges, act__state=ActState.DONE, act__kind__in=REDUCING
    )
    by_others = Allocation.objects.filter(
        charge__in=charges, component=Component.PRINCIPAL, relief__isnull=False
    ).exclude(OF_ACTS | apart)
    for rows in (by_acts, by_others):
        found = rows.order_by().values_list("charge").annotate(Sum("amount"))
        for charge_id, amount in found:
            sums[charge_id] = sums.get(charge_id, ZERO) + amount
    return sums
