"""Open charges as sets: few columns of many, for notices, ladders and lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from backoffice.revenue.rules import charge_number

OPEN = """
select charge.id, charge.debtor_id, kind.code, charge.due_on, charge.series, charge.number,
    charge.year, charge.principal - coalesce(credited.amount, 0), coalesce(hold.kind, '')
from revenue_charge charge join revenue_chargekind kind on kind.id = charge.kind_id
left join lateral (
    select sum(amount) as amount from revenue_allocation
    where charge_id = charge.id and component = 'principal') credited on true
left join lateral (
    select hold.kind from revenue_hold hold
    where hold.charge_id = charge.id and hold.voided_at is null and hold.first <= %(on)s
        and (hold.last is null or hold.last >= %(on)s)
    order by hold.first, hold.id limit 1) hold on true
where charge.state = 'open'
    and (%(kind)s = '' or kind.code = %(kind)s)
    and (%(due_to)s::date is null or charge.due_on <= %(due_to)s)
    and (%(debtors)s::bigint[] is null or charge.debtor_id = any(%(debtors)s))
    and (%(charges)s::bigint[] is null or charge.id = any(%(charges)s))
    and (%(list)s = '' or charge.list_id = (
        select id from revenue_chargelist where code = %(list)s))
order by charge.debtor_id, charge.due_on, charge.id
"""


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """An open charge on a day, without interest; `hold` is the kind of what stands on it."""

    charge_id: int
    debtor_id: int
    kind: str
    due_on: date
    series: str
    number: int
    year: int
    amount: Decimal
    hold: str

    @property
    def label(self) -> str:
        """The number as everybody reads it."""
        return charge_number(self.series, self.number, self.year)


def open_charges(
    *,
    on: date,
    kind: str = "",
    due_to: date | None = None,
    debtor_ids: Collection[int] | None = None,
    charge_ids: Collection[int] | None = None,
    list_code: str = "",
) -> list[OpenCharge]:
    """Return open charges by debtor, the oldest due day first, in one statement.

    :param kind: the code of a kind of charge, or nothing for all
    :param due_to: the latest due day
    :param list_code: the code of the list that certified them, or nothing for all
    """
    values: dict[str, Any] = {
        "on": on,
        "kind": kind,
        "due_to": due_to,
        "debtors": None if debtor_ids is None else sorted(debtor_ids),
        "charges": None if charge_ids is None else sorted(charge_ids),
        "list": list_code,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN, values)
        return [OpenCharge(*row) for row in cursor.fetchall()]
