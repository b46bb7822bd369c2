"""Everything about an application on one page: for the office, and for whoever applied."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backoffice.appointments import about
from backoffice.appointments import services as appointments
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import queries as messaging
from backoffice.messaging.models import Message
from backoffice.procedures.models import Task
from eservices.applications.notices import SOURCE
from tests.backoffice.documents.corpus import pdf
from tests.factories import timetable
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff

from . import counter
from .papers import file_papers

HEADER = re.compile(r'FROM "(wagtailcore|home)_')
BLOCKS = (
    "application",
    "person",
    "case",
    "clock",
    "now",
    "answers",
    "documents",
    "messages",
    "money",
    "appointments",
    "drawing",
    "history",
)


def desk(role: str = "head", unit: str = "revenue") -> Client:
    """Return the browser of somebody of the office."""
    client = Client()
    sign_in_staff(client, make_staff(role, f"{role}-{unit}@example.org", unit))
    return client


@pytest.fixture
def application(citizen):
    """An application with a case on its way."""
    counter.make_free()
    counter.with_case()
    return counter.sent(citizen)


def office_page(application: Any) -> str:
    """Return the address of an application's page for staff."""
    return reverse("applications_office:application", args=[application.code])


def own_page(application: Any) -> str:
    """Return the address of an application's page for the applicant."""
    return reverse("applications:application", args=[application.code])


def test_everything_stands_on_one_page(application):
    head = desk()
    page = head.get(office_page(application)).content.decode()
    assert re.findall(r'<section class="case-block" id="([a-z]+)"', page) == list(BLOCKS)
    assert counter.AFM not in page
    assert f"••••••{counter.AFM[-3:]}" in page
    assert "deed.pdf" in page
    # The head hands steps over on their own page; whoever does one is led into the application.
    step = Task.objects.get(case=application.case)
    assert reverse("procedures:task", args=[step.pk]) in page
    done_at = f"/cms/applications/{application.code}/steps/"
    assert done_at not in page
    assert done_at in desk("clerk").get(office_page(application)).content.decode()
    case = head.get(reverse("procedures:case", args=[application.case.code]))
    assert (case.status_code, case["Location"]) == (302, office_page(application))


def test_documents_are_found_in_pages_and_printed_whole(application):
    file_papers(application, 150)
    head, address = desk(), office_page(application)
    first = head.get(address).content.decode()
    assert "paper-0149.pdf" in first
    assert "paper-0000.pdf" not in first
    assert "152" in first
    assert "paper-0000.pdf" in head.get(f"{address}?papers=3").content.decode()
    named = head.get(f"{address}?doc=paper-0042").content.decode()
    assert set(re.findall(r"paper-\d+\.pdf", named)) == {"paper-0042.pdf"}
    outgoing = head.get(f"{address}?way=outgoing").content.decode()
    assert set(re.findall(r"paper-\d+\.pdf", outgoing)) == {
        f"paper-{number:04}.pdf" for number in range(100, 125)
    }
    printed = head.get(f"{address}?view=print").content.decode()
    assert len(set(re.findall(r"paper-\d+\.pdf", printed))) == 150
    assert 'name="block"' not in printed
    none = head.get(f"{address}?doc=no-such-name").content.decode()
    assert "deed.pdf" not in none[none.index('id="documents"') :]


