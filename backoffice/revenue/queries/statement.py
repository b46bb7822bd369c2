"""Every movement of a debtor's account with the balance after it, as of any past day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from backoffice.kernel.money import ZERO

# As `rules.charge_number` writes it.
NUMBER = "case when series = '' then '' else series || '-' end || number || '/' || year"
# Charges, what was certified late, what was taken off, and money: each as its document says it.
MOVEMENTS = f"""
with charge as (
    select charge.*, kind.name_el, kind.name_en from revenue_charge charge
    join revenue_chargekind kind on kind.id = charge.kind_id
    where charge.debtor_id = any(%(parties)s) and charge."on" <= %(on)s
), credited as (
    select receipt_id, booked_on, allocation.amount,
        case when component = 'interest' then allocation.amount else 0 end as surcharge
    from revenue_allocation allocation join charge on charge.id = allocation.charge_id
    where receipt_id is not null and booked_on <= %(on)s
    union all
    select receipt_id, booked_on, amount, 0 from revenue_credit
    where party_id = any(%(parties)s) and receipt_id is not null and booked_on <= %(on)s
), money as (
    select receipt_id, booked_on, sum(amount) as amount, sum(surcharge) as surcharge
    from credited group by 1, 2
)
select "on" as day, 1 as step, id, 'charge', name_el, name_en, {NUMBER}, code, period,
    principal as debit, 0::numeric as credit from charge
union all
select expense."on", 2, expense.id, 'expenses', expense.reason, expense.reason,
    charge.number || '/' || charge.year, charge.code, '', greatest(amount, 0),
    greatest(-amount, 0)
from revenue_expense expense join charge on charge.id = expense.charge_id
where expense."on" <= %(on)s
union all
select cancelled_on, 2, id, 'cancellation', name_el, name_en, {NUMBER}, code, period,
    0, principal from charge where cancelled_on <= %(on)s
union all
select "on", 3, id, 'reduction', reason, reason, '', '', period, greatest(-amount, 0),
    greatest(amount, 0) from revenue_relief
where debtor_id = any(%(parties)s) and "on" <= %(on)s
union all
select booked_on, 4, receipt_id, 'surcharge', 'Προσαύξηση', 'Surcharge',
    series || '-' || year || '-' || lpad(number::text, 6, '0'), receipt.code, '',
    greatest(surcharge, 0), greatest(-surcharge, 0)
from money join revenue_receipt receipt on receipt.id = receipt_id where surcharge <> 0
union all
select booked_on, 5, receipt_id, case when reverses_id is null then 'payment' else 'reversal' end,
    case when reverses_id is null then 'Πληρωμή' else 'Επιστροφή πληρωμής' end,
    case when reverses_id is null then 'Payment' else 'Reversal of a payment' end,
    series || '-' || year || '-' || lpad(number::text, 6, '0'), receipt.code, '',
    greatest(-money.amount, 0), greatest(money.amount, 0)
from money join revenue_receipt receipt on receipt.id = receipt_id where money.amount <> 0
union all
select booked_on, 6, id, 'credit', case when of_id is null and reference is null then reason
        when of_id is null then 'Επιστροφή που δεν εκτελέστηκε'
        else 'Χρήση ή επιστροφή πιστωτικού υπολοίπου' end,
    case when of_id is null and reference is null then reason
        when of_id is null then 'Refund that the bank returned'
        else 'Credit used or paid back' end,
    '', '', '', greatest(-amount, 0), greatest(amount, 0) from revenue_credit
where party_id = any(%(parties)s) and receipt_id is null and relief_id is null
    and booked_on <= %(on)s
order by 1, 2, 3
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement; amounts in euros, the balance is debits less credits after it."""

    on: date
    kind: str
    label_el: str
    label_en: str
    number: str
    code: str
    period: str
    debit: Decimal
    credit: Decimal
    balance: Decimal

    def label(self, language: str) -> str:
        """Return what moved, in a language."""
        return self.label_en if language == "en" else self.label_el


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of parties up to a day; a balance below zero is kept as their credit."""

    on: date
    rows: tuple[Movement, ...]
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        """Debits less credits, without surcharges that are not certified yet."""
        return self.debit - self.credit


def statement(party_ids: Collection[int], on: date) -> Statement:
    """Return the account of parties as it stood at the end of a day, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(MOVEMENTS, {"parties": sorted(set(party_ids)), "on": on})
        found = cursor.fetchall()
    rows, balance = [], ZERO
    for day, _step, _pk, kind, el, en, number, code, period, debit, credit in found:
        balance += debit - credit
        rows.append(Movement(day, kind, el, en, number, code, period, debit, credit, balance))
    return Statement(
        on,
        tuple(rows),
        sum((row.debit for row in rows), ZERO),
        sum((row.credit for row in rows), ZERO),
    )
