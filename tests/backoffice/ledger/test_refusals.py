"""What the database refuses when somebody goes around the program."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg.errors import CheckViolation

from backoffice.ledger import services
from backoffice.ledger.models import Account, Entry, Line, Period

from .builders import NOW, cr, dr, post

pytestmark = pytest.mark.django_db

OPEN_ENTRY = """
    insert into ledger_entry (journal_id, year, "on", text, source_kind, source_id, purpose)
    values ('GEN', 2026, %s, '', 'sql', %s, '') returning id
"""
LINES = """
    insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale)
    values (%(entry)s, '2026-03-02', 1, '48401', %(debit)s, 0, '', ''),
           (%(entry)s, '2026-03-02', 2, '14209', 0, %(credit)s, '', '')
"""
SEAL = "update ledger_entry set posted_at = now(), number = %s where id = %s"


@pytest.fixture(autouse=True)
def _entries_left_open_are_rolled_back(db):
    """Most tests end in the middle of an entry, which a commit would refuse."""
    yield
    transaction.set_rollback(True)


def run(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def refused(sql, params=(), by=""):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(sql, params)
    assert by in (caught.value.__cause__.diag.constraint_name or "") + str(caught.value)


def open_entry(source="1", on="2026-03-02"):
    return run(OPEN_ENTRY, [on, source])


@pytest.fixture
def entry(year):
    return post(dr("48401", 10), cr("14209", 10))


def test_born_sealed_is_refused(year):
    refused(
        'insert into ledger_entry (journal_id, year, "on", text, source_kind, source_id, purpose,'
        " number, posted_at) values ('GEN', 2026, '2026-03-02', '', 'sql', '1', '', 1, now())",
        by="entry_is_born_open",
    )


@pytest.mark.parametrize(("debit", "credit"), [("10.00", "9.99"), ("0.01", "10.00")])
def test_seal_that_does_not_balance_is_refused(year, debit, credit):
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": debit, "credit": credit})
    refused(SEAL, [1, pk], by="sealed_entry_balances")


def test_seal_of_an_empty_entry_is_refused(year):
    refused(SEAL, [1, open_entry()], by="sealed_entry_balances")


def test_many_seals_at_once_refuse_when_one_does_not_balance(year):
    for source in "123":
        pk = open_entry(source)
        run(LINES, {"entry": pk, "debit": 10, "credit": 9 if source == "2" else 10})
    refused(
        "update ledger_entry set posted_at = now(), number = id where posted_at is null",
        by="sealed_entry_balances",
    )


def test_seal_cannot_change_anything_on_the_way(year):
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": 10, "credit": 10})
    refused(
        "update ledger_entry set posted_at = now(), number = 1, source_id = 'x' where id = %s",
        [pk],
        by="open_entry_is_only_sealed",
    )
    refused("update ledger_entry set text = 'x' where id = %s", [pk], by="only_sealed")


@pytest.mark.parametrize(
    "change",
    [
        "update ledger_entry set text = 'x'",
        "update ledger_entry set posted_at = null, number = null",
        "update ledger_entry set number = number + 1",
        'update ledger_entry e set "on" = l."on" + 1 from ledger_line l where l.entry_id = e.id',
        "delete from ledger_entry",
        "update ledger_line set debit = debit + 1 where debit > 0",
        "update ledger_line l set account_id = '48601' from ledger_entry e where e.id = l.entry_id",
        "delete from ledger_line",
        "with gone as (delete from ledger_line returning *) select count(*) from gone",
        "merge into ledger_line l using ledger_entry e on l.entry_id = e.id "
        "when matched then delete",
    ],
)
def test_sealed_books_are_never_changed(entry, change):
    with pytest.raises(DatabaseError, match=r"sealed|Cannot (update|delete)"), transaction.atomic():
        run(change)
    assert Line.objects.filter(entry=entry).count() == 2


@pytest.mark.parametrize("table", ["ledger_line", "ledger_entry", "ledger_period"])
def test_books_are_never_emptied(entry, table):
    # Deferred events of this transaction would answer before the trigger could.
    connection.check_constraints()
    refused(f"truncate {table} cascade", by="never emptied")


def test_sealed_entry_takes_no_line(entry):
    more = LINES.replace("', 1,", "', 3,").replace("', 2,", "', 4,")
    refused(more, {"entry": entry.pk, "debit": 5, "credit": 5}, by="takes_no_line")


def test_lines_in_bulk_refuse_when_one_goes_to_a_sealed_entry(entry):
    pk = open_entry()
    refused(
        'insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
        "select e.id, e.\"on\", n + 10, '48401', 1, 0, '', '' "
        "from ledger_entry e, generate_series(1, 100) n where e.id in (%s, %s)",
        [pk, entry.pk],
        by="takes_no_line",
    )


def copy_lines(entry_id):
    with (
        connection.cursor() as cursor,
        cursor.copy(
            'copy ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
            "from stdin"
        ) as copy,
    ):
        for position in (8, 9):
            copy.write_row((entry_id, "2026-03-02", position, "48401", 5, 0, "", ""))


def test_copy_is_refused_too(entry):
    with pytest.raises(CheckViolation, match="takes no line"), transaction.atomic():
        copy_lines(entry.pk)


@pytest.mark.parametrize("account", ["484", "4", "29", "00000"])
def test_line_on_account_that_takes_none_is_refused(year, account):
    pk = open_entry()
    refused(
        'insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
        "values (%s, '2026-03-02', 1, %s, 1, 0, '', '')",
        [pk, account],
        by="line_on_postable_account",
    )


@pytest.mark.parametrize(("debit", "credit"), [(1, 1), (0, 0), (-1, 0), (0, -1)], ids=str)
def test_line_has_one_side(year, debit, credit):
    refused(
        'insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
        "values (%s, '2026-03-02', 1, '48401', %s, %s, '', '')",
        [open_entry(), debit, credit],
        by="line_has_one_side",
    )


def test_line_of_another_day_is_refused(year):
    refused(
        'insert into ledger_line (entry_id, "on", position, account_id, debit, credit, text, ale) '
        "values (%s, '2026-03-03', 1, '48401', 1, 0, '', '')",
        [open_entry()],
        by="line_on_postable_account",
    )


def test_date_without_open_period_is_refused(year):
    refused(OPEN_ENTRY.replace("2026,", "2030,"), ["2030-01-01", "1"], by="date_in_open_period")
    services.close_period(period_id=year[2].pk, actor=None, at=NOW)
    refused(OPEN_ENTRY, ["2026-03-02", "1"], by="date_in_open_period")
    run(OPEN_ENTRY.replace("'GEN'", "'ADJ'"), ["2026-03-02", "1"])


def test_period_closed_between_entry_and_seal_refuses_the_seal(year):
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": 10, "credit": 10})
    Period.objects.filter(month=3).update(state="closed")
    refused(SEAL, [1, pk], by="entry_date_in_open_period")


def test_entry_left_open_is_refused_at_commit(year):
    open_entry()
    with pytest.raises(IntegrityError, match="left open"):
        connection.check_constraints()


def test_source_and_number_are_unique(entry):
    refused(
        OPEN_ENTRY.replace("'sql'", f"'{entry.source_kind}'"),
        ["2026-03-02", entry.source_id],
        by="one_entry_per_source",
    )
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": 10, "credit": 10})
    refused(SEAL, [entry.number, pk], by="one_entry_per_number")


def test_closed_period_stays_closed_and_stays(year):
    Period.objects.filter(month=1).update(state="closed")
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        run("update ledger_period set state = 'open' where month = 1")
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        run("delete from ledger_period")


def test_account_with_lines_stays_a_leaf(entry):
    refused("update ledger_account set postable = false where code = '48401'", by="is_leaf")
    with pytest.raises(IntegrityError, match="analysed"), transaction.atomic():
        Account.objects.create(
            code="4840101", degree=5, parent_id="48401", name_el="x", postable=True
        )
    refused("update ledger_account set postable = true where code = '484'", by="is_leaf")


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "94", "degree": 2, "parent_id": "1"},
        {"code": "19", "degree": 3, "parent_id": "1"},
        {"code": "19", "degree": 2, "parent_id": "2"},
        {"code": "19", "degree": 2, "parent_id": None},
        {"code": "4840195", "degree": 5, "parent_id": "48401", "is_adjuster": False},
        {"code": "4840115", "degree": 5, "parent_id": "48401", "is_adjuster": True},
    ],
)
def test_account_code_keeps_the_form_of_the_decree(year, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(name_el="x", **fields)


def test_entry_year_is_that_of_its_day(year):
    refused(OPEN_ENTRY, [date(2027, 3, 2), "1"], by="entry_year_is_of_its_day")
    assert not Entry.objects.exists()


def all_triggers():
    with connection.cursor() as cursor:
        cursor.execute("select tgname::text from pg_trigger where tgname like 'pgtrigger\\_%%'", [])
        return [name for (name,) in cursor.fetchall()]


def test_no_session_setting_switches_the_books_off(entry):
    run(
        "select set_config('pgtrigger.ignore', %s, true)",
        ["{" + ",".join(all_triggers()) + "}"],
    )
    refused("update ledger_line set debit = debit + 1 where debit > 0", by="Cannot update")
    refused("delete from ledger_entry", by="Cannot delete")
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": 10, "credit": 9})
    refused(SEAL, [1, pk], by="sealed_entry_balances")


def test_no_temporary_table_deceives_the_seal(year):
    pk = open_entry()
    run(LINES, {"entry": pk, "debit": 10, "credit": 9})
    run("create temporary table ledger_line (entry_id bigint, debit numeric, credit numeric)")
    run("insert into pg_temp.ledger_line values (%s, 10, 0), (%s, 0, 10)", [pk, pk])
    refused(SEAL, [1, pk], by="sealed_entry_balances")
