"""The law of instalments as pure functions: the form of the formulas, never their figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import add_months
from backoffice.kernel.money import ZERO, cents

MONTHS = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: its number, its last day to pay, and what it pays, in euros."""

    number: int
    due_on: date
    capital: Decimal
    interest: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """What is paid with it."""
        return self.capital + self.interest


@dataclass(frozen=True, slots=True)
class Band:
    """A step of a scale: the rate of what lies below its end, and above the step before."""

    up_to: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class WaiverStep:
    """How much of the surcharge is waived for some number of instalments."""

    group: str
    least: int
    most: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class InterestTerms:
    """How the yearly interest of an arrangement is set; rates as fractions."""

    margin: Decimal
    long_after: int
    long_margin: Decimal
    free_up_to: Decimal


# --- how much each time -------------------------------------------------------------------------


def equal_parts(total: Decimal, number: int) -> list[Decimal]:
    """Split euros in equal parts; the last one takes the cents."""
    part = cents(total / number)
    return [part] * (number - 1) + [total - part * (number - 1)]


def annuity(total: Decimal, number: int, monthly: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Split a debt in equal instalments of capital and interest on what is still open.

    The first one is paid at once and carries no interest; there is no interest on interest. The
    last takes the cents.

    :param monthly: the rate of a month as a fraction
    :return: capital and interest of each instalment, in euros
    """
    if not monthly:
        return [(part, ZERO) for part in equal_parts(total, number)]
    present = sum(((1 + monthly) ** -k for k in range(number)), Decimal(0))
    each = cents(total / present)
    left, parts = total, []
    for k in range(number):
        interest = cents(left * monthly) if k else ZERO
        capital = left if k == number - 1 else min(each - interest, left)
        parts.append((capital, interest))
        left -= capital
    return parts


def due_days(
    start: date, number: int, *, first_within: int, together: int, calendar: LegalCalendar
) -> list[date]:
    """Return the last day of each instalment: working days after the start, then month ends.

    Legal sources: ν.4152/2013 Α.2, ν.5143/2024 άρθρο 25.

    :param first_within: working days for the first ones
    :param together: how many are paid first; more than one in a second chance
    """
    first = calendar.add_working_days(start, first_within)
    days = [first] * min(together, number)
    month = first.replace(day=1)
    while len(days) < number:
        month = add_months(month, 1)
        days.append(calendar.last_working_day(month.year, month.month))
    return days


def schedule(
    total: Decimal,
    number: int,
    *,
    monthly: Decimal,
    start: date,
    first_within: int,
    calendar: LegalCalendar,
    together: int = 1,
) -> list[Part]:
    """Return the instalments of a debt.

    :param total: euros to be paid by instalments, interest apart
    :param monthly: interest of a month as a fraction
    :param start: the day from which the first instalment's working days count
    """
    days = due_days(start, number, first_within=first_within, together=together, calendar=calendar)
    amounts = annuity(total, number, monthly)
    return [
        Part(index, day, capital, interest)
        for index, (day, (capital, interest)) in enumerate(zip(days, amounts, strict=True), 1)
    ]


def schedule_left(
    total: Decimal, number: int, *, first_due: date, calendar: LegalCalendar
) -> list[Part]:
    """Return the instalments left of an arrangement without interest that began elsewhere.

    :param total: euros that are left
    :param first_due: the day of the first of them; the next fall on the month ends after it
    """
    days, month = [first_due], first_due.replace(day=1)
    while len(days) < number:
        month = add_months(month, 1)
        days.append(calendar.last_working_day(month.year, month.month))
    amounts = equal_parts(total, number)
    return [
        Part(index, day, amount)
        for index, (day, amount) in enumerate(zip(days, amounts, strict=True), 1)
    ]


def most_parts(total: Decimal, least: Decimal, most: int, monthly: Decimal) -> int:
    """Return the greatest number of instalments none of which, but the last, is below the least."""
    for number in range(most, 1, -1):
        capital, interest = annuity(total, number, monthly)[0]
        if capital + interest >= least:
            return number
    return 1


# --- interest, waiver, ability ------------------------------------------------------------------


def yearly_interest(
    number: int,
    certified: Decimal,
    base: Decimal,
    terms: InterestTerms,
    ceiling: Decimal | None,
    extra: Decimal = ZERO,
) -> Decimal:
    """Return the yearly interest of an arrangement, fixed for its life, as a fraction.

    Legal source: ν.4152/2013 Α.2 (ν.4646/2019).

    :param certified: euros of the debts themselves; small ones bear none
    :param base: the last published rate of the Bank of Greece
    :param ceiling: what late debts bear, which is never passed
    :param extra: points of a second chance
    """
    if certified <= terms.free_up_to:
        return Decimal(0)
    rate = base + terms.margin + extra
    if number > terms.long_after:
        rate += terms.long_margin
    return rate if ceiling is None else min(rate, ceiling)


def interest_due(planned: Decimal, open_capital: Decimal, monthly: Decimal) -> Decimal:
    """Return the interest of an instalment: as planned, or less for what was paid ahead."""
    return min(planned, cents(max(open_capital, ZERO) * monthly))


def waived(surcharge: Decimal, number: int, group: str, steps: Sequence[WaiverStep]) -> Decimal:
    """Return how much of a surcharge is waived, in euros.

    Legal source: ν.5143/2024 άρθρο 25.
    """
    for step in steps:
        if step.group == group and step.least <= number <= step.most:
            return cents(surcharge * step.share)
    return ZERO


def ability(
    income: Decimal, children: int, bands: Sequence[Band], point: Decimal, most_points: Decimal
) -> Decimal:
    """Return how much of a year's income a debtor can pay in a month, in euros.

    Legal source: ν.4152/2013 Α.2 (ν.4646/2019).

    :param income: the higher of the last year and the mean of three
    :param point: what each dependent child takes off every rate
    """
    off = min(point * children, most_points)
    below, year = ZERO, ZERO
    for band in bands:
        top = income if band.up_to is None else min(income, band.up_to)
        if top > below:
            year += (top - below) * max(band.rate - off, Decimal(0))
            below = top
    return cents(year / MONTHS)


def covers(income: Decimal, bands: Sequence[Band]) -> bool:
    """Tell whether a scale reaches up to an income."""
    return any(band.up_to is None or income <= band.up_to for band in bands)


def able_number(total: Decimal, monthly: Decimal, least: int, most: int) -> int:
    """Return how many instalments the ability to pay allows: whole months, within bounds."""
    if monthly <= 0:
        return most
    return max(least, min(most, int(total / monthly)))


# --- how it goes --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extra:
    """A charge raised for an instalment: interest, or a surcharge for paying late."""

    number: int
    due_on: date
    paid_on: date | None
    is_late_fee: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How one instalment stands; `paid_on` counts capital and interest, not the late surcharge."""

    part: Part
    paid_on: date | None
    cleared: bool
    missing: Decimal

    def missed(self, by: date) -> bool:
        """Tell whether it was not paid on its day, once that day is behind."""
        if self.part.due_on >= by:
            return False
        return self.paid_on is None or self.paid_on > self.part.due_on


def progress(
    parts: Sequence[Part], came: Sequence[tuple[date, Decimal]], extras: Sequence[Extra]
) -> list[Status]:
    """Return how the instalments stand: money covers the oldest first.

    :param came: what was credited to the arranged debts since the start, in order
    :param extras: interest and surcharges raised so far
    """
    found, needed = [], ZERO
    total = sum((amount for _day, amount in came), ZERO)
    for part in parts:
        before, needed = needed, needed + part.capital
        own = [extra for extra in extras if extra.number == part.number]
        days = [_reached(needed, came, total)]
        days += [extra.paid_on for extra in own if not extra.is_late_fee]
        known = [day for day in days if day is not None]
        paid_on = max(known) if len(known) == len(days) else None
        cleared = paid_on is not None and all(extra.paid_on for extra in own)
        missing = min(part.capital, max(ZERO, part.capital - max(ZERO, total - before)))
        found.append(Status(part, paid_on, cleared, missing))
    return found


def _reached(needed: Decimal, came: Sequence[tuple[date, Decimal]], total: Decimal) -> date | None:
    """Return the day from which an amount was covered for good."""
    if total < needed:
        return None
    running, since = ZERO, None
    for day, amount in sorted(came):
        running += amount
        if running < needed:
            since = None
        elif since is None:
            since = day
    return since


def late_fees(
    part: Part, paid_on: date | None, by: date, share: Decimal, *, monthly: bool
) -> list[Decimal]:
    """Return the surcharges of an instalment that was not paid on its day, in euros.

    One for good, or one for each month of delay that has begun.

    :param by: the day of judging, which counts
    """
    until = min(by, paid_on) if paid_on else by
    if until <= part.due_on:
        return []
    fee = cents(part.amount * share)
    if not monthly:
        return [fee]
    months = 0
    while add_months(part.due_on + ONE_DAY, months) <= until:
        months += 1
    return [fee] * months


Loss = tuple[str, int]


def _late_total(statuses: Sequence[Status], limit: int, by: date) -> bool:
    return sum(status.missed(by) for status in statuses) >= limit


def _unpaid_in_a_row(statuses: Sequence[Status], limit: int, by: date) -> bool:
    run = 0
    for status in statuses:
        run = run + 1 if status.paid_on is None and status.missed(by) else 0
        if run >= limit:
            return True
    return False


def _unpaid_past_next(statuses: Sequence[Status], limit: int, by: date) -> bool:
    return any(
        not status.cleared and status.missed(by) and later.part.due_on < by
        for status, later in zip(statuses, statuses[limit:], strict=False)
        if later.part.due_on > status.part.due_on
    )


def _last_late_months(statuses: Sequence[Status], limit: int, by: date) -> bool:
    last = statuses[-1]
    return last.paid_on is None and by > add_months(last.part.due_on, limit)


LOSSES: dict[str, Callable[[Sequence[Status], int, date], bool]] = {
    "late_total": _late_total,
    "unpaid_in_a_row": _unpaid_in_a_row,
    "unpaid_past_next": _unpaid_past_next,
    "last_late_months": _last_late_months,
}


def lost(statuses: Sequence[Status], losses: Sequence[Loss], by: date) -> str | None:
    """Return why an arrangement is lost, or nothing while it holds.

    :param losses: causes of its terms with their limits
    :param by: the day of judging; instalments of that day are not late yet
    """
    for cause, limit in losses:
        if LOSSES[cause](statuses, limit, by):
            return cause
    return None


def next_parts(statuses: Sequence[Status], on: date) -> list[Status]:
    """Return what is to be paid now: everything due, or else the next instalment."""
    unpaid = [status for status in statuses if not status.cleared]
    due = [status for status in unpaid if status.part.due_on <= on]
    return due or unpaid[:1]


def spread(
    amount: Decimal, owed: Sequence[tuple[int, Decimal]], least: Decimal
) -> list[tuple[int, Decimal]]:
    """Spread an amount over debts, in their order, in parts that may be paid.

    A last part below the least that can be paid is rounded up to it, and counts as paid ahead.

    :param owed: debts with the euros open on each
    """
    parts = []
    for key, left in owed:
        part = min(amount, left)
        if part > 0:
            parts.append((key, max(part, min(least, left))))
            amount -= part
    return parts
