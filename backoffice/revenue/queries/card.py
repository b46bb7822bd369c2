"""The debtor's card: every movement with the balance after it, as it was known at any instant.

Two times are kept apart. The day is the legal one, of the document; the instant is the one at
which the books sealed it. A card as known in March leaves out what was booked in April, even if
its day lies in February.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from backoffice.kernel.money import ZERO

# `{of}` chooses the debtors; every row knows its debtor, its entry and what it was recorded with.
MOVEMENTS = """
with charge as (
    select charge.*, kind.name_el, kind.name_en,
        case series when '' then '' else series || '-' end || number || '/' || year as label
    from revenue_charge charge join revenue_chargekind kind on kind.id = charge.kind_id
    where {of}
), credit as (
    select *, party_id as debtor_id from revenue_credit charge where {of_credit}
), credited as (
    select charge.debtor_id, receipt_id, booked_on, allocation.amount,
        case when component = 'interest' then allocation.amount else 0 end as surcharge
    from revenue_allocation allocation join charge on charge.id = allocation.charge_id
    where receipt_id is not null
    union all
    select debtor_id, receipt_id, booked_on, amount, 0 from credit where receipt_id is not null
), money as (
    select debtor_id, receipt_id, booked_on, sum(amount) as amount, sum(surcharge) as surcharge
    from credited group by 1, 2, 3
), receipt as (
    select money.*, r.entry_id, r.code, r.reverses_id, r.reason, payment.method_id,
        r.series || '-' || r.year || '-' || lpad(r.number::text, 6, '0') as label
    from money join revenue_receipt r on r.id = money.receipt_id
    join revenue_payment payment on payment.id = r.payment_id
), moved as (
    select debtor_id, "on" as day, 1 as step, id, 'charge' as kind, name_el, name_en, label, code,
        period, principal as debit, 0::numeric as credit, entry_id, null::timestamptz as at
    from charge
    union all
    select charge.debtor_id, expense."on", 2, expense.id, 'expenses', expense.reason,
        expense.reason, charge.label, charge.code, '', greatest(amount, 0), greatest(-amount, 0),
        expense.entry_id, null
    from revenue_expense expense join charge on charge.id = expense.charge_id
    union all
    select charge.debtor_id, cancelled_on, 3, charge.id, 'cancellation', charge.name_el,
        charge.name_en, charge.label, charge.code, charge.period, 0, charge.principal,
        coalesce(reversal.id, list.entry_id, charge.entry_id), null
    from charge left join ledger_entry reversal on reversal.reverses_id = charge.entry_id
    left join revenue_chargelist list on list.id = charge.corrected_by_id
    where cancelled_on is not null
    union all
    select debtor_id, "on", 4, id,
        case source_kind when 'revenue.act' then 'write_off' else 'reduction' end, reason, reason,
        '', '', period, greatest(-amount, 0), greatest(amount, 0), entry_id, null
    from revenue_relief charge where {of}
    union all
    select debtor_id, booked_on, 5, receipt_id, 'surcharge', 'Προσαύξηση', 'Surcharge', label,
        code, '', greatest(surcharge, 0), greatest(-surcharge, 0), entry_id, null
    from receipt where surcharge <> 0
    union all
    select debtor_id, booked_on, 6, receipt_id,
        case when reverses_id is not null then 'reversal'
            when method_id = 'credit' then 'set_off' else 'payment' end,
        case when reverses_id is not null then 'Επιστροφή πληρωμής: ' || reason
            when method_id = 'credit' then 'Συμψηφισμός με πιστωτικό υπόλοιπο' else 'Πληρωμή' end,
        case when reverses_id is not null then 'Payment taken back: ' || reason
            when method_id = 'credit' then 'Set off against credit kept' else 'Payment' end,
        label, code, '', greatest(-amount, 0), greatest(amount, 0), entry_id, null
    from receipt where amount <> 0
    union all
    select debtor_id, booked_on, 7, credit.id,
        case when of_id is null then 'credit' when act.kind = 'refund' then 'refund'
            else 'credit_used' end,
        case when of_id is null and credit.reference is null then credit.reason
            when of_id is null then 'Επιστροφή που δεν εκτελέστηκε'
            when act.kind = 'refund' then 'Επιστροφή πιστωτικού υπολοίπου'
            else 'Χρήση πιστωτικού υπολοίπου' end,
        case when of_id is null and credit.reference is null then credit.reason
            when of_id is null then 'Refund that the bank returned'
            when act.kind = 'refund' then 'Refund of credit kept' else 'Credit kept was used' end,
        '', '', '', greatest(-credit.amount, 0), greatest(credit.amount, 0), entry_id, null
    from credit left join revenue_act act on act.id = credit.act_id
    where receipt_id is null and relief_id is null
    {notes}
)
select moved.debtor_id, day, step, moved.id, moved.kind, name_el, name_en, label, moved.code,
    period, debit, credit, coalesce(moved.at, entry.posted_at) as recorded_at,
    case when entry.id is null then '' else entry.journal_id || '-' || entry.year || '-'
        || lpad(entry.number::text, 6, '0') end as entry
