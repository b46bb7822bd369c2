"""What of an arrangement is collected on its day, for whoever collects it without being asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.kernel.money import ZERO
from backoffice.kernel.registry import Registry
from backoffice.revenue import queries as revenue_queries

from .asking import payable_now
from .models import Arrangement
from .queries import InstalmentView, arrangement_view
from .states import LIVE, ArrangementState

#: Who collects instalments by itself, told by the arrangement's code: letters then say so.
automatic: Registry[Callable[[str], bool]] = Registry("instalments paid by themselves")


@dataclass(frozen=True, slots=True)
class InstalmentDue:
    """An instalment to collect; `amount` is all that is asked for with it, in euros."""

    number: int
    due_on: date
    amount: Decimal
    arrangement: str


def is_over(code: str) -> bool:
    """Tell whether nothing will be collected for an arrangement any more."""
    return not Arrangement.objects.filter(code=code, state__in=LIVE).exists()


def due_on(code: str, on: date) -> InstalmentDue | None:
    """Return the latest instalment that is due and not paid, with all that is due, or none."""
    found = _running(code)
    if found is None:
        return None
    rows = [row for row in arrangement_view(found, on).instalments if _is_due(row, on)]
    return _due(found, rows) if rows else None


def next_on(code: str, on: date) -> InstalmentDue | None:
    """Return what is collected next: what is due, or else the next instalment, or none."""
    found = _running(code)
    if found is None:
        return None
    view = arrangement_view(found, on)
    rows = [row for row in view.instalments if _is_due(row, on)]
    rows = rows or ([view.next] if view.next else [])
    return _due(found, rows) if rows else None


def is_automatic(code: str) -> bool:
    """Tell whether somebody collects the instalments without the debtor doing anything."""
    return any(automatic.get(kind)(code) for kind in automatic.kinds())


def _running(code: str) -> Arrangement | None:
    rows = Arrangement.objects.select_related("terms__scheme", "debtor")
    return rows.filter(code=code, state=ArrangementState.RUNNING).first()


def _is_due(row: InstalmentView, on: date) -> bool:
    return row.state in {"overdue", "due"} and row.due_on <= on and row.left > 0


def _due(arrangement: Arrangement, rows: list[InstalmentView]) -> InstalmentDue:
    last = rows[-1]
    total = sum((row.left for row in rows), ZERO)
    return InstalmentDue(last.number, last.due_on, total, str(arrangement))


def asked_of(debtor_id: int, on: date) -> dict[int, Decimal]:
    """Return what running arrangements ask of each debt now, in euros by charge."""
    running = Arrangement.objects.select_related("terms").filter(
        debtor=debtor_id, state=ArrangementState.RUNNING
    )
    asked = [payable_now(one, on) for one in running]
    if not asked:
        return {}
    ids = {debt.code: debt.charge_id for debt in revenue_queries.debts_of([debtor_id], on)}
    return {ids[code]: amount for payable in asked for code, amount in payable.items}
