"""Debts by age over a whole town as a page and as files, and the debts of one citizen of thousands.

`DEBTS=50000 make bench ONLY=debts` is a quick look; the aim is stated for a million.
"""

import os
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel.dates import athens_day
from backoffice.kernel.exports import xlsx_response
from backoffice.party.queries import parties_by_id
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff

from . import harness, till
from .harness import Contest, Result
from .scratch import copied_database

DEBTS = int(os.environ.get("DEBTS", "1000000"))
OF_ONE = 2000
#: A look over a town that is quoted takes seconds; the spread of three pairs tells as much.
PAIRS = min(harness.PAIRS, 3)
#: Stated limits, in seconds: a table of the whole town, a page of one citizen.
TABLE, PAGE = 2.0, 0.2
#: What a page shows of them.
SHOWN = 100
#: Megabytes that a file of the town's debts may take beyond a page, however many there are.
FILE_MEMORY = 100
#: Rows of the workbook; writing its cells takes minutes for a million.
IN_A_WORKBOOK = 100_000
# Rows as the mass run leaves them; triggers stand aside, as only reading is measured.
FILL = """
insert into revenue_charge (code, year, series, number, kind_id, debtor_id, source_kind, source_id,
    purpose, period, "on", due_on, principal, rf_code, facts, explanation, state, entry_id, reason)
select 'B' || n, 2026, '', 1000000 + n, kind.id,
    case when n <= %(one)s then %(debtor)s else %(other)s end, 'bench', n::text, '', '2026',
    date '2026-01-01' - n %% 900, date '2026-02-27' - n %% 900, 10 + n %% 500, 'RFB' || n, '{}',
    sample.explanation, 'open', sample.entry_id, ''
from generate_series(1, %(count)s) n,
    (select id from revenue_chargekind where code = 'fine') kind,
    (select explanation, entry_id from revenue_charge order by id limit 1) sample
"""
PER_CHARGE = """
select kind.id, sum(open.amount) from revenue_charge charge
join revenue_chargekind kind on kind.id = charge.kind_id
cross join lateral (
    select charge.principal - coalesce(sum(amount), 0) as amount from revenue_allocation
    where charge_id = charge.id and component = 'principal') open
where charge.state = 'open' group by kind.id
"""


def run() -> Iterator[Result]:
    """Measure every contest about reading debts."""
    from backoffice.revenue import queries

    with copied_database("loggia_bench_debts"):
        debtor = _fill()
        today = athens_day(timezone.now())
        aged = f"debts by age, {DEBTS} charges"
        yield _within(aged, TABLE, lambda: queries.aged_debt(today))
        yield harness.compete(
            Contest(
                f"{aged}, as a set",
                "1/s",
                "a look at each charge",
                2.0,
                lambda: _rate(lambda: queries.aged_debt(today)),
                lambda: _rate(_by_charge),
                PAIRS,
            )
        )
        office = _officer()
        yield _within("aged_debt_page", TABLE, lambda: _aged(office))
        for kind in ("csv", "xlsx"):
            yield _within(f"aged_debt_{kind}", TABLE, lambda kind=kind: _aged(office, kind))
        yield _grown("charges_csv_memory", lambda: _register(office, DEBTS))
        yield _grown("charges_xlsx_memory", _workbook)
        yield _within(
            f"{OF_ONE} debts of one citizen", PAGE, lambda: queries.debts_of([debtor], today)
        )
        browser = _citizen(debtor)
        yield _within(f"page of {OF_ONE} debts", PAGE, lambda: _open(browser))
        yield _within(f"{OF_ONE} debts for programs", PAGE, lambda: _ask(browser))


def _within(name: str, seconds: float, job: Callable[[], Any]) -> Result:
    """Measure a job against a stated number of seconds."""
    baseline = f"at most {seconds:g} s"
    ours, limit = partial(_rate, job), lambda: 1 / seconds
    return harness.compete(Contest(name, "1/s", baseline, 1.0, ours, limit))


def _fill() -> int:
    at = till.now()
    debtors = till.open_town(at)
    list(till.order_payments(2, debtors, at))
    values = {"count": DEBTS, "one": OF_ONE, "debtor": debtors[0], "other": debtors[-1]}
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("set session_replication_role = replica")
        cursor.execute(FILL, values)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze revenue_charge")
    return debtors[0]


def _citizen(party_id: int) -> Client:
    """Sign in whoever owes the debts, as TAXISnet would tell who it is."""
    browser = Client()
    sign_in(browser, make_citizen(parties_by_id({party_id})[party_id].afm or ""))
    _open(browser)
    return browser


def _officer() -> Client:
    """Sign in somebody who sees the debts of the town."""
    browser = Client()
    sign_in_staff(browser, make_staff("head", "bench-aged@example.org", "revenue"))
    _aged(browser)
    return browser


def _aged(browser: Client, kind: str = "") -> None:
    answer = browser.get(
        reverse("revenue:aged"), {"export": kind} if kind else {}, headers={"host": "localhost"}
    )
    body = answer.getvalue()
    if answer.status_code != 200 or len(body) < SHOWN:
        raise till.MoneyLost(f"debts by age answered {answer.status_code}")


def _register(browser: Client, least: int) -> None:
    """Take the register of charges as a file, as a browser would: piece by piece."""
    answer = browser.get(
        reverse("revenue:charges"), {"export": "csv"}, headers={"host": "localhost"}
    )
    lines = sum(piece.count(b"\n") for piece in answer.streaming_content)
    if answer.status_code != 200 or lines <= least:
        raise till.MoneyLost(f"the register came with {lines} lines")


def _workbook() -> None:
    row = ["1000000/2026", "ΠΑΠΑΔΟΠΟΥΛΟΥ ΕΛΕΝΗ", "090000045", "Πρόστιμα", "2026", *[12.5] * 6]
    answer = xlsx_response("charges", ["στήλη"] * len(row), (row for _ in range(IN_A_WORKBOOK)))
    for _piece in answer.streaming_content:
        pass
    answer.close()


def _grown(name: str, job: Callable[[], Any]) -> Result:
    """Measure by how much a job raises the most memory that this process ever took."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    job()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return harness.within(name, "MB", max(after - before, 1) / 1024, FILE_MEMORY)


def _open(browser: Client) -> None:
    answer = browser.get(reverse("debts:list"), headers={"host": "localhost"})
    if answer.status_code != 200 or answer.content.count(b'name="charge"') < SHOWN:
        raise till.MoneyLost(f"the page of the debts answered {answer.status_code}")


def _ask(browser: Client) -> None:
    answer = browser.get("/api/v1/debts/", headers={"host": "localhost"})
    if answer.status_code != 200 or len(answer.json()) < OF_ONE:
        raise till.MoneyLost(f"the debts for programs answered {answer.status_code}")


def _by_charge() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PER_CHARGE)
        cursor.fetchall()


def _rate(job: Callable[[], Any]) -> float:
    began = time.perf_counter()
    job()
    return 1 / (time.perf_counter() - began)
