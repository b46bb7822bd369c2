"""What arrangements need to know of charges: every movement since, and what late debts bear."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from backoffice.revenue.models import SurchargeRate, SurchargeRegime

MONTHS = 12
CREDITED = """
select charge_id, value_on, amount from revenue_allocation
where charge_id = any(%s) order by charge_id, id
"""


def credited_of(charge_ids: Collection[int]) -> dict[int, list[tuple[date, Decimal]]]:
    """Return what was credited to charges, in the order of writing: the day it counts from, euros.

    Reversals are negative. Charges with nothing credited are left out.
    """
    found: dict[int, list[tuple[date, Decimal]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CREDITED, [sorted(set(charge_ids))])
        for charge_id, value_on, amount in cursor.fetchall():
            found.setdefault(charge_id, []).append((value_on, amount))
    return found


def yearly_surcharge_rate(regime: str, on: date) -> Decimal | None:
    """Return what a surcharge regime bears in a year, as a fraction, or none on that day."""
    rate = (
        SurchargeRate.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on), regime__code=regime, valid_from__lte=on
        )
        .select_related("regime")
        .first()
    )
    if rate is None:
        return None
    return rate.rate * (MONTHS if rate.regime.unit == SurchargeRegime.Unit.MONTH else 1)
