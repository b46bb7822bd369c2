"""Two officers issue one batch; two workers take one part; a worker dies in the middle of one."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction

from backoffice.documents.models import Entry
from backoffice.enforcement import services
from backoffice.enforcement.models import Batch, Notice, Part
from backoffice.kernel.errors import DomainError
from tests.backoffice.enforcement.town import AT, choose, debtor, disagreements, open_town
from tests.backoffice.revenue.town import make_user
from tests.factories.servers import database_url

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
ROOT = Path(__file__).resolve().parents[2]
TOGETHER = 3


@pytest.fixture
def batch():
    open_town()
    for number in (1, 2):
        debtor(number)
    return choose(make_user("officer"))


def at_once(work):
    """Run a work several times, released together; return its results or refusals."""
    gate = Barrier(TOGETHER)

    def one(_number):
        try:
            gate.wait(60)
            return work()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


def issue(batch):
    return services.issue_batch(batch_id=batch.pk, actor=batch.made_by, at=AT)


def test_without_the_lock_every_officer_sees_a_batch_to_issue(batch):
    gate = Barrier(TOGETHER)

    def careless():
        with transaction.atomic():
            state = Batch.objects.get(pk=batch.pk).state
            gate.wait(60)
            return state

    assert at_once(careless) == ["rehearsed"] * TOGETHER


def test_issued_at_once_it_is_issued_once_and_its_parts_are_set_once(batch):
    results = at_once(lambda: issue(batch))
    assert sum(isinstance(result, Batch) for result in results) == 1
    assert (Entry.objects.count(), Part.objects.count()) == (1, 1)
    part = Part.objects.get()
    files = at_once(lambda: services.set_part(part_id=part.pk, at=AT).file_id)
    assert len(set(files)) == 1
    assert Notice.objects.count() == 2
    assert disagreements() == []


CHILD = """
import os, signal, sys
from datetime import datetime
import django
django.setup()
from backoffice.enforcement import services
from backoffice.enforcement.services import parts

def die(*arguments, **facts):
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

module, name = {
    "numbered": (parts.NoticeLine.objects, "bulk_create"),
    "printed": (parts, "_finish"),
    "kept": (parts, "record"),
}[sys.argv[1]]
if sys.argv[1] == "kept":
    real = parts.record
    def record(verb, *arguments, **facts):
        return die() if verb == "enforcement.batch.issued" else real(verb, *arguments, **facts)
    parts.record = record
else:
    setattr(module, name, die)
services.set_part(part_id=int(sys.argv[2]), at=datetime.fromisoformat(sys.argv[3]))
"""


def test_killed_anywhere_in_a_part_nothing_is_lost_or_doubled(batch):
    issue(batch)
    part = Part.objects.get()
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": str(ROOT),
    }
    expected = {"numbered": 0, "printed": 2, "kept": 2}
    for point, notices in expected.items():
        done = subprocess.run(
            [sys.executable, "-c", CHILD, point, str(part.pk), AT.isoformat()],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        reached = (done.returncode, done.stdout.strip())
        assert reached == (-signal.SIGKILL, "reached"), done.stderr
        assert Notice.objects.count() == notices
        assert Batch.objects.get().state == "issuing"
    services.set_part(part_id=part.pk, at=AT)
    assert Batch.objects.get().state == "issued"
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2]
    assert disagreements() == []