from moved left join ledger_entry entry on entry.id = moved.entry_id
where day <= %(as_of)s
    and (%(known_at)s::timestamptz is null
        or coalesce(moved.at, entry.posted_at) <= %(known_at)s::timestamptz)
"""
# What moves no money, yet belongs to the story of a debt.
NOTES = """
    union all
    select charge.debtor_id, hold.first, 8, hold.id, 'hold', '', '', charge.label, charge.code,
        hold.kind, 0, 0, null, placed_at
    from revenue_hold hold join charge on charge.id = hold.charge_id
    union all
    select charge.debtor_id, coalesce((voided_at at time zone 'Europe/Athens')::date, last), 9,
        hold.id, case when voided_at is null then 'hold_lifted' else 'hold_void' end, '', '',
        charge.label, charge.code, hold.kind, 0, 0, null, coalesce(voided_at, lifted_at)
    from revenue_hold hold join charge on charge.id = hold.charge_id
    where voided_at is not null or lifted_at is not null
    union all
    select charge.debtor_id, booked_on, 8, allocation.id, 'waiver',
        'Απαλλαγή από προσαύξηση: ' || trim(to_char(allocation.amount, '999999990D00')) || ' €',
        'Surcharge waived: €' || trim(to_char(allocation.amount, '999999990D00')),
        charge.label, charge.code, '', 0, 0, null, act.carried_at
    from revenue_allocation allocation join charge on charge.id = allocation.charge_id
    join revenue_act act on act.id = allocation.act_id
"""
HOLD_WORDS = {
    "hold": ("Αρχή", "Begun"),
    "hold_lifted": ("Τέλος", "Ended"),
    "hold_void": ("Ακυρώθηκε", "Made void"),
}
HELD = {
    "arranged": ("ρύθμιση", "arrangement"),
    "suspended": ("αναστολή", "suspension"),
    "disputed": ("αμφισβήτηση", "dispute"),
}
ONE = "charge.debtor_id = %(party)s"
ORDERED = " order by day, step, moved.id"


@dataclass(frozen=True, slots=True)
class CardRow:
    """One movement; amounts in euros, the balance is debits less credits after it.

    :ivar on: the day of its document
    :ivar recorded_at: when the town's books knew it
    """

    on: date
    kind: str
    label_el: str
    label_en: str
    number: str
    code: str
    period: str
    debit: Decimal
    credit: Decimal
    recorded_at: datetime | None
    entry: str
    balance: Decimal = ZERO

    def label(self, language: str) -> str:
        """Return what moved, in a language."""
        return self.label_en if language == "en" else self.label_el


@dataclass(frozen=True, slots=True)
class DebtorCard:
    """The movements of one debtor until a day, as they were known at an instant."""

    party_id: int
    as_of: date
    known_at: datetime | None
    rows: tuple[CardRow, ...]

    @property
    def debit(self) -> Decimal:
        """All that was charged."""
        return sum((row.debit for row in self.rows), ZERO)

    @property
    def credit(self) -> Decimal:
        """All that was paid or taken off."""
        return sum((row.credit for row in self.rows), ZERO)

    @property
    def balance(self) -> Decimal:
        """Debits less credits; below zero the town keeps it for the debtor."""
        return self.debit - self.credit

    def balances(self) -> list[tuple[date, Decimal]]:
        """Return the balance at the end of each day on which it moved, the earliest first."""
        last: dict[date, Decimal] = {}
        for row in self.rows:
            if row.debit or row.credit:
                last[row.on] = row.balance
        return list(last.items())


def debtor_card(party_id: int, as_of: date, known_at: datetime | None = None) -> DebtorCard:
    """Return every movement of a debtor until a day, in one statement.

    :param as_of: the last legal day to show
    :param known_at: an instant; what was recorded after it is left out, as nobody knew it yet
    """
    sql = MOVEMENTS.format(of=ONE, of_credit="party_id = %(party)s", notes=NOTES) + ORDERED
    values: dict[str, Any] = {"party": party_id, "as_of": as_of, "known_at": known_at}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    rows, balance = [], ZERO
    for row in found:
        moved = _row(row)
        balance += moved.debit - moved.credit
        rows.append(replace(moved, balance=balance))
    return DebtorCard(party_id, as_of, known_at, tuple(rows))


def _row(row: tuple[Any, ...]) -> CardRow:
    _debtor, day, _step, _pk, kind, el, en, number, code, period, *money = row
    if kind in HOLD_WORDS:
        begun, what = HOLD_WORDS[kind], HELD[period]
        el, en, period = f"{begun[0]}: {what[0]}", f"{begun[1]}: {what[1]}", ""
    return CardRow(day, kind, el, en, number, code, period, *money)


def choose(card: DebtorCard, kinds: Collection[str], first: date | None) -> list[CardRow]:
    """Return the rows of a card of some kinds since a day; their balances stay as they were."""
    return [
        row
        for row in card.rows
        if (not kinds or row.kind in kinds) and (first is None or row.on >= first)
    ]


#: The balance of every debtor as the cards tell it, for the comparison with the books.
BALANCES = f"""
select debtor_id as party, sum(debit - credit) as owed
from ({MOVEMENTS.format(of="true", of_credit="true", notes="")}) card group by 1
"""  # noqa: S608 - constants of the project
