"""Certificates set a second: ours with Typst, against WeasyPrint on the same tagged page.

Both set the town's header, eight facts, a table, the legal note, a QR code with its text signed
and the footer with page numbers and pattern, in the same fonts, tagged for screen readers. Both
get the same picture of the code. WeasyPrint begins anew with each paper, as its manual shows.

The first two rounds compare one process with one: by the clock, and by processor time, which also
counts what Typst's other threads use up waiting for work. The third is the rate by the clock of an
office with a queue worker for each core, against WeasyPrint one after the other.
`CERTIFICATES` says how many a round of ours sets (240); everybody in them is invented, and no two
papers are alike.
"""

import html
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count, repeat
from multiprocessing import get_context
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from integrations.signing import TokenKey
from theme import pdf, qr

from . import harness

COUNT = int(os.environ.get("CERTIFICATES", "240"))
THEIRS = max(1, COUNT // 20)
TARGET = 30.0
CORES = os.cpu_count() or 1
# Both sides feel a busy neighbour, and ours twice as much: a round of a second needs many.
PAIRS = 15
PEOPLE = count(1)
KEY = TokenKey.new()
ARCH = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 5"><path fill="#d3cbbf" fill-rule='
    '"evenodd" d="M0 0h8v5H0zM1 5a3 4.2 0 0 1 6 0z"/></svg>'
)
PAGE = Template(Path(__file__).with_suffix(".html").read_text(encoding="utf-8"))
TOWN = {
    "name": "Δήμος Μινώας Ακτής",
    "address": "Πλατεία Δημαρχείου 1\n70014 Μινώα Ακτή",
    "phones": ["28970 00000"],
    "email": "info@minoa-akti.example",
}


def run() -> Iterator[harness.Result]:
    """Set papers in both ways; without WeasyPrint it says so, there is nothing to compare with."""
    missing = why_not()
    if missing:
        print(f"certificates_pdf: skipped, {missing}")
        return
    with _processes(1) as our_one, _processes(1) as their_one, _processes(CORES) as workers:
        theirs_rate = partial(_rate_in, their_one, THEIRS, theirs)
        for name, clock, words in (
            ("certificates_pdf", time.perf_counter, "one process each, by the clock"),
            ("certificates_pdf_by_processor", time.process_time, "by processor time"),
        ):
            yield _contest(
                name,
                f"WeasyPrint, the same page tagged (PDF/A-2a), {words}",
                partial(_rate_in, our_one, COUNT, ours, clock),
                partial(theirs_rate, clock),
            )
        yield _contest(
            "certificates_pdf_by_workers",
            f"WeasyPrint one after the other, {CORES} workers by the clock",
            partial(_rate_of_all, workers),
            theirs_rate,
        )


def _processes(count: int) -> ProcessPoolExecutor:
    # Begun anew: a process that was copied, or that the other side works in, is slower.
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def _contest(
    name: str, baseline: str, ours: Callable[[], float], theirs: Callable[[], float]
) -> harness.Result:
    ours(), theirs()
    return harness.compete(
        harness.Contest(
            name=name,
            unit="/s",
            baseline=baseline,
            target=TARGET,
            ours=ours,
            theirs=theirs,
            pairs=PAIRS,
        )
    )


def why_not() -> str:
    """Return why WeasyPrint cannot run here; nothing if it can."""
    try:
        import weasyprint  # noqa: F401
    except ImportError:
        return "WeasyPrint is not installed (requirements-dev.txt names it)"
    except OSError as error:
        return f"WeasyPrint lacks a library of the system (libpango): {error}"
    return ""


def _rate(
    papers: int,
    work: Callable[[dict[str, Any]], bytes],
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    contents = [content(next(PEOPLE)) for _ in range(papers)]
    begun = clock()
    for data in contents:
        assert work(data).startswith(b"%PDF")
    return papers / (clock() - begun)


def _rate_in(
    process: ProcessPoolExecutor,
    papers: int,
    work: Callable[[dict[str, Any]], bytes],
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    return process.submit(_rate, papers, work, clock).result()


def _rate_of_all(workers: ProcessPoolExecutor) -> float:
    """Have each worker set its share; who begins first does not take another's."""
    begun = time.perf_counter()
    list(workers.map(_rate, repeat(COUNT, CORES), repeat(ours)))
    return COUNT * CORES / (time.perf_counter() - begun)


def content(number: int) -> dict[str, Any]:
    """Return what one paper says, its code signed."""
    code = f"BENCH{number:015d}"
    token = KEY.sign({"c": code, "k": "bench", "n": f"{number}/2026", "d": "2026-11-22"} | DIGESTS)
    return {
        "language": "el",
        "town": TOWN,
        "title": "Βεβαίωση οφειλών",
        "date": "22/11/2026",
        "number": f"{number}/2026",
        "code": f"B{number:07d}",
        "verification": code,
        "address": "https://town.example/verify/",
        "qr": f"https://town.example/verify/{code}/#{token}",
        "paragraphs": [f"Στις 22/11/2026 ο κάτοχος όφειλε στον Δήμο {number},00 € συνολικά."] * 2,
        "facts": [[f"Στοιχείο {row}", f"Τιμή {row} του {number}"] for row in range(8)],
        "tables": [
            {
                "title": "Οφειλές",
                "headers": ["Αιτιολογία", "Αριθμός", "Ποσό"],
                "rows": [
                    ["Τέλη 2026", f"{number}/{row}", f"{number + row},00 €"] for row in range(5)
                ],
                "money": [2],
                "total": f"{number * 5 + 10},00 €",
            }
        ],
        "legal": ["ν. 2690/1999 (Κώδικας Διοικητικής Διαδικασίας), άρθρο 5"],
    }


DIGESTS = {"u": "2027-01-21", "h": "h" * 16, "f": "f" * 16}


def ours(data: dict[str, Any]) -> bytes:
    """Set a paper with our template."""
    return pdf.render("certificate", data)


def theirs(data: dict[str, Any]) -> bytes:
    """Set the same page from HTML."""
    from weasyprint import HTML

    made = HTML(string=page(data), base_url=str(pdf.FOLDER)).write_pdf(pdf_variant="pdf/a-2a")
    return bytes(made)


def page(data: dict[str, Any]) -> str:
    """Return a paper as HTML with the same parts."""
    town, table = data["town"], data["tables"][0]
    return PAGE.substitute(
        title=_e(data["title"]),
        town=_e(town["name"]),
        crest=pdf._crest(),
        arch=ARCH,
        paper=_e(data["code"]),
        address=_e(town["address"].replace("\n", ", ")),
        contact=_e(" · ".join([*town["phones"], town["email"]])),
        number=_e(data["number"]),
        date=_e(data["date"]),
        words="".join(f"<p>{_e(text)}</p>" for text in data["paragraphs"]),
        facts="".join(f'<p class="fact"><span>{_e(k)}</span>{_e(v)}</p>' for k, v in data["facts"]),
        heading=_e(table["title"]),
        heads="".join(f"<th>{_e(head)}</th>" for head in table["headers"]),
        rows="".join(f"<tr>{_cells(row)}</tr>" for row in table["rows"]),
        total=_e(table["total"]),
        legal=_e(data["legal"][0]),
        code=qr.picture(data["qr"]),
        where=_e(data["address"]),
        verification=_e(data["verification"]),
    )


def _cells(row: list[str]) -> str:
    return "".join(f"<td>{_e(cell)}</td>" for cell in row)


def _e(text: str) -> str:
    return html.escape(str(text))
