"""Surcharge of late debts: by started month, by day or once, never on itself, up to the ceiling.

An arrangement and the law's exemptions stop it for some days; a month that begins on such a day
does not count, and what is added once waits until they are over.

Legal sources: ν.4978/2022 (ΚΕΔΕ) άρθρο 6, ν.5104/2024 άρθρο 52; for stay and shop fees
ν.5143/2024 άρθρο 30 §9; for traffic fines ν.5256/2025 άρθρο 22.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Literal

from backoffice.kernel.dates import add_months
from backoffice.kernel.explanation import Node
from backoffice.kernel.money import ZERO, cents

DAYS_OF_YEAR = 365
Unit = Literal["month", "day", "once"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """A rate as a fraction from a day to a day: a month, a year or once, as the unit says."""

    rate: Decimal
    first: date
    last: date | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Regime:
    """How a late debt grows; the cap is a share of the debt, none without one."""

    unit: Unit
    rates: tuple[RatePeriod, ...]
    cap: Decimal | None = None
    basis: str = ""

    def rate_on(self, day: date) -> RatePeriod | None:
        """Return the rate in force on a day, if any."""
        for period in self.rates:
            if period.first <= day and (period.last is None or day <= period.last):
                return period
        return None


@dataclass(frozen=True, slots=True)
class Still:
    """Days on which a late debt does not grow, both included, and why."""

    first: date
    last: date | None
    label_el: str
    label_en: str
    basis: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Payable:
    """A debt through time: euros, its last day to pay, and what was credited to it on which day."""

    principal: Decimal
    due_on: date
    credited: tuple[tuple[date, Decimal], ...] = ()
    stills: tuple[Still, ...] = ()

    def still_on(self, day: date) -> Still | None:
        """Return what keeps the debt from growing on a day, if anything."""
        return next((still for still in self.stills if still.covers(day)), None)

    def open_before(self, day: date) -> Decimal:
        """Return what was still open when a day began."""
        return self.principal - sum((a for on, a in self.credited if on < day), ZERO)


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive months or days over the same base at the same rate."""

    first: date
    last: date
    units: int
    base: Decimal
    rate: RatePeriod
    still: Still | None = None


def surcharge(debt: Payable, regime: Regime | None, until: date) -> Node:
    """Return the surcharge of a debt from its due day until a day, with the tree that explains it.

    A month counts as soon as it has begun, over what was open at its beginning. Each line is
    rounded once; there is no surcharge on surcharges.

    :param until: the day that stops it, which counts
    """
    runs = _runs(debt, regime, until) if regime else []
    children = [_line(run, regime) for run in runs if regime]
    total = sum((child.amount or ZERO for child in children), ZERO)
    if regime and regime.cap is not None:
        ceiling = cents(debt.principal * regime.cap)
        if total > ceiling:
            children.append(_ceiling(ceiling, total, regime))
            total = ceiling
    return Node(
        "Προσαύξηση εκπρόθεσμης καταβολής",
        "Late payment surcharge",
        total,
        basis=regime.basis if regime else "",
        children=tuple(children),
    )


def surcharge_amount(debt: Payable, regime: Regime | None, until: date) -> Decimal:
    """Return what `surcharge` comes to, without the tree: lists of debts need thousands of them."""
    if regime is None or until <= debt.due_on:
        return ZERO
    begin = debt.due_on + ONE_DAY
    rate = regime.rate_on(begin)
    same = rate is not None and (rate.last is None or rate.last >= until)
    if rate is None or not same or debt.credited or debt.stills:
        return surcharge(debt, regime, until).amount or ZERO
    units = 1
    if regime.unit != "once":
        late = _months_begun if regime.unit == "month" else _days_begun
        units = late(begin, until)
    grown = cents(debt.principal * _share(rate.rate, regime.unit) * units)
    return grown if regime.cap is None else min(grown, cents(debt.principal * regime.cap))


def _share(rate: Decimal, unit: Unit) -> Decimal:
    """Return the fraction of the debt that one unit adds; a rate by day is stated for a year."""
    return rate / DAYS_OF_YEAR if unit == "day" else rate


def _days_begun(begin: date, until: date) -> int:
    return (until - begin).days + 1


@lru_cache(maxsize=4096)
def _months_begun(begin: date, until: date) -> int:
    """Return how many months have begun by a day; shorter months begin on their last day."""
    whole = (until.year - begin.year) * 12 + until.month - begin.month
    return whole + (add_months(begin, whole) <= until)


