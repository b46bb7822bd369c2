"""What shows a lock to be needed: the same verb twice at once, without it and with it."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from queue import Queue
from typing import Any

from django.db import DatabaseError, connection, connections, transaction

from backoffice.audit.models import Entry
from tests.backoffice.revenue.town import make_charge, make_party

from .test_revenue_payments import at_once, failures

LOCKS = re.compile(r'\s+for (no key )?update( of [\w", ]+)?( nowait| skip locked)?', re.IGNORECASE)
WRITES = re.compile(r"\b(insert into|update|delete from)\b", re.IGNORECASE)
#: Locks that a trigger takes: rows of a parent, or a word for a whole table.
OF_TRIGGERS = re.compile(
    r"\s+for (no key update|share)\b|perform pg_advisory_xact_lock\([^;]*;", re.IGNORECASE
)
FUNCTIONS = """
select pg_get_functiondef(tgfoid) from pg_trigger
where tgrelid = %s::regclass and not tgisinternal
"""
# Unlike the list of activities, that of locks is read anew within a transaction.
WAITS = "select exists (select 1 from pg_locks where pid = %s and not granted)"
numbers = count(1)
Verb = Callable[[], Any]


def fresh(amount: str = "144.00", **more: Any) -> Any:
    """Return a charge of a debtor of its own."""
    number = next(numbers)
    return make_charge(make_party(number), amount, source=f"lock-{number}", **more)


def unlocked(act: Verb, meeting: threading.Barrier | None = None) -> Verb:
    """Return an act whose statements lock nothing, and that waits before it first writes."""

    def run() -> Any:
        met: list[int] = []

        def strip(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            bare = LOCKS.sub("", sql)
            if meeting and not met and WRITES.search(bare):
                met.append(meeting.wait(timeout=120))
            return execute(bare, params, many, context)

        with connection.execute_wrapper(strip):
            return act()

    return run


@contextmanager
def effects(verb: str) -> Iterator[list[int]]:
    """Yield a list that will hold how often the audit trail tells of a verb."""
    found: list[int] = []
    before = Entry.objects.filter(action=verb).count()
    yield found
    found.append(Entry.objects.filter(action=verb).count() - before)


def press(verb: str, make: Callable[[], Verb]) -> None:
    """Press twice at once without the lock, then, on rows of its own, with it."""
    act, meeting = make(), threading.Barrier(2)
    with effects(verb) as told:
        results = at_once(*[unlocked(act, meeting)] * 2)
    kept_out = [type(error) for error in failures(results) if isinstance(error, DatabaseError)]
    assert told == [2] or kept_out, (verb, "the lock guards nothing", results)
    act = make()
    with effects(verb) as told:
        results = at_once(act, act)
    assert told == [1], (verb, results)
    assert not any(isinstance(error, DatabaseError) for error in failures(results)), results


def meanwhile(first: Verb, second: Verb) -> Any:
    """Do a second act while the first is written and not committed; return how the second ended.

    A second act that locks waits for the first; one that does not goes by.
    """
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            coming = begun(pool, second)
        return coming.result(60)


def begun(pool: ThreadPoolExecutor, act: Verb) -> Future[Any]:
    """Begin an act on a connection of its own; return once it waits for a lock or has ended."""
    pids: Queue[int] = Queue()

    def other() -> Any:
        try:
            connection.ensure_connection()
            pids.put(connection.connection.info.backend_pid)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    coming = pool.submit(other)
    pid = pids.get(timeout=60)
    while not coming.done() and not _waits(pid):
        time.sleep(0.01)
    return coming


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks where pid = %s and not granted)", [pid]
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def lockless(table: str) -> Iterator[None]:
    """Let the triggers of a table look without locking, until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS, [table])
        held = [source for (source,) in cursor.fetchall() if OF_TRIGGERS.search(source)]
        assert held, f"no trigger of {table} locks anything"
        for source in held:
            cursor.execute(OF_TRIGGERS.sub("", source))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for source in held:
                cursor.execute(source)
