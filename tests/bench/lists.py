"""A list rehearsed and certified, against `bulk_create` and against writing without any key.

`LISTS_ROWS=50000 make bench ONLY=lists` is a quick look; the aim is stated for a million.
"""

import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from statistics import median
from threading import Event

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from backoffice.party.queries import party_of
from tests.factories.signin import make_citizen, sign_in

from . import harness, load, till
from .harness import Contest, Result
from .levy import Levy
from .scratch import copied_database
from .servers import HOST, serving

ROWS = int(os.environ.get("LISTS_ROWS", "1000000"))
#: A sample is enough for a way whose time grows with its rows, and the machine's memory is finite.
BULK_ROWS = min(ROWS, 50_000)
#: A list of this size takes minutes; the spread of three pairs tells as much.
PAIRS = min(harness.PAIRS, 3)
MEMORY = 500.0
#: Seconds in which a rehearsal is undone, and how many times as long a page may take beside one.
UNDONE, BESIDE = 2.0, 2.0
#: Seconds for which the page is asked for while nothing else happens, and between two askings.
ALONE, REST = 10.0, 0.2
#: What the person who looks meanwhile owes.
DEBTS = 20


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
        yield harness.within("lists_undone", "s", levy.undone(ROWS), UNDONE)
        yield _beside(levy)
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


def _beside(levy: Levy) -> Result:
    """Return how much longer a citizen waits for the own debts while a list is worked."""
    with serving("config.wsgi:application", healthy="/healthz/ready") as port:
        page = load.get(f"{HOST}:{port}", reverse("debts:list"), _citizen(levy))
        over = Event()
        alone = median(load.durations(port, repeat(page), clients=1, seconds=ALONE, pause=REST))
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(_ask_until, over, port, page)
            try:
                levy.by_list(ROWS)
            finally:
                over.set()
        beside = median(asked.result())
    return harness.within("page_beside_a_list", "ms", beside * 1000, alone * 1000 * BESIDE)


def _ask_until(over: Event, port: int, page: bytes) -> list[float]:
    pages = iter(lambda: None if over.is_set() else page, None)
    return load.durations(port, pages, clients=1, seconds=3600, pause=REST)


def _citizen(levy: Levy) -> str:
    """Return the headers of somebody signed in who owes a little, and nothing of the lists."""
    person, browser = make_citizen(), Client()
    party = party_of(person)
    assert party is not None
    list(till.order_payments(DEBTS, [party.pk], levy.at))
    sign_in(browser, person)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}\r\n"


def _memory() -> Result:
    """Return the memory of this process after two lists, before anything else was measured."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return harness.within("lists_memory", "MB", used, MEMORY)
