"""The register: finding among 200 000 entries with rights, and eight clerks registering at once."""

import os
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from .harness import Contest, Result, compete
from .scratch import copied_database

ENTRIES = int(os.environ.get("ENTRIES", "200000"))
YEARS = (2022, 2023, 2024, 2025)
WRITERS, SECONDS = 8, float(os.environ.get("SECONDS_EACH", "4"))
LIMIT = 0.150

#: Common words, rare ones, several, none, a sender, a beginning: as clerks ask.
QUESTIONS = (
    "αίτηση", "άδεια πεζοδρομίου", "θέμα17", "ένσταση προστίμου", "Δοκιμάκης", "πιστοποιητικών",
    "Υποδειγματάκη Άννα", "οδός12 αίτηση", "επιδόματος στέγασης", "οικοδομικ", "λαϊκή αγορά",
    "Συνθετάκη Ειρήνη πεζοδρόμια", "ανύπαρκτη λέξη", "απορριμματοφόρα", "4711/2024", "θέμα300",
    "κλάδεμα", "Αποκεντρωμένη Διοίκηση", "φωτισμός παραλίας", "κανονικής άδειας Μαρία",
)  # fmt: skip


def run() -> list[Result]:
    """Measure both ways of both jobs in a copy of the database."""
    with copied_database("loggia_bench_documents"):
        people = _town()
        return [_finding(people), _registering()]


def _town() -> list[Any]:
    """Fill a town's register and return a registry clerk, a clerk of a unit and a head."""
    from django.utils import timezone

    from backoffice.documents import services
    from backoffice.identity import services as identity
    from config.demo.documents import fill_by_set
    from tests.factories.signin import make_staff

    identity.load_departments(at=timezone.now())
    services.load_defaults()
    for year in YEARS:
        fill_by_set(count=ENTRIES // len(YEARS), year=year)
    return [
        make_staff("registry", "bench-registry@example.org", "registry"),
        make_staff("clerk", "bench-clerk@example.org", "civil-status"),
        make_staff("head", "bench-head@example.org", "technical"),
    ]


def _finding(people: list[Any]) -> Result:
    return compete(
        Contest(
            name="documents.search_p95",
            unit="/s",
            baseline=f"the limit of {LIMIT * 1000:.0f} ms at p95, {ENTRIES} entries with rights",
            target=1.0,
            ours=lambda: 1 / _p95(people),
            theirs=lambda: 1 / LIMIT,
        )
    )


def _p95(people: list[Any]) -> float:
    """Return the seconds within which nineteen of twenty questions have their page and count."""
    from backoffice.documents import queries

    took = []
    for person in people:
        for question in QUESTIONS:
            begun = time.perf_counter()
            queries.page_of(queries.search_entries(person, question), 1)
            took.append(time.perf_counter() - begun)
    return sorted(took)[int(len(took) * 0.95) - 1]


def _registering() -> Result:
    return compete(
        Contest(
            name="documents.registrations",
            unit="/s",
            baseline="the ORM's way: number first, one row after the other",
            target=1.0,
            ours=lambda: _rate("ours"),
            theirs=lambda: _rate("naive"),
        )
    )


def _rate(way: str) -> float:
    """Return registrations a second by eight processes together."""
    context = get_context("spawn")
    lines = []
    for number in range(WRITERS):
        mine, theirs = context.Pipe()
        process = context.Process(target=_write, args=(theirs, way, number), daemon=True)
        process.start()
        lines.append((mine, process))
    for line, _process in lines:
        line.recv()
    for line, _process in lines:
        line.send("go")
    done = sum(line.recv() for line, _process in lines)
    for _line, process in lines:
        process.join(10)
    return done / SECONDS


def _write(line: Connection, way: str, number: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from backoffice.identity.queries import departments_as_tree

    unit = next(unit.pk for _depth, unit in departments_as_tree(timezone.now().date()))
    register = {"ours": _ours, "naive": _naive}[way]
    register(unit, f"{number} first")
    line.send("ready")
    line.recv()
    until, done = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < until:
        register(unit, f"{number} {done}")
        done += 1
    line.send(done)


def _ours(unit: int, name: str) -> None:
    from django.utils import timezone

    from backoffice.documents import services

    services.register_entry(
        book="general",
        direction="incoming",
        subject="Αίτηση για άδεια κατάληψης πεζοδρομίου",
        channel="counter",
        sender=services.Correspondent(f"Δοκιμάκης {name}"),
        recipients=[services.RecipientFacts("Τμήμα Εσόδων"), services.RecipientFacts("Ταμείο")],
        classification="6.2",
        department_id=unit,
        actor=None,
        at=timezone.now(),
    )


def _naive(unit: int, name: str) -> None:
    """Register as a first draft would: lock the counter, then look up and save row by row."""
    from django.contrib.postgres.search import SearchVector
    from django.db import transaction
    from django.db.models import Value
    from django.utils import timezone

    from backoffice.audit.services import record
    from backoffice.documents.models import Book, Entry, PlanItem, Recipient
    from backoffice.documents.rules.finding import words_of
    from backoffice.kernel.models import Counter

    at = timezone.now()
    with transaction.atomic():
        book = Book.objects.get(code="general")
        Counter.objects.get_or_create(series=book.series, year=at.year)
        counter = Counter.objects.select_for_update().get(series=book.series, year=at.year)
        counter.last += 1
        counter.save()
        entry = Entry(
            book=book,
            year=at.year,
            number=counter.last,
            direction="incoming",
            registered_at=at,
            subject="Αίτηση για άδεια κατάληψης πεζοδρομίου",
            channel="counter",
            sender_name=f"Δοκιμάκης {name}",
            department_id=unit,
            classification=PlanItem.objects.get(code="6.2"),
        )
        entry.full_clean(exclude=["words"])
        entry.save()
        for position, who in enumerate(("Τμήμα Εσόδων", "Ταμείο"), 1):
            row = Recipient(entry=entry, position=position, name=who)
            row.full_clean()
            row.save()
        words = words_of(f"{entry.subject} {entry.sender_name}")
        Entry.objects.filter(pk=entry.pk).update(words=SearchVector(Value(words), config="greek"))
        record("documents.entry.registered", entry, actor=None, at=at)
