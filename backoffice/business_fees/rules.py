"""The law of the stay fee and the fees on gross receipts (ν.5143/2024 άρθρο 30), as functions.

Rates are never here: they are tariffs that the caller passes in. The surcharge of 2 % a month that
replaces interest (§9) is a regime of `revenue`, because it grows with every debt of these kinds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Generic, Literal, TypeVar

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import DateRange, TaxPeriod
from backoffice.kernel.money import cents

DAY = timedelta(days=1)


RateRow = TypeVar("RateRow")


@dataclass(frozen=True, slots=True)
class Span(Generic[RateRow]):
    """Days of a period under one rate."""

    first: date
    last: date
    tariff: RateRow


@dataclass(frozen=True, slots=True)
class Shares:
    """How a month's collections are shared out, in euros."""

    state: Decimal
    fund: Decimal
    kept: Decimal


class Outcome(Enum):
    """What a declaration does to the debt of its period."""

    NOTHING = "nothing"
    CHARGE = "charge"
    REPLACE = "replace"
    CHARGE_DIFFERENCE = "charge_difference"
    CREDIT_DIFFERENCE = "credit_difference"


def period_kind(books: str, vat_liable: bool) -> Literal["month", "quarter"]:
    """Return how often an establishment declares: monthly with double-entry books, else quarterly.

    Those not subject to VAT follow calendar quarters (§2); the rest follow their VAT return.
    """
    return "month" if vat_liable and books == "double" else "quarter"


def due_on(period: TaxPeriod, calendar: LegalCalendar) -> date:
    """Return the last working day of the month that follows a period."""
    month_after = period.last + DAY
    return calendar.last_working_day(month_after.year, month_after.month)


def is_liable(*, needs_tables: bool, has_tables: bool) -> bool:
    """Tell whether an establishment of a category owes the fee; a take-away window does not."""
    return has_tables or not needs_tables


def fee_on(base: Decimal, rate: Decimal) -> Decimal:
    """Return the fee on receipts, rounded once.

    :param base: receipts in euros
    :param rate: a fraction: 0.5 % is 0.005
    """
    return cents(base * rate)


def spans_of(
    period: TaxPeriod, *, changes: Iterable[date], rate_on: Callable[[date], RateRow]
) -> list[Span[RateRow]]:
    """Split a period where its rate changes, so that each receipt bears the rate of its day.

    :param changes: days on which some rate begins or has just ended
    :param rate_on: gives the rate of a day, or raises
    """
    starts = sorted({period.first, *(d for d in changes if period.first < d <= period.last)})
    ends = [*(start - DAY for start in starts[1:]), period.last]
    spans: list[Span[RateRow]] = []
    for first, last in zip(starts, ends, strict=True):
        tariff = rate_on(first)
        if spans and spans[-1].tariff == tariff:
            first = spans.pop().first
        spans.append(Span(first, last, tariff))
    return spans


def periods_due(
    *, kind: Literal["month", "quarter"], operation: DateRange, after: date | None, until: date
) -> Iterator[TaxPeriod]:
    """Yield the periods an establishment owes that have begun, following those already expected.

    A business that moves from months to quarters within a quarter goes on by months to its end, so
    that no day is left out or counted twice.

    :param operation: days on which the establishment is subject to the fee
    :param after: last day of the last period expected already
    :param until: periods that begin later are not yielded
    """
    day = max(operation.first, after + DAY) if after else operation.first
    while day <= until and (operation.last is None or day <= operation.last):
        period = TaxPeriod.of(day, kind)
        if after and period.first <= after:
            period = TaxPeriod.of(day, "month")
        yield period
        after = period.last
        day = after + DAY


def outcome(*, before: Decimal | None, now: Decimal, untouched: bool) -> Outcome:
    """Return what a declaration does to the debt.

    A negative difference reduces earlier unpaid debts first and the rest stays as credit.

    :param before: fee of the declaration that is corrected, in euros; none for a first declaration
    :param untouched: whether no euro was paid or credited on what was charged so far
    """
    if before is None:
        return Outcome.CHARGE if now else Outcome.NOTHING
    if now == before:
        return Outcome.NOTHING
    if untouched:
        return Outcome.REPLACE
    return Outcome.CHARGE_DIFFERENCE if now > before else Outcome.CREDIT_DIFFERENCE


def received_by(period_first: date, rows: Sequence[tuple[date, str]], *, default: str) -> str:
    """Return who receives the declaration of a period that begins on a day.

    :param rows: (valid from, receiver) in any order
    """
    in_force = [row for row in rows if row[0] <= period_first]
    return max(in_force)[1] if in_force else default


def share_out(collected: Decimal, *, state_rate: Decimal, fund_rate: Decimal) -> Shares:
    """Share out a month's collections between State, Municipal Aid Account and town (§10).

    :param collected: euros collected in the month
    """
    state, fund = cents(collected * state_rate), cents(collected * fund_rate)
    return Shares(state=state, fund=fund, kept=collected - state - fund)
