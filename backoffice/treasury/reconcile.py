"""What must never be found between the tills, revenue and the books."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

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
