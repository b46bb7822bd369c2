"""The books under several connections at once; each guard is shown to matter by taking it away."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from backoffice.kernel.actors import Source
from backoffice.ledger import services
from backoffice.ledger.models import Entry, Line, Period
from backoffice.ledger.services import LineSpec
from backoffice.ledger.states import PeriodState

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
LINES = (LineSpec("48401", debit=Decimal(10)), LineSpec("14209", credit=Decimal(10)))
LINE = (
    'insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
    "values (%s, '2026-03-02', %s, '48401', 7, 0, '', '')"
)
SEAL = "update ledger_entry set posted_at = now(), number = 1 where id = %s"


@pytest.fixture(autouse=True)
def _year():
    services.open_year(year=2026, actor=None, at=NOW)


def together(count, work):
    """Run a function in several threads that begin at the same moment; errors are results."""
    gate = threading.Barrier(count)

    def run(index):
        try:
            gate.wait(60)
            return work(index)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def post(source, journal="COL"):
    return services.post(journal=journal, on=DAY, lines=LINES, source=source, actor=None, at=NOW)


def test_two_payments_reported_at_once_make_one_entry():
    found = together(6, lambda _: post(Source("payment", "1")).label)
    assert set(found) == {"COL-2026-000001"}
    assert Entry.objects.count() == 1
    assert Line.objects.count() == 2
    # The loser took no number: the next one follows at once.
    assert post(Source("payment", "2")).number == 2


def test_numbers_have_no_hole_when_half_the_payments_fail():
    def work(index):
        with transaction.atomic():
            entry = post(Source("payment", str(index)))
            if index % 2:
                raise RuntimeError("the caller gave up")
            return entry.number

    found = together(8, work)
    assert sorted(number for number in found if isinstance(number, int)) == [1, 2, 3, 4]
    assert sorted(Entry.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_one_reversal_when_two_ask_at_once():
    entry = post(Source("payment", "1"))
    found = together(
        4,
        lambda _: services.reverse(entry_id=entry.pk, on=DAY, reason="", actor=None, at=NOW).pk,
    )
    assert len(set(found)) == 1
    assert Entry.objects.filter(reverses=entry).count() == 1


def close_while_posting():
    """Let one connection close the month while another is in the middle of an entry.

    :returns: whether the books hold an entry that came into the month after it was closed
    """
    period = Period.objects.get(year=2026, month=3)
    posted, closing = threading.Event(), threading.Event()
    closed_at: list[bool] = []

    def work(index):
        if index == 0:
            with transaction.atomic():
                post(Source("payment", "1"))
                posted.set()
                closing.wait(60)
                # Time for the other connection to pass the lock, if there is none.
                closing_done.wait(1)
                closed_at.append(closing_done.is_set())
            return
        posted.wait(60)
        closing.set()
        Period.objects.filter(pk=period.pk).update(state=PeriodState.CLOSED)
        closing_done.set()
        return

    closing_done = threading.Event()
    errors = [error for error in together(2, work) if error]
    assert errors == []
    return closed_at == [True]


def without(table, trigger, needle, replacement):
    """Replace a piece of a trigger's function until the test ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text, pg_get_functiondef(p.oid) from pg_trigger t "
            "join pg_proc p on p.oid = t.tgfoid "
            "where t.tgrelid = %s::regclass and t.tgname like %s",
            [table, f"pgtrigger_{trigger}_%"],
        )
        _name, source = cursor.fetchone()
        assert needle in source
        cursor.execute(source.replace(needle, replacement).replace("%", "%%"), [])
    return source.replace("%", "%%")


@pytest.fixture
def unguarded():
    """Return a function that takes a lock out of a trigger; it is put back afterwards."""
    originals = []

    def take(*where):
        originals.append(without(*where))

    yield take
    with connection.cursor() as cursor:
        for source in originals:
            cursor.execute(source, [])


def test_month_is_not_closed_under_an_entry():
    assert not close_while_posting()


def test_that_race_is_lost_without_the_lock(unguarded):
    for trigger in ("entry_is_born_open", "entry_is_sealed_once"):
        unguarded("ledger_entry", trigger, 'from new."on") for share', 'from new."on")')
    assert close_while_posting()


def line_while_sealing():
    """Let one connection add a line to an entry while another seals it.

    Such an entry cannot be committed open; the test lays one there with the triggers off.

    :returns: debits less credits of the sealed entry
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        entry = Entry.objects.create(
            journal_id="GEN", year=2026, on=DAY, source_kind="race", source_id="1"
        )
        for position, spec in enumerate(LINES, 1):
            Line.objects.create(
                entry=entry,
                position=position,
                on=DAY,
                account_id=spec.account,
                debit=spec.debit,
                credit=spec.credit,
            )
    sealed, adding = threading.Event(), threading.Event()

    def work(index):
        with transaction.atomic(), connection.cursor() as cursor:
            if index == 0:
                cursor.execute(SEAL, [entry.pk])
                sealed.set()
                adding.wait(1)
            else:
                sealed.wait(60)
                cursor.execute(LINE, [entry.pk, 3])
                adding.set()

    errors = [error for error in together(2, work) if error]
    lines = Line.objects.filter(entry=entry)
    return sum(line.debit - line.credit for line in lines), errors


def test_line_waits_for_a_seal_under_way():
    gap, errors = line_while_sealing()
    assert gap == 0
    assert [type(error) for error in errors] == [IntegrityError]


def test_line_overtakes_the_seal_without_the_lock(unguarded):
    unguarded(
        "ledger_line", "lines_fit_their_entry", "from new_lines) for share", "from new_lines)"
    )
    gap, errors = line_while_sealing()
    assert errors == []
    assert gap == 7
