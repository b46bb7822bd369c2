"""Posting: what is refused before any table is asked, and what a source gets when it asks twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.kernel.actors import Source
from backoffice.ledger import services
from backoffice.ledger.models import Account, Entry, Line

from .builders import DAY, NOW, cr, dr, post

pytestmark = pytest.mark.django_db


def test_entry_is_sealed_numbered_and_complete(year):
    entry = post(
        dr("48401", "1000.00", ale="1420901", text="claim"),
        cr("14209", "1000.00", ale="1420901"),
        journal="REV",
        text="Cleaning fee",
    )
    stored = Entry.objects.get(pk=entry.pk)
    assert stored.label == entry.label == "REV-2026-000001"
    assert stored.posted_at == NOW
    assert list(
        stored.lines.values_list("position", "account", "debit", "credit", "ale", "text", "on")
    ) == [
        (1, "48401", Decimal("1000.00"), Decimal("0.00"), "1420901", "claim", DAY),
        (2, "14209", Decimal("0.00"), Decimal("1000.00"), "1420901", "", DAY),
    ]


def test_one_entry_takes_few_statements(year):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post(dr("48401", 10), cr("14209", 10))
    written = [
        q["sql"] for q in queries if not q["sql"].upper().startswith(("SAVEPOINT", "RELEASE"))
    ]
    assert len(written) == 3


def test_batch_takes_as_many_statements_as_one_entry(year):
    specs = [
        services.EntrySpec("COL", DAY, (dr("49301", n), cr("48401", n)), Source("test", f"b{n}"))
        for n in range(1, 51)
    ]
    with CaptureQueriesContext(connection) as queries:
        entries = services.post_many(specs, actor=None, at=NOW)
    written = [
        q["sql"] for q in queries if not q["sql"].upper().startswith(("SAVEPOINT", "RELEASE"))
    ]
    assert len(written) == 3
    assert [entry.number for entry in entries] == list(range(1, 51))
    assert Line.objects.filter(entry__journal="COL").count() == 100


@pytest.mark.parametrize(
    "lines",
    [
        (dr("48401", "10.00"), cr("14209", "9.99")),
        (dr("48401", "10.00"),),
        (),
        (dr("48401", "0"), cr("14209", "0")),
        (dr("48401", "-10"), cr("14209", "-10")),
        (dr("48401", "10.001"), cr("14209", "10.001")),
        (
            services.LineSpec("48401", debit=Decimal(5), credit=Decimal(5)),
            dr("48401", 1),
            cr("14209", 1),
        ),
    ],
    ids=["cent apart", "one line", "none", "zero", "negative", "part of a cent", "both sides"],
)
def test_lines_that_are_no_entry_are_refused(year, lines):
    with pytest.raises(services.UnbalancedEntry):
        post(*lines)
    assert not Entry.objects.exists()


def test_refusals_name_the_cause_and_the_books_stay_usable(year):
    with pytest.raises(services.UnknownAccount, match="99999"):
        post(dr("99999", 1), cr("14209", 1))
    with pytest.raises(services.AccountNotPostable, match="484"):
        post(dr("484", 1), cr("14209", 1))
    with pytest.raises(services.UnknownJournal, match="XXX"):
        post(dr("48401", 1), cr("14209", 1), journal="XXX")
    with pytest.raises(services.UnknownBudgetCode):
        post(dr("48401", 1, ale="142"), cr("14209", 1))
    with pytest.raises(services.PeriodClosed, match="01/2027"):
        post(dr("48401", 1), cr("14209", 1), on=date(2027, 1, 1))
    assert post(dr("48401", 1), cr("14209", 1)).number == 1


def test_account_out_of_force_takes_no_line(year):
    Account.objects.filter(pk="76408").update(valid_until=date(2026, 3, 1))
    with pytest.raises(services.AccountNotPostable):
        post(dr("76408", 1), cr("48401", 1))
    post(dr("76408", 1), cr("48401", 1), on=date(2026, 3, 1))


def test_adjusting_accounts_only_in_adjusting_journal(year):
    Account.objects.create(
        code="4840190", degree=5, parent_id="48401", name_el="x", postable=True, is_adjuster=True
    )
    with pytest.raises(services.AccountNotPostable, match="ADJ"):
        post(dr("4840190", 700), cr("14205", 700))
    assert post(dr("4840190", 700), cr("14205", 700), journal="ADJ").number == 1
    # The account above stays a leaf: an adjuster analyses nothing.
    assert Account.objects.get(pk="48401").postable


def test_same_source_again_returns_the_same_entry(year):
    source = Source("revenue.charge", "7")
    first = post(dr("48401", 10), cr("14209", 10), source=source)
    again = post(cr("14209", 10), dr("48401", 10), source=source, text="other words")
    assert again.pk == first.pk
    assert again.label == first.label
    assert Entry.objects.count() == 1
    assert post(dr("48401", 10), cr("14209", 10), source=source, purpose="surcharge").number == 2


@pytest.mark.parametrize(
    "change",
    [
        {"lines": (dr("48401", 11), cr("14209", 11))},
        {"lines": (dr("48401", 10, ale="1420901"), cr("14209", 10))},
        {"on": date(2026, 3, 3)},
        {"journal": "REV"},
    ],
    ids=["amount", "budget code", "day", "journal"],
)
def test_same_source_with_other_content_is_refused(year, change):
    source = Source("revenue.charge", "7")
    post(dr("48401", 10), cr("14209", 10), source=source)
    lines = change.pop("lines", (dr("48401", 10), cr("14209", 10)))
    with pytest.raises(services.DifferentEntryForSource, match="GEN-2026-000001"):
        post(*lines, source=source, **change)


def test_numbers_follow_journal_and_year_without_hole(year):
    services.open_year(year=2027, actor=None, at=NOW)
    assert post(dr("48401", 1), cr("14209", 1), journal="REV").number == 1
    with pytest.raises(services.UnbalancedEntry):
        post(dr("48401", 1), cr("14209", 2), journal="REV")
    assert post(dr("48401", 1), cr("14209", 1), journal="REV").number == 2
    assert post(dr("49301", 1), cr("48401", 1), journal="COL").number == 1
    assert post(dr("48401", 1), cr("14209", 1), journal="REV", on=date(2027, 1, 1)).number == 1


def test_reversal_mirrors_once_and_leaves_a_trace(year):
    entry = post(dr("48401", 10, ale="1420901"), cr("14209", 10, ale="1420901"), journal="REV")
    mirror = services.reverse(entry_id=entry.pk, on=DAY, reason="Wrong debtor", actor=None, at=NOW)
    assert [line.facts for line in services.lines_of(mirror.pk)] == [
        cr("48401", 10, ale="1420901").facts,
        dr("14209", 10, ale="1420901").facts,
    ]
    assert mirror.reverses_id == entry.pk
    again = services.reverse(entry_id=entry.pk, on=DAY, reason="Again", actor=None, at=NOW)
    assert again.pk == mirror.pk
    assert Entry.objects.count() == 2
    with pytest.raises(services.UnknownEntry):
        services.reverse(entry_id=10**9, on=DAY, reason="", actor=None, at=NOW)