def statements(client: Client, address: str) -> int:
    """Return how many statements a page costs; the site's header, kept for a while, left out."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    ours = [one for one in asked.captured_queries if not HEADER.search(one["sql"])]
    return len(ours)


def test_a_page_costs_the_same_with_10_and_50_documents(application, browser):
    head = desk()
    pages = ((head, office_page(application)), (browser, own_page(application)))
    file_papers(application, 10)
    few = [statements(*page) for page in pages]
    file_papers(application, 40, first=50)
    assert [statements(*page) for page in pages] == few


def test_the_office_asks_once_who_reads(application):
    head, address = desk(), office_page(application)
    with CaptureQueriesContext(connection) as seen:
        assert head.get(address).status_code == 200
    asked = [one["sql"] for one in seen.captured_queries]
    tables = ("identity_roleassignment", "identity_department", "documents_substitution")
    counted = {table: sum(f'FROM "{table}"' in sql for sql in asked) for table in tables}
    assert counted == {tables[0]: 2, tables[1]: 1, tables[2]: 1}, "units, posts, and whose work"


def test_citizen_and_office_write_to_each_other(application, browser, citizen):
    address = reverse("applications:write", args=[application.code])
    said = {"body": "Πότε θα έρθετε;", "key": "1"}
    assert browser.post(address, said | {"papers": counter.file("map.pdf")}).status_code == 302
    browser.post(address, said)
    assert Message.objects.count() == 1
    head = desk()
    page = head.get(office_page(application)).content.decode()
    assert "Πότε θα έρθετε;" in page
    assert "map.pdf" in page
    answer = {"block": "messages", "body": "Τη Δευτέρα.", "key": "2"}
    answer["papers"] = counter.file("plan.pdf", pdf(text="plan"))
    sent = head.post(office_page(application), answer)
    assert (sent.status_code, sent["Location"]) == (302, f"{office_page(application)}#messages")
    told = messaging.notifications_of(citizen).first()
    assert (told.template, told.link) == ("messaging.written", own_page(application))
    mine = browser.get(own_page(application)).content.decode()
    assert "Τη Δευτέρα." in mine
    file = re.search(r'href="([^"]+)">plan\.pdf', mine)
    assert browser.get(file.group(1)).status_code == 200
    assert Message.objects.get(to_office=False).read_at is not None
    assert Message.objects.get(to_office=True).read_at is not None


def test_a_message_that_says_nothing_is_not_sent(application, browser):
    address = reverse("applications:write", args=[application.code])
    refused = browser.post(address, {"body": " ", "key": "1"})
    assert refused.status_code == 422
    assert 'id="messages"' in refused.content.decode()
    head = desk()
    refused = head.post(office_page(application), {"block": "messages", "body": "", "key": "1"})
    assert refused.status_code == 422
    assert head.post(office_page(application), {"block": "person"}).status_code == 404
    harmful = {"body": "", "key": "2", "papers": counter.file("run.exe", b"MZ" + b"\0" * 200)}
    assert browser.post(address, harmful).status_code == 422
    assert Message.objects.count() == 0
    assert messaging.conversation_about(Source(SOURCE, application.code)) is None


def test_strangers_neither_read_nor_write(application, browser, second):
    address = reverse("applications:write", args=[application.code])
    browser.post(address, {"body": "Μόνο για τον Δήμο", "key": "1"})
    other = Client()
    sign_in(other, second)
    assert other.post(address, {"body": "x", "key": "1"}).status_code == 404
    assert other.get(own_page(application)).status_code == 404
    # The auditor reads every case, but not what a citizen and the unit write to each other.
    auditor = desk("auditor", "revenue")
    page = auditor.get(office_page(application))
    assert page.status_code == 200
    assert "Μόνο για τον Δήμο" not in page.content.decode()
    said = {"block": "messages", "body": "x", "key": "2"}
    assert auditor.post(office_page(application), said).status_code == 422
    assert Message.objects.count() == 1


def test_programs_write_and_read_too(application, browser):
    address = reverse("api_application_messages", args=[application.code])
    assert browser.get(address).json() == {"may_write": True, "messages": []}
    made = browser.post(address, {"body": "Καλημέρα", "key": "a"}, "application/json")
    assert made.status_code == 201, made.content
    again = browser.post(address, {"body": "Καλημέρα", "key": "a"}, "application/json")
    assert again.json()["code"] == made.json()["code"]
    with_file = browser.post(address, {"key": "b", "files": [counter.file("api.pdf")]})
    assert [one["name"] for one in with_file.json()["files"]] == ["api.pdf"]
    assert [one["body"] for one in browser.get(address).json()["messages"]] == ["Καλημέρα", ""]
    empty = browser.post(address, {"body": "", "key": "c"}, "application/json")
    assert empty.status_code == 409
    whole = browser.get(reverse("api_application", args=[application.code])).json()
    assert {one["name"] for one in whole["files"]} == {"photo.pdf", "deed.pdf"}
    assert whole["appointments"] == []
    assert about.subject_of(whole["book_about"]) == Source(SOURCE, application.code)
    stranger = Client()
    sign_in(stranger, make_citizen(counter.SECOND_AFM, "third@example.org"))
    assert stranger.get(address).status_code == 404


def test_an_appointment_belongs_to_its_application(application, browser, citizen):
    desk_clerk = make_staff("clerk", "at-the-desk@example.org", "revenue")
    at = timezone.now()
    place = timetable.counter_of(application.department_id, desk_clerk, at)
    mine = browser.get(own_page(application)).content.decode()
    assert "about=" in mine
    word = about.word_for(Source(SOURCE, application.code))
    assert about.subject_of(word[:-2]) is None
    topic = place.topics.get()
    book = reverse("my_appointments:choose", args=[topic.code])
    slots = appointments.queries.free_slots(
        topic,
        place.place,
        first=athens_day(at) + timedelta(days=3),
        last=athens_day(at) + timedelta(days=12),
        now=at,
    )
    start = slots[0].start
    said = {"start": start.isoformat(), "key": "1", "note": "", "phone": ""}
    asked = {"place": place.place.code, "day": f"{athens_day(start)}", "about": word}
    booked = browser.post(f"{book}?{_query(asked)}", said)
    assert booked.status_code == 302, booked.content.decode()[:2000]
    assert booked["Location"] in browser.get(own_page(application)).content.decode()
    page = desk().get(office_page(application)).content.decode()
    assert str(topic) in page[page.index('id="appointments"') :]


def _query(asked: dict[str, str]) -> str:
    from django.utils.http import urlencode

    return str(urlencode(asked))


def test_money_and_history_stand_there_too(citizen):
    application = counter.sent(citizen)
    page = desk().get(office_page(application)).content.decode()
    money = page[page.index('id="money"') : page.index('id="history"')]
    assert "12,50" in money
    history = page[page.index('id="history"') :]
    assert "account" in history or "λογαριασμ" in history
