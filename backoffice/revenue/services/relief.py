"""Income given back because a later fact made it too much."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.models import Allocation, Charge, ChargeKind, Credit, Method, Relief
from backoffice.revenue.positions import Position
from backoffice.revenue.states import ChargeState, Component

from .crediting import LOSSES

#: Refunds of other revenue (ΠΔ 54/2018, παράρτημα 1).
REFUNDS = "27909"


@dataclass(frozen=True, slots=True)
class SurchargeSide:
    """The accounts of a charge's surcharge, where a plan looks for those of the debt."""

    income_account: str
    receivable_account: str
    ale: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How an amount is given back: which charges become smaller, and what is kept as credit."""

    kind: ChargeKind | Position | SurchargeSide
    debtor_id: int
    amount: Decimal
    parts: tuple[tuple[Position, Decimal], ...]
    rest: Decimal
    account: str
    # What was never owed grew no surcharge: without a day it counts from the charge's own.
    value_on: date | None = None
    closes: ChargeState = ChargeState.SETTLED
    journal: ClassVar[str] = "REV"

    def assessed(self) -> list[LineSpec]:
        """Return the lines that take the income back from the receivable it was assessed on."""
        kind, debtor = self.kind, self.debtor_id
        return [
            LineSpec(kind.income_account, self.amount, 0, "", debtor, kind.ale),
            LineSpec(kind.receivable_account, 0, self.amount, "", debtor, kind.ale),
        ]

    def moved(self) -> list[LineSpec]:
        """Return the lines that move what was collected already to other debts and to credit."""
        kind, debtor = self.kind, self.debtor_id
        others = [(p, part) for p, part in self.parts if p.ale != kind.ale]
        total = self.rest + sum((part for _p, part in others), ZERO)
        if not total:
            return []
        lines = [LineSpec(kind.receivable_account, total, 0, "", debtor, kind.ale)]
        lines += [LineSpec(p.receivable_account, 0, a, "", debtor, p.ale) for p, a in others]
        lines += [LineSpec(self.account, 0, self.rest, "", debtor)] if self.rest else []
        return lines

    def settled(self) -> list[int]:
        """Return the charges that it settles."""
        return [
            p.charge_id
            for p, part in self.parts
            if part == p.principal_open and not p.expenses_open
        ]


class PriorYear(Plan):
    """The same for income of a past year, whose books are closed: a loss, or a refund, of today."""

    __slots__ = ()
    journal = "GEN"

    def assessed(self) -> list[LineSpec]:
        """Return the lines: a write-off of what is open, a refund of what was collected."""
        kind, debtor = self.kind, self.debtor_id
        open_part = self.amount - self.rest
        lines = []
        if open_part:
            lines.append(LineSpec(LOSSES, open_part))
            lines.append(LineSpec(kind.receivable_account, 0, open_part, "", debtor, kind.ale))
        if self.rest:
            lines.append(LineSpec(REFUNDS, self.rest, 0, "", debtor, kind.ale))
            lines.append(LineSpec(self.account, 0, self.rest, "", debtor))
        return lines

    def moved(self) -> list[LineSpec]:
        """Return nothing: what was collected stays collected, and is owed back."""
        return []


def credit_account() -> str:
    """Return the account of credits that the town keeps."""
    return Method.objects.order_by("code").values_list("credit_account", flat=True)[0]


def write(
    plan: Plan, source: Source, period: str, reason: str, actor: User | None, at: datetime
) -> Relief:
    """Post what a plan says, take it off the charges and keep the rest as credit."""
    today, code = athens_day(at), new_code()
    facts: dict[str, Any] = {
        "on": today,
        "source": Source("revenue.relief", code),
        "text": reason[:240],
    }
    entry = ledger.post(journal=plan.journal, lines=plan.assessed(), actor=actor, at=at, **facts)
    kept = entry
    if plan.moved():
        # Money that came for the larger amount is collected money of something else from now on.
        kept = ledger.post(
            journal="COL", lines=plan.moved(), purpose="moved", actor=actor, at=at, **facts
        )
    relief = Relief.objects.create(
        code=code,
        debtor_id=plan.debtor_id,
        source_kind=source.kind,
        source_id=source.id,
        period=period,
        amount=plan.amount,
        reason=reason[:400],
        on=today,
        actor=actor,
        entry_id=entry.pk,
    )
    _credit_charges(plan, relief, today)
    if plan.rest:
        Credit.objects.create(
            party_id=plan.debtor_id,
            relief=relief,
            account=plan.account,
            amount=plan.rest,
            booked_on=today,
            reason=reason[:400],
            entry_id=kept.pk,
        )
    return relief


def _credit_charges(plan: Plan, relief: Relief, today: date) -> None:
    Allocation.objects.bulk_create(
        Allocation(
            charge_id=position.charge_id,
            relief=relief,
            component=Component.PRINCIPAL,
            amount=part,
            value_on=plan.value_on or position.on,
            booked_on=today,
        )
        for position, part in plan.parts
    )
    Charge.objects.filter(pk__in=plan.settled()).update(state=plan.closes)
