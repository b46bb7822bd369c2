"""Notices on paper: many in one file, as a batch sets them, against one by one; a whole batch.

`LETTERS=500 make bench ONLY=letters` is a quick look; the batch of the aim has ten thousand. All
people and debts are invented.
"""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from backoffice.enforcement import letters
from backoffice.enforcement.rules import Figures
from backoffice.kernel.money import cents
from theme import formatting, pdf

from . import harness
from .mailing import Mailing
from .scratch import copied_database

# Typst remembers what it set before, so each round has people of its own.
PEOPLE = count(1)
LETTERS = int(os.environ.get("LETTERS", "10000"))
#: Set one by one, this many take as long as the batch takes for a thousand.
COUNT = min(LETTERS, 60)
#: A quarter of an hour for ten thousand: what an office waits for before lunch.
SECONDS_EACH = 0.09
MEMORY = 800.0
AT = datetime(2026, 6, 10, 8, tzinfo=UTC)


def run() -> Iterator[harness.Result]:
    """Compare both ways over the same notices, then issue a whole batch, then one file each."""
    yield harness.compete(
        harness.Contest(
            name="notices_pdf",
            unit="/s",
            baseline="Typst, one file a notice",
            target=2.0,
            ours=_many,
            theirs=_one_by_one,
        )
    )
    with copied_database("loggia_bench_letters"):
        mailing = Mailing(LETTERS)
        yield harness.compete(
            harness.Contest(
                name=f"batch_of_{LETTERS}_notices",
                unit="/s",
                baseline=f"one in {SECONDS_EACH:g} s",
                target=1.0,
                ours=partial(mailing.whole, LETTERS),
                theirs=lambda: 1 / SECONDS_EACH,
                pairs=1,
            )
        )
        yield harness.compete(
            harness.Contest(
                name=f"a_pdf_for_each_of_{LETTERS}",
                unit="/s",
                baseline=f"one in {SECONDS_EACH:g} s",
                target=1.0,
                ours=partial(mailing.each, LETTERS),
                theirs=lambda: 1 / SECONDS_EACH,
                pairs=1,
            )
        )
        yield harness.within("batch_of_notices_memory", "MB", _memory(), MEMORY)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _many() -> float:
    data = _data()
    started = time.perf_counter()
    body = pdf.render_notices(data, at=AT, title="bench", separators={0: ["70014"]})
    assert body.startswith(b"%PDF")
    return COUNT / (time.perf_counter() - started)


def _one_by_one() -> float:
    data = _data()
    started = time.perf_counter()
    for notice in data["notices"]:
        pdf.render_notices({**data, "notices": [notice]}, at=AT, separators={})
    return COUNT / (time.perf_counter() - started)


def _data() -> dict[str, Any]:
    frame = letters.frame("overdue", entry="1/2026", department="", figures=_figures())
    notices = [_notice(next(PEOPLE)) for _place in range(COUNT)]
    return {**frame, "language": "el", "pay_url": "https://town.example/{language}/pay/"} | {
        "notices": notices
    }


def _figures() -> Figures:
    amounts = {field.name: cents(0) for field in fields(Figures)}
    return Figures(**amounts | {"wait_days": 30, "objection_days": 30})


def _notice(number: int) -> dict[str, Any]:
    line = {
        "text": "Τέλη καθαριότητας 2026",
        "number": f"{number}/2026",
        "certified": "10/04/2026",
        "due": "30/04/2026",
        "principal": formatting.euro(cents(144), "el"),
        "interest": formatting.euro(cents(2), "el"),
        "total": formatting.euro(cents(146), "el"),
        "rf": f"RF18{number:021d}",
        "rf_printed": formatting.rf_groups(f"RF18{number:021d}"),
    }
    return {
        "language": "el",
        "kind": "overdue",
        "number": f"{number}/2026",
        "on": "10/06/2026",
        "name": f"ΔΟΚΙΜΑΣΤΙΚΟΣ {number}",
        "afm": f"{number:09d}",
        "address": ["Παραλιακή 7", "70014 Χωριό"],
        "postcode": "70014",
        "lines": [line, {**line, "number": f"{number}/2025"}],
        "total": formatting.euro(cents(292), "el"),
        "code": f"BENCH{number:06d}",
    }
