"""Two heads sign at once, two clerks issue at once, a worker dies between number and seal."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, transaction

from backoffice.documents import services
from backoffice.documents.models import Draft, Entry, Issue, Signature
from backoffice.kernel.errors import DomainError
from tests.backoffice.documents import desk
from tests.backoffice.documents.desk import now
from tests.backoffice.documents.office import open_town
from tests.backoffice.documents.sealed import town_seal
from tests.factories.servers import database_url
from tests.integrations.signing import signing_desk, signing_process

__all__ = ["signing_desk", "signing_process", "town_seal"]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
TOGETHER = 4


@pytest.fixture
def staff():
    open_town()
    services.load_circulation()
    return desk.people()


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


def test_without_the_lock_all_see_an_unsigned_document(staff):
    made = desk.cosigned(staff)
    gate = Barrier(TOGETHER)

    def careless():
        with transaction.atomic():
            state = Draft.objects.get(pk=made.pk).state
            gate.wait(60)
            Draft.objects.filter(pk=made.pk).update(withdraw_reason=state)
            return state

    assert set(at_once(careless)) == {"in_cosign"}


def test_signed_at_once_is_signed_once(staff):
    made = desk.cosigned(staff)
    results = at_once(
        lambda: services.sign_document(
            draft_id=made.pk, seen_version=1, actor=staff.mayor, at=now()
        )
    )
    assert sum(isinstance(result, Signature) for result in results) == 1
    assert Signature.objects.filter(kind="final").count() == 1


def test_issued_at_once_takes_one_number(staff):
    made = desk.signed(staff)
    results = at_once(
        lambda: services.issue_document(draft_id=made.pk, actor=staff.registry, at=now())
    )
    assert sum(isinstance(result, Issue) for result in results) == 1
    assert Entry.objects.count() == 1


def test_sealed_at_once_keeps_one_file(staff, town_seal):
    issue = desk.issued(staff)
    results = at_once(lambda: services.seal_issue(issue_id=issue.pk, at=now()).file_id)
    assert len(set(results)) == 1
    assert issue.entry.attachments.count() == 1


CHILD = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from backoffice.documents import sealing, services

def die(*arguments, **facts):
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(sealing, "sealed", die) if sys.argv[1] == "before" else setattr(
    sys.modules["backoffice.documents.services.issue"], "_keep_seal", die)
services.seal_issue(issue_id=int(sys.argv[2]), at=timezone.now())
"""


@pytest.mark.parametrize("point", ["before", "after"])
def test_killed_between_number_and_seal_nothing_is_lost_or_double(staff, town_seal, point):
    issue = desk.issued(staff)
    number = issue.entry.label
    done = _run_child(point, issue.pk)
    assert (done.returncode, done.stdout.strip()) == (-signal.SIGKILL, "reached"), done.stderr
    issue.refresh_from_db()
    assert issue.file_id is None
    assert services.order_missing_seals(before=now()) == 1
    sealed = services.seal_issue(issue_id=issue.pk, at=now())
    again = services.seal_issue(issue_id=issue.pk, at=now())
    assert sealed.file_id == again.file_id
    assert sealed.entry.label == number
    assert issue.entry.attachments.count() == 1
    assert Entry.objects.count() == 1


def _run_child(point, issue_id):
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SIGNING_PKCS12": settings.SIGNING_PKCS12,
        "SIGNING_PASSPHRASE": settings.SIGNING_PASSPHRASE,
        "SIGNING_TSA_URL": settings.SIGNING_TSA_URL,
        "SIGNING_TRUST_ANCHORS": ",".join(settings.SIGNING_TRUST_ANCHORS),
        "PYTHONPATH": str(ROOT),
    }
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, point, str(issue_id)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert time.monotonic() - begun < 120
    return done
