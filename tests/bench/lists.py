"""A list rehearsed and certified, against `bulk_create` and against writing without any key.

`LISTS_ROWS=50000 make bench ONLY=lists` is a quick look; the aim is stated for a million.
"""

import os
import resource
from collections.abc import Iterator

from django.db import connection

from . import harness, till
from .harness import Contest, Result
from .levy import Levy
from .scratch import copied_database

ROWS = int(os.environ.get("LISTS_ROWS", "1000000"))
#: A sample is enough for a way whose time grows with its rows, and the machine's memory is finite.
BULK_ROWS = min(ROWS, 50_000)
#: A list of this size takes minutes; the spread of three pairs tells as much.
PAIRS = min(harness.PAIRS, 3)
MEMORY = 500.0


def run() -> Iterator[Result]:
    """Measure every contest about lists."""
    with copied_database("loggia_bench_lists"):
        levy = Levy(till.now())
        # The first list of the database, with no statistics of anything, against the second.
        yield harness.compete(
            Contest(
                "lists_cold_start",
                "/s",
                "same, warm",
                0.5,
                lambda: ROWS / levy.by_list(ROWS),
                lambda: ROWS / levy.by_list(ROWS),
                pairs=1,
            )
        )
        yield _memory()
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        yield harness.compete(
            Contest(
                "lists_against_keyless_insert",
                "/s",
                "INSERT … SELECT of the same rows, no keys",
                1 / 6,
                lambda: ROWS / levy.by_list(ROWS),
                lambda: ROWS / levy.keyless(ROWS),
                pairs=PAIRS,
            )
        )
        yield harness.compete(
            Contest(
                "lists_against_bulk_create",
                "/s",
                f"assessed in Python, bulk_create of {BULK_ROWS}",
                10.0,
                lambda: ROWS / levy.by_list(ROWS),
                lambda: BULK_ROWS / levy.by_bulk_create(BULK_ROWS),
                pairs=PAIRS,
            )
        )
        found = till.disagreements()
        if found:
            raise till.MoneyLost(f"the books disagree: {found}")


def _memory() -> Result:
    """Return the memory of this process after two lists, before anything else was measured."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return harness.within("lists_memory", "MB", used, MEMORY)
