"""Eight writers at once: processes with a connection each, released together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice.revenue.services import PaymentReport


class WriterFailed(Exception):
    """A writer could not do its share."""


@dataclass(frozen=True, slots=True)
class Round:
    """How fast a round went, and how long each payment took, in seconds."""

    rate: float
    durations: list[float]


class Writers:
    """A crew that stays connected between rounds, as the processes of a web server do."""

    def __init__(self, count: int) -> None:
        # A forked child would share its parent's connection and Django's state.
        context = get_context("spawn")
        self.lines: list[Connection] = []
        self.processes = []
        for _number in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=write, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self.lines.append(ours)
            self.processes.append(process)

    def __enter__(self) -> "Writers":
        return self

    def __exit__(self, *_exception: object) -> None:
        for line in self.lines:
            line.close()
        for process in self.processes:
            process.join(5)
            process.terminate()

    def book(self, way: str, reports: "Sequence[PaymentReport]") -> Round:
        """Book reports one by one in every writer, and tell the rate of all together.

        :param way: `ours` or `naive`
        :raises WriterFailed: if a writer met an error
        """
        count = len(self.lines)
        for number, line in enumerate(self.lines):
            line.send((way, reports[number::count]))
        for line in self.lines:
            _expect(line)
        begun = time.perf_counter()
        for line in self.lines:
            line.send("go")
        durations = list(chain.from_iterable(_expect(line) for line in self.lines))
        return Round(len(reports) / (time.perf_counter() - begun), durations)


def _expect(line: Connection) -> list[float]:
    answer: list[float] | str = line.recv()
    if isinstance(answer, str):
        raise WriterFailed(answer)
    return answer


def write(line: Connection) -> None:
    """Serve rounds until the other end hangs up."""
    import django

    django.setup()
    from django.db import connection

    while True:
        try:
            way, reports = line.recv()
        except EOFError:
            return
        try:
            connection.ensure_connection()
            pay = _way(way)
            line.send([])
            line.recv()
            line.send([_timed(pay, report) for report in reports])
        except Exception as error:
            line.send(f"{type(error).__name__}: {error}")


def _way(name: str) -> "Callable[[PaymentReport], object]":
    from django.utils import timezone

    from backoffice.revenue import services

    from . import naive

    book = {"ours": services.record_payment, "naive": naive.record_payment}[name]
    return lambda report: book(report, at=timezone.now())


def _timed(pay: "Callable[[PaymentReport], object]", report: "PaymentReport") -> float:
    begun = time.perf_counter()
    pay(report)
    return time.perf_counter() - begun
