"""Two people press at once about one application: without its lock both take effect."""

import threading
from itertools import count
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from eservices.applications import services
from eservices.catalogue.models import Service
from tests.backoffice.documents.conftest import _store_of_its_own  # noqa: F401
from tests.eservices.applications import counter
from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen

from .pressing import Verb, effects, press, unlocked
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

    earlier: list[int] = []

    def signing() -> Verb:
        # Somebody has one draft of a service; the one that was signed gives way to the next.
        for draft_id in earlier:
            services.discard_draft(draft_id=draft_id)
        draft = counter.filled(citizen)
        earlier[:] = [draft.pk]
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
