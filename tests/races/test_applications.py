"""Two people press at once about one application: without its lock both take effect."""

import threading
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from backoffice.audit.models import Entry
from eservices.applications import services
from eservices.applications.models import Application, Upload
from eservices.catalogue.models import Service
from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401
from tests.eservices.applications import counter
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen

from .test_every_lock import LOCKS, Verb, effects, press, unlocked
from .test_revenue_payments import at_once, failures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(300)]
numbers = count(1)


@pytest.fixture
def citizen(transactional_db: Any) -> Any:
    """Somebody who applies in a town with one free service."""
    counter.open_town()
    counter.make_free()
    Service.objects.filter(code=counter.TREE).update(deadline_days=50)
    make_party(afm=counter.AFM)
    return make_citizen(counter.AFM)


def sending(citizen: Any, draft: Any, key: str) -> Verb:
    return lambda: services.submit(
        draft_code=draft.code, key=key, user=citizen, language="el", at=timezone.now()
    )


def test_submit_twice(citizen: Any) -> None:
    """Two programs, or two windows, send one draft under keys of their own."""

    def pair() -> list[Verb]:
        draft = counter.filled(citizen)
        return [sending(citizen, draft, f"{side}-{next(numbers)}") for side in "ab"]

    first, second = pair()
    meeting = threading.Barrier(2)
    verb = "applications.application.submitted"
    with effects(verb) as told:
        results = at_once(unlocked(first, meeting), unlocked(second, meeting))
    assert told == [2], results
    first, second = pair()
    with effects(verb) as told:
        results = at_once(first, second)
    assert told == [1], results
    assert not any(isinstance(error, DatabaseError) for error in failures(results))


def test_cosign_twice(citizen: Any) -> None:
    make_party(2, afm=counter.SECOND_AFM)
    second = make_citizen(counter.SECOND_AFM, "second@example.org")

    def signing() -> Verb:
        draft = counter.filled(citizen)
        held = services.invite_cosigner(
            draft_id=draft.pk,
            name="Συνθετική",
            email="second@example.org",
            afm=counter.SECOND_AFM,
            language="el",
            actor=citizen,
            at=timezone.now(),
        )
        draft.refresh_from_db()
        return lambda: services.sign(
            signature_id=held.pk, digest=draft.digest, actor=second, at=timezone.now()
        )

    press("applications.cosignature.signed", signing)


def test_withdraw_against_decide(citizen: Any) -> None:
    ended = ("applications.application.withdrawn", "applications.application.approved")

    def pair() -> tuple[Application, Verb, Verb]:
        made = counter.send(counter.filled(citizen), citizen)
        now = {"application_id": made.pk, "at": timezone.now()}
        return (
            made,
            lambda: services.withdraw(reason="", actor=citizen, **now),
            lambda: services.decide(approved=True, reason="", remedies="", actor=None, **now),
        )

    def told_of(made: Application) -> int:
        return Entry.objects.filter(action__in=ended, object_id=str(made.pk)).count()

    made, withdraw, decide = pair()
    meeting = threading.Barrier(2)
    results = at_once(unlocked(withdraw, meeting), unlocked(decide, meeting))
    assert told_of(made) == 2, results
    made, withdraw, decide = pair()
    results = at_once(withdraw, decide)
    assert told_of(made) == 1, results
    assert len(failures(results)) == 1
    assert not any(isinstance(error, DatabaseError) for error in failures(results))


def test_upload_against_submit(citizen: Any) -> None:
    """A file is either in what was sent, or refused; none is lost or comes in afterwards."""

    def pair() -> tuple[Any, Verb, Verb]:
        draft = counter.filled(citizen)
        number = next(numbers)
        return (
            draft,
            sending(citizen, draft, f"u-{number}"),
            lambda: services.add_upload(
                draft_id=draft.pk,
                field="photo",
                upload=counter.file(f"late-{number}.pdf", counter.pdf(text=f"late {number}")),
                actor=citizen,
                at=timezone.now(),
            ),
        )

    def is_lost(draft: Any, kept: Any) -> bool:
        """Tell whether a file that was taken is not in what was sent."""
        sent = Application.objects.get(draft_code=draft.code)
        named = {one["id"] for one in sent.snapshot["files"]}
        assert set(sent.uploads.values_list("code", flat=True)) == named
        return isinstance(kept, Upload) and kept.code not in named

    draft, send, upload = pair()
    meeting = threading.Barrier(2)
    results = at_once(
        meets(send, meeting, "applications_application"),
        meets(upload, meeting, "applications_upload"),
    )
    kept_out = [error for error in failures(results) if isinstance(error, DatabaseError)]
    assert kept_out or is_lost(draft, results[1]), results
    draft, send, upload = pair()
    results = at_once(send, upload)
    assert not any(isinstance(error, DatabaseError) for error in failures(results)), results
    assert not is_lost(draft, results[1])


def meets(act: Verb, meeting: threading.Barrier, table: str) -> Verb:
    """Return an act that locks nothing, and waits before it first writes into a table."""

    def run() -> Any:
        met: list[int] = []

        def strip(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not met and sql.startswith(f'INSERT INTO "{table}"'):
                met.append(meeting.wait(timeout=20))
            return execute(LOCKS.sub("", sql), params, many, context)

        with connection.execute_wrapper(strip):
            return act()

    return run