def _runs(debt: Payable, regime: Regime, until: date) -> list[Run]:
    steps = STEPS[regime.unit]
    return [run for run in _merged(steps(debt, regime, until)) if run.base > 0]


def _months(debt: Payable, regime: Regime, until: date) -> Iterator[Run]:
    begin = debt.due_on + ONE_DAY
    count = 0
    while (first := add_months(begin, count)) <= until:
        count += 1
        rate = regime.rate_on(first)
        if rate:
            last = add_months(begin, count) - ONE_DAY
            yield Run(first, last, 1, debt.open_before(first), rate, debt.still_on(first))


def _days(debt: Payable, regime: Regime, until: date) -> Iterator[Run]:
    """Yield stretches of days between the days on which base or rate changes."""
    begin = debt.due_on + ONE_DAY
    changes = {on + ONE_DAY for on, _amount in debt.credited}
    spans = [(rate.first, rate.last) for rate in regime.rates]
    spans += [(still.first, still.last) for still in debt.stills]
    for first, last in spans:
        changes |= {first} | ({last + ONE_DAY} if last else set())
    end = until + ONE_DAY
    edges = sorted({begin, end} | {day for day in changes if begin < day < end})
    if begin >= end:
        return
    for first, after in pairwise(edges):
        rate = regime.rate_on(first)
        if rate:
            base, still = debt.open_before(first), debt.still_on(first)
            yield Run(first, after - ONE_DAY, (after - first).days, base, rate, still)


def _once(debt: Payable, regime: Regime, until: date) -> Iterator[Run]:
    """Yield the first late day on which nothing stops the debt, after the days that do."""
    day = debt.due_on + ONE_DAY
    while day <= until and (rate := regime.rate_on(day)):
        still = debt.still_on(day)
        last = min(still.last or until, until) if still else day
        yield Run(day, last, 1, debt.open_before(day), rate, still)
        if still is None:
            return
        day = last + ONE_DAY


STEPS: dict[Unit, Callable[[Payable, Regime, date], Iterator[Run]]] = {
    "month": _months,
    "day": _days,
    "once": _once,
}


def _merged(runs: Iterator[Run]) -> Iterator[Run]:
    for (base, rate, still), same in groupby(runs, key=lambda run: (run.base, run.rate, run.still)):
        group = list(same)
        units = sum(run.units for run in group)
        yield Run(group[0].first, group[-1].last, units, base, rate, still)


def _line(run: Run, regime: Regime) -> Node:
    if run.still:
        return _without(run, run.still)
    daily, once = regime.unit == "day", regime.unit == "once"
    span = f"{run.first:%d/%m/%Y}" + ("" if once else f" – {run.last:%d/%m/%Y}")
    times = "" if once else f" × {run.units}"
    words = _unit_words(run.units, regime.unit)
    hundredfold = f"{(run.rate.rate * 100).normalize():f}%"
    return Node(
        f"{words[0]}: {span}",
        f"{words[1]}: {span}",
        cents(run.base * _share(run.rate.rate, regime.unit) * run.units),
        formula=f"{run.base} × {hundredfold}{' ÷ 365' if daily else ''}{times}",
        base=run.base,
        rate=run.rate.rate,
        unit="€",
        basis=run.rate.basis,
    )


def _without(run: Run, still: Still) -> Node:
    span = f"{run.first:%d/%m/%Y} – {run.last:%d/%m/%Y}"
    return Node(f"{still.label_el}: {span}", f"{still.label_en}: {span}", ZERO, basis=still.basis)


def _unit_words(units: int, unit: str) -> tuple[str, str]:
    if unit == "month":
        return (
            f"{units} {'μήνας' if units == 1 else 'μήνες'} που άρχισαν",
            f"{units} started {'month' if units == 1 else 'months'}",
        )
    if unit == "once":
        return "Εφάπαξ, μετά τη λήξη της προθεσμίας", "Once, when the time to pay is over"
    return (
        f"{units} {'ημέρα' if units == 1 else 'ημέρες'}",
        f"{units} {'day' if units == 1 else 'days'}",
    )


def _ceiling(ceiling: Decimal, total: Decimal, regime: Regime) -> Node:
    return Node(
        "Περιορισμός στο ανώτατο όριο",
        "Limited to the ceiling",
        ceiling - total,
        formula=f"{ceiling} − {total}",
        base=ceiling,
        rate=regime.cap,
        basis=regime.basis,
    )
