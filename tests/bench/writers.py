"""Eight writers at once: processes with a connection each, released together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice.revenue.services import PaymentReport, Recorded


#: What the inbox takes at once.
BATCH = 100


class WriterFailed(Exception):
    """A writer could not do its share."""


@dataclass(frozen=True, slots=True)
class Round:
    """How fast a round went, and how long each call took, in seconds."""

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
        """Book reports in every writer, and tell the rate of all together.

        :param way: `ours` or `naive`, one by one, or `batch`, a hundred at once
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
            pay, size = _way(way)
            line.send([])
            line.recv()
            parts = [reports[start : start + size] for start in range(0, len(reports), size)]
            line.send([_timed(pay, part) for part in parts])
        except Exception as error:
            line.send(f"{type(error).__name__}: {error}")


def _way(name: str) -> "tuple[Callable[[Sequence[PaymentReport]], object], int]":
    """Return how a number of reports is booked, and how many at once."""
    from django.utils import timezone

    from backoffice.revenue import services

    from . import naive

    if name == "batch":
        return lambda reports: _check(services.record_payments(reports, at=timezone.now())), BATCH
    book = {"ours": services.record_payment, "naive": naive.record_payment}[name]
    return lambda reports: book(reports[0], at=timezone.now()), 1


def _check(found: "Sequence[Recorded]") -> None:
    refused = [one.error for one in found if one.error is not None]
    if refused:
        raise WriterFailed(f"{len(refused)} reports were refused, the first: {refused[0]}")


def _timed(
    pay: "Callable[[Sequence[PaymentReport]], object]", reports: "Sequence[PaymentReport]"
) -> float:
    begun = time.perf_counter()
    pay(reports)
    return time.perf_counter() - begun
