"""What must never be found in revenue, nor between revenue and the books."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import query

from . import assessors
from .models import ChargeKind

REST_DAYS = 3
TELL_WITHIN = timedelta(hours=2)

OPEN = """
select charge.id, charge.code, charge.number, charge.year, charge.state, charge.debtor_id,
    charge.kind_id, case when charge.state = 'cancelled' then 0
        else charge.principal - coalesce(sum(a.amount) filter (where a.component = 'principal'), 0)
    end as left
from revenue_charge charge left join revenue_allocation a on a.charge_id = charge.id
group by charge.id
"""


def _rows(sql: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or {})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@query("revenue.open_equals_receivable", _("Open charges and receivables differ"))
def open_against_receivables() -> Iterable[dict[str, Any]]:
    """Compare what debtors owe by account and revenue code with the receivables of the books."""
    return _rows(
        f"""
        with owed as (
            select kind.receivable_account as account, kind.ale, debtor_id as party,
                sum(o.left) as owed
            from ({OPEN}) o join revenue_chargekind kind on kind.id = o.kind_id group by 1, 2, 3
        ), booked as (
            select account_id as account, ale, party_id as party, sum(debit - credit) as booked
            from ledger_line where account_id in (
                select receivable_account from revenue_chargekind
                union select surcharge_receivable_account from revenue_chargekind)
            group by 1, 2, 3
        )
        select account, ale, party, coalesce(owed, 0) as owed, coalesce(booked, 0) as booked
        from owed full join booked using (account, ale, party)
        where coalesce(owed, 0) <> coalesce(booked, 0)
        """  # noqa: S608
    )


@query("revenue.credits_equal_liability", _("Credits kept and their account in the books differ"))
def credits_against_liability() -> Iterable[dict[str, Any]]:
    """Compare the credits kept for each debtor with the account that owes them."""
    return _rows(
        """
        with kept as (
            select account, party_id as party, sum(amount) as kept from revenue_credit
            group by 1, 2
        ), booked as (
            select account_id as account, party_id as party, sum(credit - debit) as booked
            from ledger_line where account_id in (select credit_account from revenue_method)
            group by 1, 2
        )
        select account, party, coalesce(kept, 0) as kept, coalesce(booked, 0) as booked
        from kept full join booked using (account, party)
        where coalesce(kept, 0) <> coalesce(booked, 0)
        """
    )


@query("revenue.state_follows_balance", _("Charges whose state contradicts their balance"))
def states_against_balances() -> Iterable[dict[str, Any]]:
    """Find charges called settled that are open, and the other way round."""
    return _rows(
        f"select code, number, year, state, o.left from ({OPEN}) o "  # noqa: S608
        "where (state in ('settled', 'written_off') and o.left <> 0) "
        "or (state = 'open' and o.left <= 0)"
    )


@query("revenue.no_over_allocation", _("Charges with more credited than they are"))
def over_allocations() -> Iterable[dict[str, Any]]:
    """Find charges whose parts were credited below zero or above what they are."""
    return _rows(
        """
        select charge.code, component, principal, sum(amount) as credited
        from revenue_allocation join revenue_charge charge on charge.id = charge_id
        group by charge.id, component
        having sum(amount) < 0 or (component = 'principal' and sum(amount) > principal)
        """
    )


@query("revenue.receipts_are_spent", _("Receipts whose money is not wholly credited or kept"))
def receipts_against_parts() -> Iterable[dict[str, Any]]:
    """Compare every receipt with what it credited and kept: payments = allocated + unallocated."""
    return _rows(
        """
        select receipt.code, receipt.series, receipt.number, receipt.amount,
            coalesce(allocated.sum, 0) as allocated, coalesce(kept.sum, 0) as kept
        from revenue_receipt receipt
        left join (select receipt_id, sum(amount) from revenue_allocation group by 1) allocated
            on allocated.receipt_id = receipt.id
        left join (select receipt_id, sum(amount) from revenue_credit group by 1) kept
            on kept.receipt_id = receipt.id
        where coalesce(allocated.sum, 0) + coalesce(kept.sum, 0)
            <> case when receipt.reverses_id is null then receipt.amount else -receipt.amount end
        """
    )


@query("revenue.payments_have_receipts", _("Settled payments and receipts differ"))
def payments_against_receipts() -> Iterable[dict[str, Any]]:
    """Find settled payments without a receipt of their amount, and receipts of unsettled ones."""
    return _rows(
        """
        select payment.code, payment.state, payment.received, receipt.amount
        from revenue_payment payment
        left join revenue_receipt receipt
            on receipt.payment_id = payment.id and receipt.reverses_id is null
        where (payment.state in ('settled', 'reversed')) <> (receipt.id is not null)
            or payment.received is distinct from receipt.amount
        """
    )


@query("revenue.receipts_are_booked", _("Receipts that the books do not show"))
def receipts_against_books() -> Iterable[dict[str, Any]]:
    """Compare every receipt with the sum of its entry in the books."""
    return _rows(
        """
        select receipt.code, receipt.amount, sum(line.debit) as booked
        from revenue_receipt receipt left join ledger_line line on line.entry_id = receipt.entry_id
        group by receipt.id having sum(line.debit) is distinct from receipt.amount
        """
    )


@query("revenue.numbers_have_no_gap", _("Charges or receipts whose numbers have gaps"))
def number_gaps() -> Iterable[dict[str, Any]]:
    """Find series whose numbers are not 1 to their count, as their counter says."""
    return _rows(
        """
        select series, numbers.year, count, first, numbers.last, counter.last as counter
        from (
            select 'revenue:charge' as series, year, count(*), min(number) as first,
                max(number) as last from revenue_charge group by year
            union all
            select 'revenue:receipt:' || series, year, count(*), min(number), max(number)
            from revenue_receipt group by series, year
        ) numbers left join kernel_counter counter using (series, year)
        where first <> 1 or numbers.last <> count or counter.last is distinct from numbers.last
        """
    )


@query("revenue.clearing_is_empty", _("Money resting in clearing for over three days"))
def money_at_rest() -> Iterable[dict[str, Any]]:
    """Find clearing accounts that the bank has not emptied for more than three days."""
    return _rows(
        """
        select account_id as account, sum(debit - credit) filter (where "on" < %(since)s)
            - coalesce(sum(credit) filter (where "on" >= %(since)s), 0) as resting
        from ledger_line
        where account_id in (select clearing_account from revenue_method where rests)
        group by 1
        having sum(debit - credit) filter (where "on" < %(since)s)
            - coalesce(sum(credit) filter (where "on" >= %(since)s), 0) > 0
        """,
        {"since": athens_day(timezone.now()) - timedelta(days=REST_DAYS)},
    )


@query("revenue.sources_are_told", _("Settled charges whose source was not told"))
def untold_sources() -> Iterable[dict[str, Any]]:
    """Find charges settled for hours whose source has not heard of it."""
    return _rows(
        """
        select charge.code, charge.source_kind, charge.source_id, max(receipt.issued_at) as since
        from revenue_charge charge
        join revenue_allocation allocation on allocation.charge_id = charge.id
        join revenue_receipt receipt on receipt.id = allocation.receipt_id
        where charge.state = 'settled' and charge.told_at is null
        group by charge.id having max(receipt.issued_at) < %(before)s
        """,
        {"before": timezone.now() - TELL_WITHIN},
    )


@query("revenue.assessors_are_known", _("Kinds of charge that nobody can calculate"))
def unknown_assessors() -> Iterable[dict[str, Any]]:
    """Find kinds whose assessor no module registered."""
    known = assessors.kinds()
    rows = ChargeKind.objects.exclude(assessor__in=known).values("code", "assessor")
    return [dict(row) for row in rows]
