"""How arrangements stand, read from what revenue credited; the same few statements for any number
of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.actors import Source
from backoffice.kernel.money import ZERO
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import ChargeSummary

from . import rules
from .models import ArrangedDebt, Arrangement, Instalment
from .rules import Extra, Part, Status
from .states import ArrangementState

INTEREST, LATE = "arrangement_interest", "arrangement_late"
SOURCE = "arrangements.instalment"
Credits = list[tuple[date, Decimal]]


@dataclass(frozen=True, slots=True)
class Raised:
    """A charge that an instalment raised, with the day it was wholly paid."""

    number: int
    charge: ChargeSummary
    credited: Decimal
    paid_on: date | None

    @property
    def is_late_fee(self) -> bool:
        """Whether it is a surcharge for paying late."""
        return self.charge.kind == LATE

    @property
    def left(self) -> Decimal:
        """What is open of it, in euros."""
        return self.charge.principal_open


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an arrangement stands: its instalments, its own charges, its debts."""

    arrangement: Arrangement
    rows: tuple[Instalment, ...]
    statuses: tuple[Status, ...]
    raised: tuple[Raised, ...]
    debts: tuple[ArrangedDebt, ...]
    credits: tuple[tuple[date, Decimal], ...]

    @property
    def covered(self) -> Decimal:
        """What was paid of the arranged amount, in euros."""
        return sum((amount for _day, amount in self.credits), ZERO)

    @property
    def open_capital(self) -> Decimal:
        """What is left of the arranged amount, in euros."""
        return max(ZERO, self.arrangement.capital - self.covered)

    def open_on(self, on: date) -> Decimal:
        """Return what was left of the arranged amount at the end of a day, in euros."""
        paid = sum((amount for day, amount in self.credits if day <= on), ZERO)
        return max(ZERO, self.arrangement.capital - paid)

    @property
    def is_cleared(self) -> bool:
        """Whether nothing is left to pay."""
        return all(status.cleared for status in self.statuses)

    def raised_for(self, number: int) -> list[Raised]:
        """Return the charges that an instalment raised."""
        return [one for one in self.raised if one.number == number]


def standings(arrangements: Sequence[Arrangement]) -> dict[int, Standing]:
    """Return where arrangements stand, by identifier, in five statements."""
    ids = [arrangement.pk for arrangement in arrangements]
    rows: dict[int, list[Instalment]] = {pk: [] for pk in ids}
    for row in Instalment.objects.filter(arrangement__in=ids).order_by("arrangement", "number"):
        rows[row.arrangement_id].append(row)
    debts: dict[int, list[ArrangedDebt]] = {pk: [] for pk in ids}
    for debt in ArrangedDebt.objects.filter(arrangement__in=ids).order_by(
        "arrangement", "position"
    ):
        debts[debt.arrangement_id].append(debt)
    credited = revenue_queries.credited_of([d.charge_id for some in debts.values() for d in some])
    raised = _raised([row for some in rows.values() for row in some])
    return {
        one.pk: _standing(one, rows[one.pk], debts[one.pk], credited, raised)
        for one in arrangements
    }


def standing_of(arrangement: Arrangement) -> Standing:
    """Return where one arrangement stands."""
    return standings([arrangement])[arrangement.pk]


def _raised(rows: Sequence[Instalment]) -> dict[int, list[Raised]]:
    numbers = {str(row.pk): row for row in rows}
    if not numbers:
        return {}
    charges = revenue_queries.charges_of_source([Source(SOURCE, pk) for pk in numbers])
    live = [charge for charge in charges if charge.state != "cancelled"]
    credited = revenue_queries.credited_of([charge.id for charge in live])
    found: dict[int, list[Raised]] = {}
    for charge in live:
        row = numbers[charge.source_id]
        came = credited.get(charge.id, [])
        paid = sum((amount for _day, amount in came), ZERO)
        paid_on = max(day for day, _amount in came) if paid >= charge.total else None
        found.setdefault(row.arrangement_id, []).append(Raised(row.number, charge, paid, paid_on))
    return found


def _standing(
    arrangement: Arrangement,
    rows: Sequence[Instalment],
    debts: Sequence[ArrangedDebt],
    credited: dict[int, Credits],
    raised: dict[int, list[Raised]],
) -> Standing:
    since = [movement for d in debts for movement in credited.get(d.charge_id, [])[d.rows_before :]]
    ended = arrangement.ended_on
    if arrangement.state == ArrangementState.LOST and ended:
        # Money that came later is not the arrangement's any more.
        since = [(day, amount) for day, amount in since if day <= ended]
    own = raised.get(arrangement.pk, [])
    extras = [Extra(one.number, one.charge.due_on, one.paid_on, one.is_late_fee) for one in own]
    parts = [Part(row.number, row.due_on, row.capital, row.interest) for row in rows]
    statuses = rules.progress(parts, sorted(since), extras)
    return Standing(
        arrangement, tuple(rows), tuple(statuses), tuple(own), tuple(debts), tuple(sorted(since))
    )
