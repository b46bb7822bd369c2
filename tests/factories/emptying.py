"""Empty the database after a test that committed, without touching three hundred empty tables.

Django truncates every table and makes content types and permissions anew, which takes seconds. The
first time that is done here too, and its outcome kept; later only what a test wrote is taken back.
"""

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

KEPT = "kept_by_tests"
#: Another's open transaction may hold rows that nobody sees yet: Django's way waits for it.
BUSY = (
    "select exists (select from pg_stat_activity where datname = current_database()"
    " and pid <> pg_backend_pid() and backend_xid is not null)"
)


class Emptying:
    """What the database of this process holds once it has been emptied."""

    def __init__(self) -> None:
        self._tables: list[str] = []
        self._kept: list[str] = []

    def empty(self, case: TransactionTestCase) -> None:
        """Leave the database as Django would after a test case."""
        special = case.reset_sequences or case.serialized_rollback or case.available_apps
        if not self._tables:
            DJANGOS_WAY(case)
            self._remember()
        elif special or self._ask(BUSY) == [(True,)]:
            DJANGOS_WAY(case)
        else:
            self._take_back()

    def end(self) -> None:
        """Leave no copies to a database that is used again."""
        if self._tables:
            self._do("drop schema if exists {kept} cascade")

    def _remember(self) -> None:
        names = connection.introspection.django_table_names
        self._tables = sorted(names(only_existing=True, include_views=False))
        self._kept = self._filled()
        with transaction.atomic():
            self._do("drop schema if exists {kept} cascade")
            self._do("create schema {kept}")
            for table in self._kept:
                self._do("create table {kept}.{table} as table {table}", table)

    def _take_back(self) -> None:
        with transaction.atomic():
            # Triggers that keep rows for ever are not asked, nor foreign keys.
            self._do("set local session_replication_role = replica")
            for table in self._filled():
                self._do("delete from {table}", table)
            for table in self._kept:
                self._do("insert into {table} table {kept}.{table}", table)
        ContentType.objects.clear_cache()

    def _filled(self) -> list[str]:
        """Return the names of the tables that have a row."""
        each = sql.SQL("select {name} where exists (select from {table})")
        asked = [each.format(name=name, table=sql.Identifier(name)) for name in self._tables]
        return [str(name) for (name,) in self._ask(sql.SQL(" union all ").join(asked))]

    def _do(self, statement: str, table: str = "") -> None:
        names = {"kept": sql.Identifier(KEPT), "table": sql.Identifier(table or KEPT)}
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(**names))

    def _ask(self, question: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())


DJANGOS_WAY: Any = cast("Any", TransactionTestCase)._fixture_teardown
