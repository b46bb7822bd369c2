"""The desk itself: the list, who sees what, the counter with the citizen's own pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.applications.models import Application
from eservices.applications.models.counter import CounterCheck

from .office import AFM

pytestmark = pytest.mark.django_db


def test_the_list_asks_the_same_however_many_there_are(town):
    citizen = town.citizen()
    clerk = town.employee("clerk", "registry")
    first = citizen.applies("general-request")
    clerk.client.get("/cms/applications/")
    with CaptureQueriesContext(connection) as one:
        page = clerk.client.get("/cms/applications/").content.decode()
    assert first.now.entry.label in page
    citizen.applies("general-request")
    citizen.applies("general-request")
    with CaptureQueriesContext(connection) as three:
        clerk.client.get("/cms/applications/")
    assert len(three) <= len(one)
    table = clerk.client.get("/cms/applications/?export=csv")
    assert first.now.entry.label in b"".join(table.streaming_content).decode("utf-8-sig")


def test_another_department_finds_nothing(town):
    story = town.citizen().applies("general-request")
    other = town.employee("clerk", "green")
    for way in ("", "ask/", "receipt.pdf", "drawing/"):
        assert other.client.get(f"/cms/applications/{story.code}/{way}").status_code == 404
    assert story.now.entry.label not in other.client.get("/cms/applications/").content.decode()


def test_a_clerk_does_not_decide(town):
    story = town.citizen().applies("general-request")
    clerk = town.employee("clerk", "registry")
    answer = clerk.client.get(f"/cms/applications/{story.code}/decide/")
    assert answer.status_code in (302, 403)


def test_at_the_counter_the_clerk_fills_in_the_same_pages_for_the_person(town):
    citizen = town.citizen()
    clerk = town.employee("clerk", "registry")
    start = "/cms/applications/counter/"
    nobody = clerk.client.post(
        start, {"service": "general-request", "afm": "090000045", "how": "id_card"}
    )
    assert nobody.status_code == 422
    said = {"service": "general-request", "afm": AFM, "how": "id_card", "note": "…456"}
    page = clerk.client.post(start, said, follow=True)
    answers = {
        "full_name": "Συνθετική Πολίτης",
        "phone": "6912345678",
        "email": "citizen@example.org",
        "kind": "request",
        "subject": "Φωτισμός",
        "request_text": "Δεν ανάβει η λάμπα.",
        "wants_answer": "true",
    }
    where = ""
    for _page in range(6):
        where = page.redirect_chain[-1][0] if page.redirect_chain else where
        if "<form" not in page.content.decode() or where.count("/") < 6:
            break
        page = clerk.client.post(where, {**answers, "_shown": "*"}, follow=True)
        assert page.status_code == 200, where
    draft = re.search(r"/counter/(\w+)/", where)
    assert draft
    page = clerk.client.post(f"{start}{draft.group(1)}/", follow=True)
    made = Application.objects.get(draft_code=draft.group(1))
    assert (made.party, made.user, made.channel) == (citizen.party, clerk.user, "counter")
    assert CounterCheck.objects.get(application=made).how == "id_card"
    assert made.submitted_at <= timezone.now()
    assert "…456" in page.content.decode()
    receipt = clerk.client.get(f"/cms/applications/{made.code}/receipt.pdf")
    assert receipt.content.startswith(b"%PDF")
    assert citizen.client.get(f"/el/account/applications/{made.code}/").status_code == 200
