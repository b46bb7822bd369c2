"""What must never be found between the tills, revenue and the books."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

from .services.bank_sums import RESTING
from .services.moving import CASH


@query("treasury.tills_equal_the_books", _("Tills and the cash account differ"))
def tills_against_books() -> Iterable[dict[str, Any]]:
    """Compare, for every session, cash receipts less counter-receipts less deposits and with the
    differences, with what the cash account of the books shows for the same entries.
    """
    return rows_of(
        """
        with moved as (
            select taking.session_id, taking.amount, receipt.entry_id
            from treasury_taking taking join revenue_receipt receipt on receipt.id = receipt_id
            where taking.method = 'cash'
            union all
            select session_id, amount, entry_id from treasury_movement
        ), booked as (
            select entry_id, sum(debit - credit) as amount from ledger_line
            where account_id = %(cash)s group by entry_id
        ), tills as (
            select moved.session_id, sum(moved.amount) as moved,
                coalesce(sum(booked.amount), 0) as booked
            from moved left join booked using (entry_id) group by moved.session_id
        )
        select session.code, desk.code as desk, session.left, tills.moved, tills.booked,
            session.closing
        from treasury_session session join treasury_desk desk on desk.id = session.desk_id
        left join tills on tills.session_id = session.id
        where coalesce(tills.moved, 0) <> coalesce(tills.booked, 0)
            or (session.state = 'closed'
                and session.left + coalesce(tills.moved, 0) <> session.closing)
        """,
        {"cash": CASH},
    )


@query("treasury.cash_passes_desks", _("Cash in the books that passed no cash desk"))
def cash_beside_desks() -> Iterable[dict[str, Any]]:
    """Find lines on the cash account, since the first desk opened, that belong to no session."""
    return rows_of(
        """
        select entry.journal_id, entry.year, entry.number, line.debit, line.credit
        from ledger_line line join ledger_entry entry on entry.id = line.entry_id
        where line.account_id = %(cash)s
            and entry.posted_at >= (select min(opened_at) from treasury_session)
            and not exists (select 1 from treasury_movement where entry_id = line.entry_id)
            and not exists (
                select 1 from treasury_taking taking
                join revenue_receipt receipt on receipt.id = taking.receipt_id
                where receipt.entry_id = line.entry_id)
        """,
        {"cash": CASH},
    )


@query("treasury.floats_are_handed_on", _("Floats that differ from what was left"))
def floats_against_closes() -> Iterable[dict[str, Any]]:
    """Find sessions that began with another float than the one before left, unexplained."""
    return rows_of(
        """
        select session.code, last.closing, session.left, session.opening
        from treasury_session session
        left join treasury_session last on last.id = session.follows_id
        where session.left <> coalesce(last.closing, 0)
            or (session.state <> 'waiting' and session.opening <> session.left + coalesce((
                select sum(amount) from treasury_movement
                where session_id = session.id and key = 'open:' || session.code), 0))
        """
    )


@query("treasury.bank_sums_rest", _("Bank sums whose money does not rest where it should"))
def sums_against_books() -> Iterable[dict[str, Any]]:
    """Compare every sum with what its entries left among collections under investigation: all of
    it while it waits, nothing once it is booked.
    """
    return rows_of(
        """
        with entries as (
            select id as sum, entry_id from treasury_banksum
            union all
            select match.sum_id, receipt.entry_id from treasury_bankmatch match
            join revenue_receipt receipt on receipt.payment_id = match.payment_id
            union all
            select match.sum_id, credit.entry_id from treasury_bankmatch match
            join revenue_credit credit on credit.id = match.credit_id
        ), rests as (
            select entries.sum, sum(line.credit - line.debit) as amount
            from entries join ledger_line line using (entry_id)
            where line.account_id = %(resting)s group by entries.sum
        )
        select held.code, held.bank_reference, held.amount, rests.amount as rests
        from treasury_banksum held left join rests on rests.sum = held.id
        where coalesce(rests.amount, 0) <> case when exists (
            select 1 from treasury_bankmatch match where match.sum_id = held.id
                and match.state in ('booked', 'undo_asked')) then 0 else held.amount end
        """,
        {"resting": RESTING},
    )
