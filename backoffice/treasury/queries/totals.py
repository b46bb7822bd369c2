"""Daily totals (ημερήσια κατάσταση): what came by revenue code and by way of paying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import get_language

from backoffice.kernel.money import ZERO

# The lines of the collection beside the till's own say what the money was for, whatever parts a
# debt has; a line without a revenue code is money kept as the debtor's credit.
TOTALS = """
select receipt."on", method.code, method.name_el, method.name_en, line.ale,
    sum(line.credit - line.debit) as amount, count(distinct receipt.id) as receipts
from revenue_receipt receipt
join revenue_payment payment on payment.id = receipt.payment_id
join revenue_method method on method.code = payment.method_id
join ledger_line line on line.entry_id = receipt.entry_id
    and line.account_id <> method.clearing_account
left join treasury_taking taking on taking.receipt_id = receipt.id
left join treasury_session session on session.id = taking.session_id
where receipt."on" between %(first)s and %(last)s
    and method.clearing_account <> method.credit_account
    and (%(desk)s::bigint is null or session.desk_id = %(desk)s)
    and (%(session)s::bigint is null or taking.session_id = %(session)s)
group by 1, 2, 3, 4, 5 having sum(line.credit - line.debit) <> 0
order by 1, line.ale, 2
"""


@dataclass(frozen=True, slots=True)
class TotalRow:
    """What came on a day for one revenue code by one way of paying, in euros."""

    on: date
    method: str
    method_name: str
    ale: str
    amount: Decimal
    receipts: int


def daily_totals(
    first: date, last: date, *, desk_id: int | None = None, session_id: int | None = None
) -> list[TotalRow]:
    """Return collections less what went back, by day, revenue code and way of paying.

    :param desk_id: one cash desk only; all the town's collections without one
    """
    name = 3 if get_language() == "en" else 2
    with connection.cursor() as cursor:
        values = {"first": first, "last": last, "desk": desk_id, "session": session_id}
        cursor.execute(TOTALS, values)
        return [
            TotalRow(row[0], row[1], row[name], row[4], row[5], row[6]) for row in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class DayRow:
    """What came on a day by each way of paying, in the order of the ways; in euros."""

    on: date
    amounts: tuple[Decimal, ...]
    total: Decimal


def by_day(rows: Sequence[TotalRow]) -> tuple[list[str], list[DayRow]]:
    """Return the names of the ways of paying, and the days with what came by each."""
    names = {row.method: row.method_name for row in rows}
    sums: dict[date, dict[str, Decimal]] = {}
    for row in rows:
        day = sums.setdefault(row.on, dict.fromkeys(names, ZERO))
        day[row.method] += row.amount
    return list(names.values()), [
        DayRow(on, tuple(day.values()), sum(day.values(), ZERO)) for on, day in sums.items()
    ]
