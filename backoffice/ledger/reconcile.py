"""What must never be found in the books."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of


@query("ledger.entries_balance", _("Entries whose debits and credits differ"))
def unbalanced_entries() -> Iterable[dict[str, Any]]:
    """Find sealed entries that do not balance or have fewer than two lines."""
    return rows_of(
        "select entry.id, entry.journal_id, entry.year, entry.number, "
        "coalesce(sum(debit - credit), 0) as gap, count(line.id) as lines "
        "from ledger_entry entry left join ledger_line line on line.entry_id = entry.id "
        "group by entry.id having coalesce(sum(debit - credit), 0) <> 0 or count(line.id) < 2"
    )


@query("ledger.books_balance", _("Debits and credits of all books differ"))
def unequal_totals() -> Iterable[dict[str, Any]]:
    """Find a difference between all debits and all credits."""
    return rows_of(
        "select sum(debit) as debit, sum(credit) as credit from ledger_line "
        "having sum(debit) <> sum(credit)"
    )


@query("ledger.entries_are_sealed", _("Entries left open"))
def open_entries() -> Iterable[dict[str, Any]]:
    """Find entries that were committed without their seal."""
    return rows_of(
        'select id, journal_id, "on", source_kind, source_id from ledger_entry '
        "where posted_at is null or number is null"
    )


@query("ledger.numbers_have_no_gap", _("Journals whose numbers have gaps"))
def number_gaps() -> Iterable[dict[str, Any]]:
    """Find journals and years whose numbers are not 1 to their count, as the counter says."""
    return rows_of(
        "select journal_id, entry.year, count(*) as entries, min(number) as first, "
        "max(number) as last, counter.last as counter "
        "from ledger_entry entry left join kernel_counter counter "
        "on counter.series = 'ledger:' || journal_id and counter.year = entry.year "
        "group by journal_id, entry.year, counter.last "
        "having min(number) <> 1 or max(number) <> count(*) "
        "or counter.last is distinct from max(number)"
    )


@query("ledger.lines_on_leaves", _("Lines on accounts that take none"))
def lines_on_wrong_accounts() -> Iterable[dict[str, Any]]:
    """Find lines on accounts that are analysed further, or adjusting accounts in other journals."""
    return rows_of(
        "select line.id, entry.journal_id, entry.year, entry.number, account_id "
        "from ledger_line line join ledger_account account on account.code = line.account_id "
        "join ledger_entry entry on entry.id = line.entry_id "
        "join ledger_journal journal on journal.code = entry.journal_id "
        "where not account.postable or account.is_adjuster and not journal.is_adjusting"
    )


@query("ledger.entries_in_periods", _("Entries outside every period"))
def entries_without_period() -> Iterable[dict[str, Any]]:
    """Find entries whose month was never opened, and lines that carry another day."""
    return rows_of(
        'select entry.id, entry.journal_id, entry.number, entry."on" from ledger_entry entry '
        'left join ledger_period period on period.year = extract(year from entry."on") '
        'and period.month = extract(month from entry."on") where period.id is null '
        'union select entry.id, entry.journal_id, entry.number, line."on" from ledger_line line '
        'join ledger_entry entry on entry.id = line.entry_id where line."on" <> entry."on"'
    )


@query("ledger.reversals_mirror", _("Reversals that do not mirror their entry"))
def crooked_reversals() -> Iterable[dict[str, Any]]:
    """Find reversing entries that leave a balance on some account, person or budget code."""
    return rows_of(
        "select mirror.id, mirror.reverses_id, account_id, party_id, ale, "
        "sum(debit - credit) as left_over from ledger_entry mirror join ledger_line line "
        "on line.entry_id in (mirror.id, mirror.reverses_id) where mirror.reverses_id is not null "
        "group by mirror.id, account_id, party_id, ale having sum(debit - credit) <> 0"
    )
