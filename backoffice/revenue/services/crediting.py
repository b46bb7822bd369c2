"""What money that came settles, and how the books say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.ledger.services import EntrySpec, LineSpec
from backoffice.revenue.positions import Position, regimes_of
from backoffice.revenue.rules import Owed, distribute
from backoffice.revenue.states import Component

from .desks import Desk

#: Other impairments of receivables (ΠΔ 54/2018, παράρτημα 1).
LOSSES = "76408"


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What somebody who holds the money says about a payment.

    :param reference: the payment's code
    :param amount: euros that came
    :param bank_reference: the bank's own name for this transfer, never used for another
    :param paid_at: when the money was credited
    :param channel: who reports, such as `stripe.webhook` or `counter`
    """

    reference: str
    amount: Decimal
    bank_reference: str
    paid_at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Part:
    """Money credited to one part of one debt."""

    position: Position
    component: Component
    amount: Decimal
    value_on: date


@dataclass(frozen=True, slots=True)
class Case:
    """One payment to be settled: who reports what, and what becomes of the money.

    :ivar kept: creditors, with the euros that none of their debts could take
    :ivar closed: the charges that owe nothing any more
    :ivar entries: what the books will say: reductions first, in their order, the collection last
    :ivar early: the debts paid whole and early, with what that takes off each
    """

    desk: Desk
    report: PaymentReport
    code: str
    parts: tuple[Part, ...]
    kept: tuple[tuple[int, Decimal], ...]
    closed: tuple[int, ...]
    entries: tuple[EntrySpec, ...]
    early: tuple[Part, ...] = ()


def case_of(desk: Desk, report: PaymentReport, at: datetime) -> Case:
    """Decide what a payment settles, in the law's order; writes nothing."""
    owed, days = _owed(desk, report)
    shares = distribute(report.amount, list(zip(desk.wanted, owed, strict=True)))
    parts = tuple(
        Part(p, credited.component, credited.amount, day)
        for p, share, day in zip(desk.positions, shares, days, strict=True)
        for credited in share.credited
    )
    kept = tuple(
        (p.debtor_id, share.left)
        for p, share in zip(desk.positions, shares, strict=True)
        if share.left
    )
    closed = tuple(
        p.charge_id
        for p, share, due in zip(desk.positions, shares, owed, strict=True)
        if due.total and due.total == sum((c.amount for c in share.credited), ZERO)
    )
    early = tuple(
        Part(p, Component.PRINCIPAL, due.early, day)
        for p, due, day in zip(desk.positions, owed, days, strict=True)
        if due.early and p.charge_id in closed
    )
    code, today = new_code(), athens_day(at)
    entries = _entries(desk, report, parts, kept, code, today)
    less = tuple(early_entry(part, code, today) for part in early)
    return Case(desk, report, code, parts, kept, closed, (*less, *entries), early)


def early_entry(part: Part, code: str, today: date) -> EntrySpec:
    """Return what the books say when a debt paid early is less: R15, or R16 in a later year."""
    p = part.position
    if p.on.year == today.year:
        journal, against = "REV", LineSpec(p.income_account, part.amount, 0, "", p.debtor_id, p.ale)
    else:
        journal, against = "GEN", LineSpec(LOSSES, part.amount)
    lines = (against, LineSpec(p.receivable_account, 0, part.amount, "", p.debtor_id, p.ale))
    return EntrySpec(journal, today, lines, Source("revenue.receipt", code), f"early-{p.code}", "")


def _owed(desk: Desk, report: PaymentReport) -> tuple[list[Owed], list[date]]:
    arrived = athens_day(report.paid_at)
    grown = regimes_of(desk.positions, max(arrived, desk.ordered_on))
    owed, days = [], []
    for p in desk.positions:
        late = grown.get(p.regime_id or 0)
        # Paid on time is what was ordered on time, unless the regime counts the bank's day.
        counts_by_order = late is None or late.counts_by == "order"
        days.append(min(desk.ordered_on, arrived) if counts_by_order else arrived)
        owed.append(p.owed(late.regime if late else None, days[-1]))
    return owed, days


def _entries(
    desk: Desk,
    report: PaymentReport,
    parts: Sequence[Part],
    kept: Sequence[tuple[int, Decimal]],
    code: str,
    today: date,
) -> tuple[EntrySpec, ...]:
    source = Source("revenue.receipt", code)
    party = desk.party_id if desk.clearing_account == desk.credit_account else None
    lines = [LineSpec(desk.clearing_account, report.amount, 0, "", party)]
    lines += [
        LineSpec(account, 0, amount, "", debtor, ale)
        for (account, debtor, ale), amount in _by_account(parts).items()
    ]
    lines += [LineSpec(desk.credit_account, 0, amount, "", debtor) for debtor, amount in kept]
    collection = EntrySpec("COL", today, tuple(lines), source, "collection", report.reference)
    charged = [line for part in parts if is_surcharge(part) for line in surcharge_lines(part)]
    if not charged:
        return (collection,)
    return (
        EntrySpec("REV", today, tuple(charged), source, "surcharge", report.reference),
        collection,
    )


def is_surcharge(part: Part) -> bool:
    """Tell whether a part is a surcharge, which is certified the moment it is collected."""
    return part.component == Component.INTEREST


def surcharge_lines(part: Part) -> list[LineSpec]:
    """Return the two lines that certify a surcharge."""
    p = part.position
    return [
        LineSpec(p.surcharge_receivable_account, part.amount, 0, "", p.debtor_id, p.surcharge_ale),
        LineSpec(p.surcharge_income_account, 0, part.amount, "", p.debtor_id, p.surcharge_ale),
    ]


def _by_account(parts: Sequence[Part]) -> dict[tuple[str, int, str], Decimal]:
    sums: dict[tuple[str, int, str], Decimal] = {}
    for part in parts:
        key = receivable(part)
        sums[key] = sums.get(key, ZERO) + part.amount
    return sums


def receivable(part: Part) -> tuple[str, int, str]:
    """Return the account, the debtor and the revenue code that a part is owed on."""
    p = part.position
    if is_surcharge(part):
        return p.surcharge_receivable_account, p.debtor_id, p.surcharge_ale
    if part.component == Component.EXPENSES:
        return p.expenses_receivable_account, p.debtor_id, p.expenses_ale
    return p.receivable_account, p.debtor_id, p.ale
