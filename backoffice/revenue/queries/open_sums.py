"""What thousands of open debts come to, read without what only a page shows of each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from backoffice.kernel.money import ZERO
from backoffice.revenue.positions import Growing, positions_of, regimes_of
from backoffice.revenue.rules import Payable, surcharge_amount

# A charge with which nothing happened yet owes itself and its surcharge: no look at each is needed.
BALANCES = """
with chosen as materialized (
    select charge.id, charge.debtor_id, charge.due_on, charge.principal, charge.kind_id,
        kind.surcharge_regime_id
    from revenue_charge charge join revenue_chargekind kind on kind.id = charge.kind_id
    where charge.debtor_id = any(%(debtors)s) and charge.state = 'open'
), told as materialized (
    select charge_id from revenue_allocation where charge_id = any(array(select id from chosen))
    union select charge_id from revenue_expense where charge_id = any(array(select id from chosen))
    union select charge_id from revenue_hold where charge_id = any(array(select id from chosen))
)
select id, debtor_id, due_on, principal, surcharge_regime_id,
    id not in (select charge_id from told)
    and debtor_id not in (select party_id from revenue_exemption where party_id = any(%(debtors)s))
    and kind_id not in (select kind_id from revenue_earlyrule)
    and kind_id not in (select kind_id from revenue_payterm)
from chosen order by due_on, id
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """An open charge; a plain one owes nothing but itself, in euros, and its surcharge."""

    charge_id: int
    debtor_id: int
    due_on: date
    principal: Decimal
    regime_id: int | None
    is_plain: bool


@dataclass(frozen=True, slots=True)
class OpenSum:
    """All open charges of a debtor on a day, the oldest due day first; amounts in euros."""

    charge_ids: tuple[int, ...]
    total: Decimal
    overdue: Decimal


def open_sums(party_ids: Collection[int], on: date) -> dict[int, OpenSum]:
    """Return what parties owe altogether on a day, by party; whoever owes nothing is left out.

    :param on: the day up to which surcharges are calculated
    """
    ids: dict[int, list[int]] = {}
    totals: dict[int, Decimal] = {}
    overdue: dict[int, Decimal] = {}
    for row, total in _owed(party_ids, on):
        ids.setdefault(row.debtor_id, []).append(row.charge_id)
        totals[row.debtor_id] = totals.get(row.debtor_id, ZERO) + total
        if row.due_on < on:
            overdue[row.debtor_id] = overdue.get(row.debtor_id, ZERO) + total
    return {
        party_id: OpenSum(tuple(rows), totals[party_id], overdue.get(party_id, ZERO))
        for party_id, rows in ids.items()
    }


def _owed(party_ids: Collection[int], on: date) -> Iterator[tuple[Balance, Decimal]]:
    """Yield each open charge with what is owed on it, the oldest due day first."""
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, {"debtors": sorted(set(party_ids))})
        found = [Balance(*row) for row in cursor.fetchall()]
    others = positions_of([row.charge_id for row in found if not row.is_plain])
    growing: list[Growing] = [*found, *others.values()]
    grown = {key: late.regime for key, late in regimes_of(growing, on).items()}
    for row in found:
        if row.is_plain:
            regime = grown.get(row.regime_id or 0)
            late = surcharge_amount(Payable(row.principal, row.due_on), regime, on)
            yield row, row.principal + late
        else:
            position = others[row.charge_id]
            yield row, position.owed(grown.get(position.regime_id or 0), on).total
