"""Income given back because a later fact made it too much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue.models import Allocation, Charge, ChargeKind, Credit, Method, Relief
from backoffice.revenue.positions import Position, positions
from backoffice.revenue.rules import NothingToCharge
from backoffice.revenue.states import ChargeState, Component
from theme.formatting import euro

from .crediting import LOSSES
from .errors import ReasonMissing, ReliefDiffers
from .kinds import kind_by_code

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


@transaction.atomic
def credit_debtor(
    *,
    debtor_id: int,
    amount: Decimal,
    kinds: Sequence[str],
    source: Source,
    reason: str,
    actor: User | None,
    at: datetime,
    period: str = "",
) -> Relief:
    """Give back income that a later fact made too much: unpaid charges first, the rest as credit.

    The oldest due charges of the kinds become smaller as if they had been raised so; what they
    cannot take is kept for the debtor. The same source again returns what exists.
    Legal source for stay and shop fees: ν.5143/2024 άρθρο 30 §7 and its procedure.

    :param amount: euros, above zero
    :param kinds: codes of kinds of charge; the first one's income is given back
    :raises ReliefDiffers: if the source was credited already, with another amount or debtor
    :raises ReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))
    if amount <= 0 or amount != cents(amount):
        raise NothingToCharge(_("Enter an amount above zero with at most two decimals."))
    known = _known(source, debtor_id, amount)
    if known is not None:
        return known
    plan = _plan(kind_by_code(kinds[0]), debtor_id, amount, _unpaid(debtor_id, kinds))
    try:
        with transaction.atomic():
            relief = write(plan, source, period, reason, actor, at)
    except IntegrityError:
        # Somebody else credited it at this very moment.
        known = _known(source, debtor_id, amount)
        if known is None:
            raise
        return known
    record(
        "revenue.debtor.credited",
        relief,
        actor=actor,
        at=at,
        on_behalf_of=debtor_id,
        after={"amount": amount, "kept": plan.rest},
        note=reason,
    )
    return relief


def _known(source: Source, debtor_id: int, amount: Decimal) -> Relief | None:
    known = Relief.objects.filter(source_kind=source.kind, source_id=source.id).first()
    if known is not None and (known.debtor_id, known.amount) != (debtor_id, amount):
        raise ReliefDiffers(
            _("This was credited already with %(amount)s. Correct that one instead.")
            % {"amount": euro(known.amount)}
        )
    return known


def _unpaid(debtor_id: int, kinds: Collection[str]) -> list[Position]:
    ids = list(
        Charge.objects.select_for_update(no_key=True)
        .filter(debtor_id=debtor_id, kind__code__in=list(kinds), state=ChargeState.OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return positions("charge.id = any(%s)", [ids])


def _plan(kind: ChargeKind, debtor_id: int, amount: Decimal, unpaid: Sequence[Position]) -> Plan:
    parts, rest = [], amount
    for position in unpaid:
        part = min(rest, position.principal_open)
        if part > 0:
            parts.append((position, part))
            rest -= part
    return Plan(kind, debtor_id, amount, tuple(parts), rest, credit_account())


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
