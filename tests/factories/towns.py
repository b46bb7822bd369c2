"""Towns opened once for a test process, each in a copy of the test database of its own.

A test that asks for the fixture `opened_revenue` begins, as every other test, in a transaction that
is rolled back; but its database holds already what `open_town` of the tests of revenue enters.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.db import connection, transaction

#: Fixture -> what opens the town; imported when the first test asks for it.
TOWNS = {
    "opened_revenue": "tests.backoffice.revenue.town:open_town",
    "opened_arrangements": "tests.factories.towns:open_arrangements",
    "opened_enforcement": "tests.backoffice.enforcement.town:open_town",
    "opened_business_fees": "tests.backoffice.business_fees.town:open_town",
    "opened_registry": "tests.backoffice.documents.office:open_town",
    "opened_certificates": "tests.factories.towns:open_certificates",
    "opened_till": "tests.eservices.payments.till:open_town",
    "opened_till_with_arrangements": "tests.factories.towns:open_till_with_arrangements",
    "opened_correspondence": "tests.factories.towns:open_correspondence",
    "opened_applications": "tests.eservices.applications.counter:open_town",
    "opened_year": "tests.factories.towns:open_year",
}

#: Programs remember by key what never changes, such as a procedure's drawing: no two towns of a
#: process may give the same key to different rows.
APART = 10_000_000
NUMBERS = """
select setval(format('%I.%I', schemaname, sequencename)::regclass,
    {first} + greatest(last_value, 1))
from pg_sequences where schemaname = 'public' and max_value > {first} + 1000000000
"""


def open_arrangements() -> None:
    """Open a town of debts with its schemes of arrangement."""
    _call("tests.backoffice.revenue.town:open_town")
    _call("tests.backoffice.arrangements.town:open_schemes")


def open_certificates() -> None:
    """Open a town that gives certificates."""
    _call("tests.backoffice.documents.office:open_town")
    _call("tests.eservices.payments.till:open_town")


def open_till_with_arrangements() -> None:
    """Open a town whose debts of today are paid and arranged."""
    _call("tests.eservices.payments.till:open_town")
    _call("tests.backoffice.arrangements.town:open_schemes")


def open_correspondence() -> None:
    """Open a town with a registry whose letters circulate."""
    _call("tests.backoffice.documents.office:open_town")
    _call("backoffice.documents.services:load_circulation")


def open_year() -> None:
    """Open the books of 2026."""
    from backoffice.ledger import services

    services.open_year(year=2026, actor=None, at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def _call(path: str) -> None:
    module, _colon, name = path.partition(":")
    opener: Callable[[], Any] = getattr(import_module(module), name)
    opener()


class Towns:
    """The databases of one test process: the plain one, and a copy for each town asked for."""

    def __init__(self) -> None:
        self.plain = ""
        self.current = ""
        self._opened: set[str] = set()
        self._unblock: Callable[[], AbstractContextManager[None]] = nullcontext

    def begin(self, unblock: Callable[[], AbstractContextManager[None]]) -> None:
        """Take the database that the process is connected to for the plain one.

        :param unblock: what lets code outside of tests reach a database
        """
        self.plain, self._unblock = str(connection.settings_dict["NAME"]), unblock
        wanted, self.current = self.current, ""
        self.turn_to(wanted)

    def turn_to(self, town: str) -> None:
        """Let the process work in a town's database, or in the plain one when `town` is empty."""
        if not self.plain:
            self.current = town  # `begin` follows
        elif town != self.current:
            with self._unblock():
                if town and town not in self._opened:
                    self._open(town)
                self._connect(town)

    def end(self) -> None:
        """Return to the plain database and remove the copies."""
        with self._unblock():
            self._connect("")
            for town in self._opened:
                self._execute(f'drop database if exists "{self._name(town)}" with (force)')
        self.plain, self._opened = "", set()

    def _open(self, town: str) -> None:
        self._connect("")
        self._execute(f'drop database if exists "{self._name(town)}" with (force)')
        self._execute(f'create database "{self._name(town)}" template "{self.plain}"')
        self._opened.add(town)
        self._connect(town)
        self._execute(NUMBERS.format(first=len(self._opened) * APART))
        with transaction.atomic():
            # Verbs that insist on their own transaction are let in, as they are by any test.
            connection.atomic_blocks[-1]._from_testcase = True
            _call(TOWNS[town])
            # What waits for the commit is for a test to ask for, and none has begun.
            connection.run_on_commit.clear()

    def _connect(self, town: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self._name(town)
        self.current = town

    def _name(self, town: str) -> str:
        return f"{self.plain}_{town}" if town else self.plain

    def _execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
