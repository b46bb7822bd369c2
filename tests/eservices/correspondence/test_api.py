"""The same for programs."""

from django.test import Client

from tests.eservices.payments.till import make_party
from tests.factories.signin import make_citizen, sign_in

from .letterbox import SECRET, answer, clock, hand_over, received, sent

API = "/api/v1/documents/"


def test_papers_as_json(browser, party, staff):
    asked = sent(party, staff)
    clock(asked, staff)
    received(party, staff)
    issue = answer(asked, staff, party.full_name)
    hand_over(issue, staff)
    found = browser.get(API).json()
    assert found["count"] == 3
    assert SECRET not in str(found)
    (one,) = browser.get(API, {"way": "sent", "limit": "1"}).json()["results"]
    assert one["number"] == asked.label
    full = browser.get(f"{API}{asked.code}/", headers={"Accept-Language": "en"}).json()
    assert full["paper"]["state"] == "answered"
    assert full["clock"]["basis"]
    assert "Ombudsman" in full["clock"]["after"]
    (sealed,) = full["issued"]
    assert sealed["code"] == issue.verification
    assert [link["number"] for link in full["links"]] == [issue.entry.label]
    assert browser.get(f"{API}sealed/{issue.verification}/").content.startswith(b"%PDF")
    assert browser.get(f"{API}{asked.code}/receipt/").content.startswith(b"%PDF")


def test_a_program_of_somebody_else_finds_nothing(party, staff):
    row = sent(party, staff)
    other = Client()
    sign_in(other, make_citizen("094014201", "other@example.org"))
    make_party(afm="094014201")
    assert other.get(API).json()["results"] == []
    for path in (f"{API}{row.code}/", f"{API}{row.code}/receipt/", f"{API}sealed/N0SUCH/"):
        assert other.get(path).status_code == 404
    assert other.get(API, {"person": party.code}).status_code == 404
    assert Client().get(API).status_code in (401, 403)


def test_what_cannot_be_read_is_refused(browser, party):
    assert browser.get(API, {"way": "sideways"}).status_code == 400
    assert browser.get(API, {"first": "yesterday"}).status_code == 400
