"""The enforcement ladder of ν.4978/2022: the next lawful step against a debtor, and from when.

A debt climbs by itself: individual notice (άρθρο 4), overdue notice (άρθρο 7), thirty days, then
measures (άρθρο 9). What is arranged, suspended or disputed stands still. A debtor stands where
the furthest debt stands; what the other debts need is told beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from backoffice.kernel.money import ZERO

from .law import Figures
from .service import measures_from

THIRD_PARTY, BANK, MOVABLES, IMMOVABLES = "third_party", "bank", "movables", "immovables"
#: Seizures in third hands need no overdue notice (ν.4978/2022 άρθρο 7).
WITHOUT_NOTICE = frozenset({THIRD_PARTY, BANK})


class Step(StrEnum):
    """Where a debt stands; the later in this list, the further."""

    HELD = "held"
    NOTICE = "notice"
    OVERDUE_NOTICE = "overdue_notice"
    SERVE_OVERDUE = "serve_overdue"
    WAIT = "wait"
    MEASURES = "measures"
    MEASURE_OPEN = "measure_open"


ORDER = list(Step)


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One overdue debt: what is open of it and what was done about it; amounts in euros.

    :param hold: `arranged`, `suspended` or `disputed`, if something stands on it
    :param notified_on: the day of its individual notice
    :param overdue_on: the day of its overdue notice, served or not
    :param overdue_served_on: the day on which that notice was served
    :param measure: number of a measure under way for it
    """

    charge_id: int
    amount: Decimal
    due_on: date
    hold: str = ""
    notified_on: date | None = None
    overdue_on: date | None = None
    overdue_served_on: date | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class DebtorFacts:
    """A debtor with the overdue debts."""

    debtor_id: int
    charges: tuple[ChargeFacts, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One step for some debts of a debtor.

    :param on: the first day on which the step is lawful
    :param measures: which measures the law allows for these debts already
    """

    step: Step
    on: date
    amount: Decimal
    charge_ids: tuple[int, ...]
    measures: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where a debtor stands: the furthest step first, then what the other debts need."""

    debtor_id: int
    verdicts: tuple[Verdict, ...]

    @property
    def next(self) -> Verdict:
        """The furthest step."""
        return self.verdicts[0]

    @property
    def amount(self) -> Decimal:
        """Everything overdue, in euros."""
        return sum((verdict.amount for verdict in self.verdicts), ZERO)


def step_of(facts: ChargeFacts, figures: Figures, on: date) -> tuple[Step, date]:
    """Return the step of one debt and the first day on which it is lawful."""
    overdue_from = facts.due_on + timedelta(days=1)
    if facts.hold:
        return Step.HELD, overdue_from
    if facts.measure:
        return Step.MEASURE_OPEN, overdue_from
    if facts.overdue_served_on is not None:
        allowed = measures_from(facts.overdue_served_on, figures)
        return (Step.MEASURES if allowed <= on else Step.WAIT), allowed
    if facts.overdue_on is not None:
        return Step.SERVE_OVERDUE, facts.overdue_on
    if facts.notified_on is not None:
        return Step.OVERDUE_NOTICE, overdue_from
    return Step.NOTICE, overdue_from


def measures_allowed(total: Decimal, figures: Figures) -> tuple[str, ...]:
    """Return the measures that a debt is large enough for (ν.4978/2022 άρθρα 9 §4, 31).

    :param total: euros of the debtor's whole overdue debt
    """
    floors = (
        (THIRD_PARTY, ZERO),
        (BANK, figures.floor_bank),
        (MOVABLES, figures.floor_movables),
        (IMMOVABLES, figures.floor_immovables),
    )
    return tuple(kind for kind, floor in floors if total >= floor)


def ladder_of(facts: DebtorFacts, figures: Figures, on: date) -> Ladder:
    """Return where a debtor stands on a day."""
    groups: dict[Step, list[tuple[ChargeFacts, date]]] = {}
    for charge in facts.charges:
        step, first = step_of(charge, figures, on)
        groups.setdefault(step, []).append((charge, first))
    ordered = sorted(groups, key=ORDER.index, reverse=True)
    free = sum((charge.amount for charge in facts.charges if not charge.hold), ZERO)
    allowed = measures_allowed(free, figures)
    return Ladder(facts.debtor_id, tuple(_verdict(step, groups[step], allowed) for step in ordered))


def _verdict(
    step: Step, group: Sequence[tuple[ChargeFacts, date]], allowed: tuple[str, ...]
) -> Verdict:
    amount = sum((charge.amount for charge, _first in group), ZERO)
    if step == Step.HELD:
        allowed = ()
    elif step not in {Step.MEASURES, Step.MEASURE_OPEN}:
        allowed = tuple(kind for kind in allowed if kind in WITHOUT_NOTICE)
    return Verdict(
        step,
        min(first for _charge, first in group),
        amount,
        tuple(charge.charge_id for charge, _first in group),
        allowed,
    )
