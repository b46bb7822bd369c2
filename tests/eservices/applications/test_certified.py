"""An approval that is taken up again or withdrawn: what was certified after it is judged."""

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from backoffice.certificates import queries as certificates
from backoffice.certificates.models import Awaited, Certificate
from backoffice.desk.worklist import SOURCES
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from eservices.applications import services
from eservices.applications.models import Application
from eservices.applications.services import answering
from eservices.catalogue.models import Service
from tests.backoffice.documents.sealed import town_seal
from tests.factories.signin import make_staff
from tests.integrations.signing import signing_desk, signing_process

from . import counter

__all__ = ["signing_desk", "signing_process", "town_seal"]


@pytest.fixture
def head():
    return make_staff("administrator", "head@example.org")


@pytest.fixture
def judge():
    return make_staff("head", "judge@example.org", "administrative")


def approved(citizen, head, kind=""):
    """Return an application that was approved and ends in a certificate."""
    counter.make_free()
    Service.objects.filter(code=counter.TREE).update(output_certificate=kind or "general")
    made = counter.sent(citizen)
    services.decide(
        application_id=made.pk,
        approved=True,
        reason="",
        remedies="",
        actor=head,
        at=timezone.now(),
    )
    made = Application.objects.get(pk=made.pk)
    answering.issue_certificate(application=made, text="", actor=head, at=timezone.now())
    return made


def take_up(made, citizen, head, upheld=True):
    objection = services.object_to(
        application_id=made.pk, text="Λάθος όνομα", key="o", actor=citizen, at=timezone.now()
    )
    services.decide_objection(
        objection_id=objection.pk,
        upheld=upheld,
        answer="Έχετε δίκιο.",
        actor=head,
        at=timezone.now(),
    )
    return Application.objects.get(pk=made.pk)


def waiting(user):
    today = athens_day(timezone.now())
    rows = SOURCES.get("certificates.doubt").rows(user, today)
    return [] if rows is None else list(rows)


def test_taken_up_again_it_is_examined_and_waits_for_whoever_may_revoke(citizen, head, judge):
    made = approved(citizen, head)
    given = Certificate.objects.get()
    assert waiting(judge) == []
    take_up(made, citizen, head)
    given.refresh_from_db()
    assert certificates.state_of(given) == "in_review"
    assert made.entry.label in given.doubted_why
    assert waiting(judge) == [given]
    assert waiting(citizen) == []
    page = Client().get(f"/verify/{given.verification}/").content.decode()
    assert made.name not in page
    assert made.entry.label not in page


def test_an_objection_that_is_not_accepted_leaves_it_valid(citizen, head):
    made = approved(citizen, head)
    take_up(made, citizen, head, upheld=False)
    assert certificates.state_of(Certificate.objects.get()) == "valid"


def test_neither_withdrawing_nor_a_second_approval_settles_it(citizen, head, judge):
    made = take_up(approved(citizen, head), citizen, head)
    first = Certificate.objects.get()
    point = transaction.savepoint()
    services.withdraw(application_id=made.pk, reason="", actor=citizen, at=timezone.now())
    assert waiting(judge) == [first]
    assert waiting(judge)[0].doubted_why == first.doubted_why
    transaction.savepoint_rollback(point)
    services.decide(
        application_id=made.pk, approved=True, reason="", remedies="", actor=head, at=timezone.now()
    )
    made = Application.objects.get(pk=made.pk)
    second = answering.issue_certificate(application=made, text="", actor=head, at=timezone.now())
    assert second.pk != first.pk
    assert (waiting(judge), certificates.state_of(second)) == ([first], "valid")


def test_what_was_awaited_comes_no_more(citizen, head):
    made = approved(citizen, head, "permanent-residence")
    awaited = Awaited.objects.get()
    assert certificates.is_awaited(Source(awaited.source_kind, awaited.source_id))
    take_up(made, citizen, head)
    awaited.refresh_from_db()
    assert awaited.dropped_at is not None
