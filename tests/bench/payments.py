"""Payments recorded a second, singly and as sets, against TPC-B and the plain ORM."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice

from django.db import connection

from . import harness, pgbench, till
from .harness import Contest, Result
from .scratch import copied_database, empty_database
from .writers import BATCH, Writers

WRITERS = 8
#: Payments of a round: long enough that the last writer's tail does not count.
ROUND = 400
ROUNDS_OF_OURS = 2 + 2 * harness.PAIRS
#: Payments of a round of sets: each writer takes two hundreds.
SETS = WRITERS * 2 * BATCH
LIMIT = 0.050


class Bench:
    """A town with orders to pay, and the crew that books them."""

    def __init__(self, writers: Writers) -> None:
        at = till.now()
        debtors = till.open_town(at)
        count = ROUND * (ROUNDS_OF_OURS + harness.PAIRS) + SETS * harness.PAIRS
        self.reports = iter(list(till.order_payments(count, debtors, at)))
        self.writers = writers
        self.takings = till.takings()
        self.durations: list[float] = []

    def ours(self) -> float:
        """Book a round by the service."""
        return self._book("ours")

    def naive(self) -> float:
        """Book a round by the plain ORM."""
        return self._book("naive")

    def batch(self) -> float:
        """Book a round as sets of a hundred, as the webhook's inbox is drained."""
        return self._book("batch", SETS)

    def _book(self, way: str, count: int = ROUND) -> float:
        reports = list(islice(self.reports, count))
        done = self.writers.book(way, reports)
        self.takings = till.judge(self.takings, reports)
        if way == "ours":
            self.durations += done.durations
        return done.rate


def run() -> Iterator[Result]:
    """Measure every contest about payments."""
    with ExitStack() as stack:
        tpcb = stack.enter_context(empty_database("loggia_bench_tpcb"))
        stack.enter_context(copied_database("loggia_bench_payments"))
        writers = stack.enter_context(Writers(WRITERS))
        bench = Bench(writers)
        pgbench.fill(tpcb)
        yield from _contests(bench, tpcb)


def _contests(bench: Bench, tpcb: str) -> Iterator[Result]:
    # The first: fresh connections, no plan cached, and no statistics about what was just loaded.
    yield harness.compete(
        Contest("payments_cold_start", "/s", "same, warm", 0.5, bench.ours, bench.ours, pairs=1)
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    bench.durations.clear()
    yield harness.compete(
        Contest(
            "payments_against_tpcb",
            "/s",
            f"pgbench TPC-B-like, scale {pgbench.SCALE}",
            0.1,
            bench.ours,
            lambda: pgbench.rate(tpcb, clients=WRITERS, seconds=5),
        )
    )
    yield harness.compete(
        Contest("payments_against_orm", "/s", "plain ORM", 3.0, bench.ours, bench.naive)
    )
    yield _slowest(bench.durations)
    yield harness.compete(
        Contest(
            "payments_in_sets_against_tpcb",
            "/s",
            f"pgbench TPC-B-like, scale {pgbench.SCALE}",
            0.8,
            bench.batch,
            lambda: pgbench.rate(tpcb, clients=WRITERS, seconds=5),
        )
    )


def _slowest(durations: list[float]) -> Result:
    """Return the time within which 99 of 100 payments are booked, against its limit."""
    p99 = sorted(durations)[int(len(durations) * 0.99)]
    return Result(
        name="payment_booked_p99",
        value=round(p99 * 1000, 1),
        unit="ms",
        baseline="limit",
        baseline_value=LIMIT * 1000,
        ratio=round(LIMIT / p99, 3),
        target=1.0,
        met=p99 <= LIMIT,
    )
