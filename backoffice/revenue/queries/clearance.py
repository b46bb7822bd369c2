"""Municipal clearance: whether anything overdue stands against a licence (ΚΔΚ άρθρο 285)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.kernel.money import ZERO
from backoffice.kernel.sql import run
from backoffice.revenue.positions import Position, positions, regimes_of
from backoffice.revenue.states import HoldKind

from .holds import HoldView, holds_of

CLEAR, ARRANGED, REFUSED = "clear", "arranged", "refused"
# Whoever pays or reverses waits until a certificate about these debts is committed.
LOCK = """
select id from revenue_charge where debtor_id = %s and due_on < %s order by id for share
"""
COURT = "court"


@dataclass(frozen=True, slots=True)
class Overdue:
    """A debt that stands against the clearance; euros, and days since its last day to pay."""

    charge_id: int
    code: str
    number: str
    label_el: str
    label_en: str
    period: str
    due_on: date
    days: int
    total: Decimal

    def label(self, language: str) -> str:
        """Return what it is for, in a language."""
        name = self.label_en if language == "en" else self.label_el
        return f"{name} {self.period}".strip()


@dataclass(frozen=True, slots=True)
class Excepted:
    """An overdue debt that the law lets pass, and what stands on it."""

    charge_id: int
    number: str
    total: Decimal
    hold: HoldView


@dataclass(frozen=True, slots=True)
class Clearance:
    """Whether a person or business may be given a clearance on a day.

    :ivar state: `clear`, `arranged` or `refused`
    """

    party_id: int
    on: date
    state: str
    overdue: tuple[Overdue, ...]
    excepted: tuple[Excepted, ...]

    @property
    def total(self) -> Decimal:
        """Everything that stands against it, in euros."""
        return sum((row.total for row in self.overdue), ZERO)

    @property
    def arrangements(self) -> tuple[str, ...]:
        """The arrangements that let debts pass, as their holds name them."""
        found = (row.hold for row in self.excepted if row.hold.kind == HoldKind.ARRANGED)
        return tuple(sorted({hold.reason for hold in found}))


def clearance_of(party_id: int, on: date) -> Clearance:
    """Return whether nothing overdue stands against a licence, or exactly what does.

    Legal source: ΚΔΚ (ν.3463/2006) άρθρο 285: a debt under arrangement and a pending court case
    are let pass. A suspension by court, authority or law counts with the latter. An objection
    before the town itself is no court case, unless its source says so.

    :param on: the day; a debt is overdue from the day after its due day
    """
    found = positions(
        "charge.debtor_id = %s and charge.state = 'open' and charge.due_on < %s", [party_id, on]
    )
    holds = _holds(found, on)
    grown = regimes_of(found, on)
    overdue, excepted = [], []
    for p in found:
        late = grown.get(p.regime_id or 0)
        total = p.owed(late.regime if late else None, on).total
        if total <= 0:
            continue
        hold = next((h for h in holds.get(p.charge_id, []) if lets_pass(h)), None)
        if hold:
            excepted.append(Excepted(p.charge_id, p.label, total, hold))
        else:
            overdue.append(_overdue(p, total, on))
    state = REFUSED if overdue else ARRANGED if excepted else CLEAR
    return Clearance(party_id, on, state, tuple(overdue), tuple(excepted))


def _holds(found: Sequence[Position], on: date) -> dict[int, list[HoldView]]:
    ids = [p.charge_id for p in found]
    standing = holds_of(ids, on)
    # An arrangement of today stands from tomorrow, because today's surcharge is still arranged.
    for charge_id, coming in holds_of(ids, on + timedelta(days=1)).items():
        agreed = [hold for hold in coming if hold.kind == HoldKind.ARRANGED]
        standing.setdefault(charge_id, []).extend(agreed)
    return standing


def lets_pass(hold: HoldView) -> bool:
    """Tell whether what stands on a debt lets a clearance pass."""
    if hold.kind == HoldKind.DISPUTED:
        return hold.source.kind.startswith(COURT)
    return hold.kind in (HoldKind.ARRANGED, HoldKind.SUSPENDED)


def _overdue(p: Position, total: Decimal, on: date) -> Overdue:
    return Overdue(
        p.charge_id,
        p.code,
        p.label,
        p.kind_el,
        p.kind_en,
        p.period,
        p.due_on,
        (on - p.due_on).days,
        total,
    )


def hold_still(party_id: int, on: date) -> None:
    """Keep the overdue debts of a debtor as they are until the transaction ends."""
    run(LOCK, [party_id, on])
