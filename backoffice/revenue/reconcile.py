"""What must never be found in revenue, nor between revenue and the books."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import query, rows_of

from . import assessors
from .models import ChargeKind
from .queries.card import BALANCES

REST_DAYS = 3
TELL_WITHIN = timedelta(hours=2)

OPEN = """
select charge.id, charge.code, charge.number, charge.year, charge.state, charge.debtor_id,
    charge.kind_id, case when charge.state = 'cancelled' then 0
        else charge.principal - coalesce(sum(a.amount) filter (where a.component = 'principal'), 0)
    end as left, coalesce(cost.sum, 0)
        - coalesce(sum(a.amount) filter (where a.component = 'expenses'), 0) as costs
from revenue_charge charge left join revenue_allocation a on a.charge_id = charge.id
left join (select charge_id, sum(amount) from revenue_expense group by 1) cost
    on cost.charge_id = charge.id
group by charge.id, cost.sum
"""


@query("revenue.open_equals_receivable", _("Open charges and receivables differ"))
def open_against_receivables() -> Iterable[dict[str, Any]]:
    """Compare what debtors owe by account and revenue code with the receivables of the books."""
    return rows_of(
        f"""
        with open as materialized ({OPEN}), owed as (
            select account, ale, party, sum(owed) as owed from (
                select kind.receivable_account as account, kind.ale, debtor_id as party,
                    o.left as owed
                from open o join revenue_chargekind kind on kind.id = o.kind_id
                union all
                select kind.expenses_receivable_account, kind.expenses_ale, debtor_id, o.costs
                from open o join revenue_chargekind kind on kind.id = o.kind_id where o.costs <> 0
            ) parts group by 1, 2, 3
        ), listed as (
            -- A list is posted in one line for all its debtors: its charges say whose it is.
            select kind.receivable_account as account, kind.ale, debtor_id as party,
                case when charge.corrected_by_id is null then principal else 0 end as amount
            from revenue_charge charge join revenue_chargekind kind on kind.id = charge.kind_id
            where charge.list_id is not null
        ), booked as (
            select account, ale, party, sum(amount) as booked from (
                select account, ale, party, amount from listed
                union all
                select account_id, ale, party_id, debit - credit from ledger_line
                where account_id in (
                    select receivable_account from revenue_chargekind
                    union select surcharge_receivable_account from revenue_chargekind
                    union select expenses_receivable_account from revenue_chargekind)
                and not exists (select from revenue_chargelist list
                    where list.entry_id = ledger_line.entry_id)
            ) moved group by 1, 2, 3
        )
        select account, ale, party, coalesce(owed, 0) as owed, coalesce(booked, 0) as booked
        from owed full join booked using (account, ale, party)
        where coalesce(owed, 0) <> coalesce(booked, 0)
        """  # noqa: S608
    )


@query("revenue.lists_equal_their_entries", _("Lists whose charges and journal entry differ"))
def lists_against_entries() -> Iterable[dict[str, Any]]:
    """Compare each certified list with its charges, their numbers, and its entry in the books."""
    return rows_of(
        """
        with charged as (
            select list_id as list, principal, series, number from revenue_charge
            where list_id is not null
            union all
            select corrected_by_id, principal, series, number from revenue_charge
            where corrected_by_id is not null
        ), summed as (
            select list, count(*) as rows, sum(principal) as total, max(number) as last,
                min(number) as first, min(series) as series, max(series) as other_series
            from charged group by list
        ), booked as (
            select list.id as list, line.account_id as account, line.ale,
                sum(line.debit - line.credit) as amount
            from revenue_chargelist list join ledger_line line on line.entry_id = list.entry_id
            group by 1, 2, 3
        )
        select list.code, list.number, list.year, list.rows, list.total, summed.rows as charges,
            summed.total as charged, receivable.amount as receivable, income.amount as income
        from revenue_chargelist list
        join revenue_chargekind kind on kind.id = list.kind_id
        left join summed on summed.list = list.id
        left join booked receivable on receivable.list = list.id
            and receivable.account = kind.receivable_account and receivable.ale = kind.ale
        left join booked income on income.list = list.id
            and income.account = kind.income_account and income.ale = kind.ale
        where (list.number is not null or summed.list is not null) and (
            (list.rows, list.total) is distinct from (summed.rows, summed.total)
            or abs(receivable.amount) is distinct from list.total
            or receivable.amount + income.amount is distinct from 0
            or (list.corrects_id is null) is distinct from (receivable.amount > 0)
            or (list.corrects_id is null and (summed.first <> 1 or summed.last <> summed.rows
                or summed.series <> list.number::text or summed.other_series <> summed.series)))
        """
    )


@query("revenue.references_hold", _("Charges that name a row that is not there"))
def broken_references() -> Iterable[dict[str, Any]]:
    """Find what the triggers refuse: references of charges and lines that lead nowhere."""
    return rows_of(
        """
        select 'charge' as what, charge.id, charge.code from revenue_charge charge
        left join party_party debtor on debtor.id = charge.debtor_id
        left join revenue_chargekind kind on kind.id = charge.kind_id
        left join ledger_entry entry on entry.id = charge.entry_id
        left join revenue_chargelist list on list.id = charge.list_id
        left join revenue_chargelist correction on correction.id = charge.corrected_by_id
        where debtor.id is null or kind.id is null or entry.id is null
            or (charge.list_id is not null and list.id is null)
            or (charge.corrected_by_id is not null and correction.id is null)
        union all
        select 'line', line.charge_id, line.label_el from revenue_chargeline line
        left join revenue_charge charge on charge.id = line.charge_id where charge.id is null
        """
    )


@query("revenue.lines_add_up", _("Charges whose lines do not add up to their amount"))
def lines_against_charges() -> Iterable[dict[str, Any]]:
    """Compare every charge with the sum of its lines and with its explanation."""
    return rows_of(
        """
        select charge.code, charge.principal, sum(line.amount) as lines,
            charge.explanation->>'amount' as explained
        from revenue_charge charge left join revenue_chargeline line on line.charge_id = charge.id
        group by charge.id
        having sum(line.amount) is distinct from charge.principal
            or (charge.explanation->>'amount')::numeric is distinct from charge.principal
        """
    )


@query("revenue.cards_equal_books", _("Debtors whose card and sub-accounts differ"))
def cards_against_books() -> Iterable[dict[str, Any]]:
    """Compare the balance of every debtor's card with the debtor's accounts in the books."""
    return rows_of(
        f"""
        with card as ({BALANCES}), booked as (
            select party, sum(amount) as booked from (
                select debtor_id as party,
                    case when corrected_by_id is null then principal else 0 end as amount
                from revenue_charge where list_id is not null
                union all
                select party_id, debit - credit from ledger_line
                where account_id in (
                    select receivable_account from revenue_chargekind
                    union select surcharge_receivable_account from revenue_chargekind
                    union select expenses_receivable_account from revenue_chargekind
                    union select credit_account from revenue_method)
                and party_id is not null
                and not exists (select from revenue_chargelist list
                    where list.entry_id = ledger_line.entry_id)
            ) moved group by 1
        )
        select party, coalesce(owed, 0) as owed, coalesce(booked, 0) as booked
        from card full join booked using (party) where coalesce(owed, 0) <> coalesce(booked, 0)
        """,  # noqa: S608
        {"as_of": date.max, "known_at": None},
    )


@query("revenue.credits_equal_liability", _("Credits kept and their account in the books differ"))
def credits_against_liability() -> Iterable[dict[str, Any]]:
    """Compare the credits kept for each debtor with the account that owes them."""
    return rows_of(
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
    return rows_of(
        f"select code, number, year, state, o.left, o.costs from ({OPEN}) o "  # noqa: S608
        "where (state in ('settled', 'written_off') and (o.left <> 0 or o.costs <> 0)) "
        "or (state = 'open' and o.left + o.costs <= 0)"
    )


@query("revenue.no_over_allocation", _("Charges with more credited than they are"))
def over_allocations() -> Iterable[dict[str, Any]]:
    """Find charges whose parts were credited below zero or above what they are."""
    return rows_of(
        """
        select charge.code, component, principal, sum(amount) as credited
        from revenue_allocation join revenue_charge charge on charge.id = charge_id
        group by charge.id, component
        having sum(amount) < 0 or (component = 'principal' and sum(amount) > principal)
            or (component = 'expenses' and sum(amount) > coalesce((
                select sum(amount) from revenue_expense where charge_id = charge.id), 0))
        """
    )


@query("revenue.receipts_are_spent", _("Receipts whose money is not wholly credited or kept"))
def receipts_against_parts() -> Iterable[dict[str, Any]]:
    """Compare every receipt with what it credited and kept: payments = allocated + unallocated."""
    return rows_of(
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
    return rows_of(
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
    return rows_of(
        """
        select receipt.code, receipt.amount, sum(line.debit) as booked
        from revenue_receipt receipt left join ledger_line line on line.entry_id = receipt.entry_id
        group by receipt.id having sum(line.debit) is distinct from receipt.amount
        """
    )


@query("revenue.numbers_have_no_gap", _("Numbers of charges, receipts, acts or orders with gaps"))
def number_gaps() -> Iterable[dict[str, Any]]:
    """Find series whose numbers are not 1 to their count, as their counter says."""
    return rows_of(
        """
        select series, numbers.year, count, first, numbers.last, counter.last as counter
        from (
            select 'revenue:charge' as series, year, count(*), min(number) as first,
                max(number) as last from revenue_charge where list_id is null group by year
            union all
            select 'revenue:receipt:' || series, year, count(*), min(number), max(number)
            from revenue_receipt group by series, year
            union all
            select 'revenue:list', year, count(*), min(number), max(number)
            from revenue_chargelist where number is not null group by year
            union all
            select 'revenue:act', year, count(*), min(number), max(number) from revenue_act
            group by year
            union all
            select 'revenue:bank_order', year, count(*), min(number), max(number)
            from revenue_bankorder group by year
        ) numbers left join kernel_counter counter using (series, year)
        where first <> 1 or numbers.last <> count or counter.last is distinct from numbers.last
        """
    )


@query("revenue.clearing_is_empty", _("Money resting in clearing for over three days"))
def money_at_rest() -> Iterable[dict[str, Any]]:
    """Find clearing accounts that the bank has not emptied for more than three days."""
    return rows_of(
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
    return rows_of(
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


from . import reconcile_acts  # noqa: E402, F401 - its queries use what stands above
