"""The programs of the town as `make run` starts them, on the database of a test, to be killed.

A test that holds a lock knows where a program stands when it is killed: it waits for that lock,
inside the transaction that wrote what `waits_having_written` names. Nothing depends on time.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import requests
from django.db import connection

from config.local.processes import die_with_parent
from tests.factories.servers import database_url

ROOT = Path(__file__).resolve().parents[2]
#: A busy machine is slow, not wrong.
PATIENCE = 120.0
WAITS = """
select exists (
    select 1 from pg_stat_activity
    where application_name = %s and wait_event_type = 'Lock'
)
"""
WAITS_HAVING_WRITTEN = """
select exists (
    select 1 from pg_stat_activity program
    join pg_locks held on held.pid = program.pid and held.granted
        and held.mode = 'RowExclusiveLock' and held.relation = %s::regclass
    where program.application_name = %s and program.wait_event_type = 'Lock'
)
"""
LIVES = "select exists (select 1 from pg_stat_activity where application_name = %s)"
#: The queue's own tables are not emptied between tests.
EMPTY_QUEUE = """
delete from procrastinate_periodic_defers; delete from procrastinate_jobs;
delete from procrastinate_workers
"""


@dataclass
class Program:
    """A running program; its connections bear its name."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def wait_for(self, done: Callable[[], Any]) -> None:
        """Wait until something is so; fail with the program's last words if it never is."""
        until = time.monotonic() + PATIENCE
        while not done():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{self.name}: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def waits(self) -> None:
        """Return once the program waits for a lock."""
        self.wait_for(lambda: _holds(WAITS, [self.name]))

    def waits_having_written(self, table: str) -> None:
        """Return once the program waits for a lock in a transaction that wrote to a table."""
        self.wait_for(lambda: _holds(WAITS_HAVING_WRITTEN, [table, self.name]))

    def kill(self) -> None:
        """Kill the program and all its processes as `kill -9` does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.wait(60) == -signal.SIGKILL

    def is_forgotten(self) -> None:
        """Return once the database has seen that nobody is there any more."""
        until = time.monotonic() + PATIENCE
        while _holds(LIVES, [self.name]):
            assert time.monotonic() < until, f"{self.name} still holds a connection"
            time.sleep(0.02)

    def end(self) -> None:
        """End the program as its supervisor does, if it still runs."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, number)
                try:
                    self.process.wait(20)
                except subprocess.TimeoutExpired:
                    continue


@dataclass
class House:
    """Starts programs, one life after the other, and ends what is left of them."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)

    def web(self, port: int) -> Program:
        """Start the web server and return once it answers."""
        serving = ("granian", "--interface", "wsgi", "--no-ws", "--workers", "1")
        threads = ("--blocking-threads", "2", "--port", str(port), "config.wsgi:application")
        program = self._start("web", "-m", *serving, *threads)
        program.wait_for(lambda: _answers(f"http://localhost:{port}/healthz/live"))
        return program

    def worker(self) -> Program:
        """Start a worker of the queue."""
        return self._start("worker", "manage.py", "procrastinate", "worker")

    def _start(self, kind: str, *arguments: str) -> Program:
        name = f"{kind}-{len(self.programs) + 1}"
        log = self.folder / f"{name}.log"
        given = {"DATABASE_URL": database_url(), "PGAPPNAME": name}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=os.environ | given | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.programs.append(Program(name, process, log))
        return self.programs[-1]

    def end(self) -> None:
        """End everything and leave the queue empty."""
        for program in self.programs:
            program.end()
            program.is_forgotten()
        empty_queue()


def empty_queue() -> None:
    """Forget every entry of the queue."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_QUEUE)


@contextmanager
def barred(statement: str, *values: Any) -> Iterator[None]:
    """Hold what a statement locks, on a connection of its own, until the block ends."""
    with psycopg.connect(database_url()) as line:
        line.execute(statement, values)
        yield
        line.rollback()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _holds(question: str, values: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return bool(cursor.fetchone()[0])


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=20).ok
    except requests.RequestException:
        return False
