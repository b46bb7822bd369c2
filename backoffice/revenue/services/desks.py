"""Payments with their debts, locked and read in two statements however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.sql import run
from backoffice.revenue.positions import COLUMNS, Position, position

from .errors import UnknownPayment

# Charges before payments, each in the order of their rows, so that no two wait for each other.
LOCK_CHARGES = """
select charge.id from revenue_charge charge
join revenue_paymentitem item on item.charge_id = charge.id
join revenue_payment payment on payment.id = item.payment_id
where payment.code = any(%s) order by charge.id for no key update of charge
"""
# A statement of its own: it sees what the locks of the first waited for.
DESK = f"""
select payment.code, payment.id, payment.state, payment.bank_reference, payment.party_id,
    payment.payer_id, payment.amount, payment.ordered_on, method.clearing_account,
    method.credit_account, item.amount, {COLUMNS}
from revenue_payment payment
join revenue_method method on method.code = payment.method_id
join revenue_paymentitem item on item.payment_id = payment.id
join revenue_charge charge on charge.id = item.charge_id
join revenue_chargekind kind on kind.id = charge.kind_id
where payment.code = any(%s) order by payment.id, item.position
for no key update of payment
"""  # noqa: S608
FIELDS = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked payment with its locked charges."""

    code: str
    payment_id: int
    state: str
    bank_reference: str | None
    party_id: int
    payer_id: int | None
    asked: Decimal
    ordered_on: date
    clearing_account: str
    credit_account: str
    wanted: tuple[Decimal, ...]
    positions: tuple[Position, ...]


def lock_desk(reference: str) -> Desk:
    """Lock a payment and its charges, charges first, and read both.

    :raises UnknownPayment: if no payment has the reference
    """
    desk = lock_desks([reference]).get(reference)
    if desk is None:
        raise unknown(reference)
    return desk


def lock_desks(references: Sequence[str]) -> dict[str, Desk]:
    """Lock payments and their charges, charges first, and read both; unknown ones are left out."""
    run(LOCK_CHARGES, [list(references)])
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for row in run(DESK, [list(references)]):
        rows.setdefault(row[0], []).append(row)
    return {code: _desk(found) for code, found in rows.items()}


def _desk(rows: Sequence[tuple[Any, ...]]) -> Desk:
    wanted = tuple(row[FIELDS] for row in rows)
    positions = tuple(position(row[FIELDS + 1 :]) for row in rows)
    facts: tuple[Any, ...] = (*rows[0][:FIELDS], wanted, positions)
    return Desk(*facts)


def unknown(reference: str) -> UnknownPayment:
    """Return the refusal of a reference that nobody gave out."""
    return UnknownPayment(
        _("No payment has the reference %(reference)s. Check it with the bank's report.")
        % {"reference": reference}
    )
