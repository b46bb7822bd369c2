"""Fifty clerks at fifty counters: first lost without the locked counter, then kept with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from threading import Barrier

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models import Max

from backoffice.documents import services
from backoffice.documents.models import Entry, StoredFile
from backoffice.documents.services import register
from tests.backoffice.documents.office import open_town, unit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CLERKS = 50
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _town():
    open_town()


def together(count, work):
    """Run a function in several connections that begin at the same moment; errors are results."""
    gate = Barrier(count)

    def run(index):
        try:
            connection.ensure_connection()
            gate.wait(30)
            return work(index)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def enter(department, **facts):
    stated = {
        "book": "general",
        "direction": "incoming",
        "subject": "Αίτηση",
        "channel": "counter",
        "sender": services.Correspondent("Πολίτης"),
        "department_id": department,
        "actor": None,
        "at": AT,
    }
    return services.register_entry(**(stated | facts))


def test_that_race_is_lost_by_reading_the_last_number(monkeypatch):
    department, gate = unit("registry").pk, Barrier(8)

    def careless(series, year):
        last = Entry.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
        gate.wait(60)
        return last + 1

    monkeypatch.setattr(register, "next_number", careless)
    found = together(8, lambda _: enter(department).number)
    # One got the number; the database let nobody else have it, and seven clerks stand there.
    assert sum(isinstance(number, int) for number in found) == 1


def test_fifty_clerks_leave_no_gap_and_no_double():
    department = unit("registry").pk
    found = together(CLERKS, lambda _: enter(department).number)
    assert sorted(found) == list(range(1, CLERKS + 1))
    assert Entry.objects.count() == CLERKS


def test_no_gap_when_every_third_registration_fails():
    department = unit("registry").pk

    def work(index):
        with transaction.atomic():
            number = enter(department).number
            if index % 3 == 0:
                raise RuntimeError("the line was cut")
            return number

    found = together(24, work)
    numbers = sorted(number for number in found if isinstance(number, int))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 16


def test_one_form_sent_by_many_hands_is_one_entry():
    department = unit("registry").pk
    found = together(12, lambda _: enter(department, key="portal:5").pk)
    assert len(set(found)) == 1
    assert Entry.objects.count() == 1
    assert enter(department).number == 2


def test_one_content_kept_by_many_hands_is_one_file(tmp_path, monkeypatch):
    monkeypatch.setattr(storages["private"], "_location", str(tmp_path))
    for name in ("base_location", "location"):
        storages["private"].__dict__.pop(name, None)
    content = "Κείμενο αίτησης".encode()
    found = together(
        8, lambda _: services.keep_file(content=content, name="a.txt", actor=None, at=AT).pk
    )
    assert len(set(found)) == 1
    assert StoredFile.objects.get().sha256 == sha256(content).hexdigest()
