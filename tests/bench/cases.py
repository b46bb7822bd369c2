"""The page of a case with 500 documents, for the office and for the applicant.

The whole request is measured: sign-in, rights, statements, template; documents stand in pages.
"""

import os
import time
from typing import Any

from .harness import Contest, Result, compete
from .scratch import copied_database

DOCUMENTS = int(os.environ.get("CASE_DOCUMENTS", "500"))
LIMIT = 1.0
TIMES = 10


def run() -> list[Result]:
    """Measure both pages in a copy of the database."""
    with copied_database("loggia_bench_cases"):
        office, citizen = _case()
        return [
            compete(_contest("cases.office_page_p95", *office)),
            compete(_contest("cases.citizen_page_p95", *citizen)),
        ]


def _contest(name: str, client: Any, address: str) -> Contest:
    return Contest(
        name=name,
        unit="/s",
        baseline=f"the limit of {LIMIT:.0f} s at p95, {DOCUMENTS} documents",
        target=1.0,
        ours=lambda: 1 / _p95(client, address),
        theirs=lambda: 1 / LIMIT,
    )


def _case() -> tuple[tuple[Any, str], tuple[Any, str]]:
    """Return a browser and a page for each side of an application with its case and documents."""
    from django.test import Client
    from django.urls import reverse

    from tests.eservices.applications import counter, papers
    from tests.eservices.payments.till import make_party
    from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff

    counter.open_town()
    counter.make_free()
    counter.with_case()
    make_party(afm=counter.AFM)
    user, citizen, office = make_citizen(counter.AFM), Client(), Client()
    application = counter.sent(user)
    papers.file_papers(application, DOCUMENTS)
    sign_in(citizen, user)
    sign_in_staff(office, make_staff("head", "bench-head@example.org", "revenue"))
    return (
        (office, reverse("applications_office:application", args=[application.code])),
        (citizen, reverse("applications:application", args=[application.code])),
    )


def _p95(client: Any, address: str) -> float:
    """Return the seconds within which nineteen of twenty requests are answered."""
    took = []
    for _each in range(TIMES):
        begun = time.perf_counter()
        answer = client.get(address, headers={"host": "localhost"})
        took.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    return sorted(took)[max(0, int(len(took) * 0.95) - 1)]
