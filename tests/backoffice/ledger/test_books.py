"""The chart as loaded, the books as text, and queries that find what must not be."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from backoffice.kernel.actors import Source
from backoffice.kernel.states import unreachable
from backoffice.ledger import chart, hledger, queries, reconcile, services
from backoffice.ledger.models import Account, Line
from backoffice.ledger.states import PERIOD_MOVES, PeriodState

from .builders import DAY, NOW, cr, dr, post

pytestmark = pytest.mark.django_db


def test_chart_has_every_account_of_the_decree():
    degrees = {row.code: row.degree for row in chart.chart_rows()}
    counts = [list(degrees.values()).count(degree) for degree in range(1, 6)]
    # 8 groups, 47 and 152 accounts below them, 332 of the decree and 8 of the town, 4 its analysis.
    assert counts == [8, 47, 152, 340, 4]
    assert all(row.parent is None or row.parent in degrees for row in chart.chart_rows())
    assert all(row.name_el and row.name_en for row in chart.chart_rows())


def test_chart_is_loaded_once_and_keeps_the_town_s_own_accounts():
    before = Account.objects.count()
    assert before == len(chart.chart_rows())
    Account.objects.filter(pk="42201").update(postable=False)
    Account.objects.create(
        code="4220101", degree=5, parent_id="42201", name_el="Τράπεζα", postable=True
    )
    services.load_chart()
    assert Account.objects.count() == before + 1
    assert not Account.objects.get(pk="42201").postable
    assert Account.objects.get(pk="4220101").postable


def test_credits_under_allocation_are_never_posted():
    assert not Account.objects.get(pk="29").postable
    assert Account.objects.get(pk="83").postable


def test_every_period_state_has_its_moves():
    assert set(PERIOD_MOVES) == set(PeriodState)
    assert not unreachable(PERIOD_MOVES, PeriodState.OPEN)
    assert not PERIOD_MOVES[PeriodState.CLOSED]


def test_trial_balance_rolls_up_and_keeps_its_totals(year):
    services.open_year(year=2027, actor=None, at=NOW)
    post(dr("48401", 100), cr("14209", 60), cr("14205", 40), journal="REV")
    post(dr("48101", 7), cr("11301", 7), journal="REV", on=date(2027, 2, 1))
    for degree, codes in [
        (1, ["1", "4"]),
        (2, ["11", "14", "48"]),
        (3, ["113", "142", "481", "484"]),
    ]:
        rows = queries.trial_balance(on=date(2027, 12, 31), degree=degree)
        assert [row.code for row in rows] == codes
        total = queries.total_of(rows)
        assert (total.opening, total.debit, total.credit) == (0, 7, 7)
    opening = {row.code: row.opening for row in queries.trial_balance_of_year(2027, 3)}
    assert opening["484"] == 100
    assert [row.code for row in queries.trial_balance(on=date(2026, 3, 1))] == []


def test_export_is_an_hledger_journal(year):
    post(
        dr("48401", "1000.50", ale="1420901", text="a; b"),
        cr("14209", "1000.50", ale="1420901"),
        journal="REV",
        text="Fee | 2026;\nCleaning",
        source=Source("revenue.charge", "7"),
    )
    text = "".join(hledger.export(first=DAY, last=DAY))
    directives, transaction = text.split("\n\n", 1)[0], text[text.index("2026-03-02") :]
    assert directives == "decimal-mark .\ncommodity 1000.00 EUR"
    assert "account 4:4.8:4.8.4:4.8.4.01  ; " in text
    assert transaction == (
        "2026-03-02 * (REV-2026-000001) Fee / 2026, Cleaning  ; source: revenue.charge 7\n"
        "    4:4.8:4.8.4:4.8.4.01  1000.50 EUR  ; ale: 1420901, a, b\n"
        "    1:1.4:1.4.2:1.4.2.09  -1000.50 EUR  ; ale: 1420901\n"
    )


def test_exported_amounts_sum_to_zero_in_every_entry(year):
    for n in range(1, 6):
        post(dr("48401", n), dr("48101", n), cr("14209", 2 * n), text=f"entry {n}")
    text = "".join(hledger.export(first=DAY, last=DAY))
    entries = [block for block in text.split("\n\n") if re.match(r"\d{4}-", block)]
    assert len(entries) == 5
    for entry in entries:
        amounts = re.findall(r"^    \S+  (-?\d+\.\d\d) EUR", entry, re.M)
        assert len(amounts) == 3
        assert sum(map(Decimal, amounts)) == 0


def test_healthy_books_reconcile(year):
    entry = post(dr("48401", 10), cr("14209", 10), journal="REV")
    services.reverse(entry_id=entry.pk, on=DAY, reason="x", actor=None, at=NOW)
    for check in CHECKS:
        assert list(check()) == [], check.__name__


CHECKS = [
    reconcile.unbalanced_entries,
    reconcile.unequal_totals,
    reconcile.open_entries,
    reconcile.number_gaps,
    reconcile.lines_on_wrong_accounts,
    reconcile.entries_without_period,
    reconcile.crooked_reversals,
]
DAMAGE = {
    "unbalanced_entries": "update ledger_line set debit = debit + 1 where debit > 0",
    "unequal_totals": "update ledger_line set debit = debit + 1 where debit > 0",
    "open_entries": "update ledger_entry set posted_at = null, number = null",
    "number_gaps": "update ledger_entry set number = number + 5",
    "lines_on_wrong_accounts": "update ledger_line set account_id = '484' where debit > 0",
    "entries_without_period": "delete from ledger_period where month = 3",
    "crooked_reversals": "update ledger_line set account_id = '48601' where account_id = '48401' "
    "and credit > 0",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_damage_done_behind_the_triggers_is_found(year, check):
    entry = post(dr("48401", 10), cr("14209", 10))
    services.reverse(entry_id=entry.pk, on=DAY, reason="x", actor=None, at=NOW)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(DAMAGE[check.__name__])
        assert cursor.rowcount
        cursor.execute("set local session_replication_role = origin")
    assert list(check())
    assert Line.objects.count() == 4
