"""One order of locks: the case, its application, then papers and the number of the register.

Every verb that knows an application takes them so. Here are those that begin at the other end.
"""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.documents import queries as documents_queries
from backoffice.documents import services as documents
from backoffice.procedures import services as procedures
from eservices.applications import services
from eservices.applications.models import Application
from eservices.applications.services import handling
from tests.factories.signin import make_staff

from . import counter

LOCKED = re.compile(r'from "?(\w+)"?.* for (?:no key )?update', re.IGNORECASE | re.DOTALL)
TAKES_NUMBER = re.compile(r'^insert into "documents_entry"', re.IGNORECASE)


def locked_in_turn(queries):
    """Return the tables whose rows were locked, and where the number was taken."""
    found = []
    for query in queries:
        lock = LOCKED.search(query["sql"])
        if lock:
            found.append(lock[1])
        elif TAKES_NUMBER.search(query["sql"]):
            found.append("number")
    return found


def decided(citizen):
    """Return an application with a case, approved by somebody who may sign no letter."""
    counter.make_free()
    counter.with_case()
    clerk = make_staff("clerk", "clerk@example.org", "revenue")
    made = counter.sent(citizen)
    task = made.case.tasks.get(state="ready")
    procedures.complete_task(task_id=task.pk, outcome={}, actor=clerk, at=timezone.now())
    made = Application.objects.get(pk=made.pk)
    handling.decide(
        application_id=made.pk,
        decision="grant",
        reasons="",
        remedies="",
        actor=clerk,
        at=timezone.now(),
    )
    return made


def test_a_letter_is_issued_under_the_lock_of_what_it_answers(citizen):
    made = decided(citizen)
    (letter,) = documents_queries.drafts_of_entry(made.entry_id)
    mayor = make_staff("mayor", "mayor@example.org")
    documents.sign_document(draft_id=letter.pk, seen_version=1, actor=mayor, at=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        documents.issue_document(draft_id=letter.pk, actor=mayor, at=timezone.now())
    made.refresh_from_db()
    assert made.state == "completed"
    order = locked_in_turn(asked.captured_queries)
    assert order[:3] == ["procedures_case", "applications_application", "documents_draft"], order
    assert order.index("number") > 2


def test_an_application_is_locked_after_its_case(citizen):
    counter.make_free()
    counter.with_case()
    made = counter.sent(citizen)
    with CaptureQueriesContext(connection) as asked:
        services.correct(
            application_id=made.pk, text="Είναι πεύκο", key="1", actor=citizen, at=timezone.now()
        )
    order = locked_in_turn(asked.captured_queries)
    assert order[:2] == ["procedures_case", "applications_application"], order
    assert order.index("number") > 1
