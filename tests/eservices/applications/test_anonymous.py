"""Services that ask nobody to sign in: by page and by program, followed by the code."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from eservices.applications import guessing, letters
from eservices.applications.models import Application
from tests.backoffice.documents.corpus import pdf

from . import counter

ANSWERS = {"full_name": "Συνθετική Πολίτης", "text": "Ανάβει η λάμπα;"}


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()
    yield
    cache.clear()


def asked(client):
    """Send the free service's form from a browser; return the application."""
    start = client.post(f"/el/services/{counter.FREE}/apply/")
    draft = start.headers["Location"].rstrip("/").rpartition("/")[2]
    base = f"/el/services/{counter.FREE}/apply/{draft}/"
    client.post(f"{base}page/question/", {**ANSWERS, "_shown": "*"})
    client.post(f"{base}check/")
    return Application.objects.get(draft_code=draft)


def test_by_page_it_is_followed_from_another_device_by_its_code():
    sender, other = Client(), Client()
    made = asked(sender)
    assert (made.user, made.party, made.name) == (None, None, ANSWERS["full_name"])
    assert made.code in sender.get(f"/el/account/applications/{made.code}/sent/").content.decode()
    address = f"/el/account/applications/{made.code}/"
    assert other.get(address).status_code == 302
    follow = reverse("applications:follow")
    wrong = other.post(follow, {"code": "0" * 12})
    assert wrong.status_code == 422
    typed = f" {made.code[:4].lower()}-{made.code[4:]} "
    assert other.post(follow, {"code": typed}).headers["Location"] == address
    assert made.entry.label in other.get(address).content.decode()
    over = other.post(f"{address}withdraw/", {"reason": ""})
    assert over.status_code == 302
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_nobody_tries_codes_out(citizen):
    mine = counter.sent(citizen)
    follow = reverse("applications:follow")
    client = Client()
    # What was sent by somebody who signed in is no answer to a code.
    assert client.post(follow, {"code": mine.code}).status_code == 422
    for _miss in range(guessing.MISSES_AN_HOUR - 1):
        client.post(follow, {"code": "0" * 12})
    made = asked(Client())
    assert client.post(follow, {"code": made.code}).status_code == 429
    read = reverse("api_anonymous", args=[made.code])
    assert client.get(read).status_code == 429


def test_nobody_floods_the_office(monkeypatch):
    monkeypatch.setattr(guessing, "BEGUN_AN_HOUR", 2)
    start = f"/el/services/{counter.FREE}/apply/"
    assert [Client().post(start).status_code for _press in range(3)] == [302, 302, 429]
    begun = Client().post(
        reverse("api_anonymous_begin"), {"service": counter.FREE}, "application/json"
    )
    assert begun.status_code == 429


def test_by_program_the_code_is_the_right():
    client = Client()
    begin = reverse("api_anonymous_begin")
    refused = client.post(begin, {"service": counter.TREE}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "needs_stronger_identity")
    begun = client.post(begin, {"service": counter.FREE}, "application/json")
    assert begun.status_code == 201, begun.content
    draft = begun.json()["code"]
    address = reverse("api_anonymous_draft", args=[draft])
    assert client.get(address).json()["errors"]
    client.patch(address, {"answers": ANSWERS}, "application/json")
    send, key = reverse("api_anonymous_submit", args=[draft]), {"Idempotency-Key": "one"}
    sent = client.post(send, headers=key)
    assert sent.status_code == 201, sent.content
    code = sent.json()["code"]
    assert client.post(send, headers=key).json()["code"] == code
    other = Client()
    read = reverse("api_anonymous", args=[code])
    assert other.get(read).json()["state"] == "registered"
    assert other.get(reverse("api_anonymous_receipt", args=[code])).status_code == 200
    assert other.get(reverse("api_anonymous", args=["0" * 12])).status_code == 404
    upload = reverse("api_anonymous_add_file", args=[code])
    kept = other.post(upload, {"field": "correction", "file": counter.file("a.pdf", pdf())})
    assert kept.status_code == 201, kept.content
    fixed = other.post(
        reverse("api_anonymous_correct", args=[code]),
        {"text": "Στη γωνία", "key": "c"},
        "application/json",
    )
    assert fixed.status_code == 201
    over = other.post(reverse("api_anonymous_withdraw", args=[code]), {}, "application/json")
    assert over.json()["state"] == "withdrawn"


def test_keys_of_two_strangers_do_not_meet():
    sent = []
    for _stranger in range(2):
        client = Client()
        begun = client.post(
            reverse("api_anonymous_begin"), {"service": counter.FREE}, "application/json"
        )
        draft = begun.json()["code"]
        address = reverse("api_anonymous_draft", args=[draft])
        client.patch(address, {"answers": ANSWERS}, "application/json")
        send = reverse("api_anonymous_submit", args=[draft])
        sent.append(client.post(send, headers={"Idempotency-Key": "same"}).json()["code"])
    assert len(set(sent)) == 2


def test_a_draft_of_somebody_is_nobodys_by_its_code(citizen):
    held = counter.filled(citizen)
    address = reverse("api_anonymous_draft", args=[held.code])
    assert Client().get(address).status_code == 404


def test_the_address_that_was_left_gets_the_way_to_the_application(mailoutbox):
    letters.send(
        to="left@example.org",
        letter="applications.registered",
        values={"service": "Ερώτημα", "number": "1/2026", "state": "", "text": ""},
        link=f"{reverse('applications:follow')}?code=ABC",
        language="el",
    )
    assert "/services/follow/?code=ABC" in mailoutbox[0].body
    page = Client().get(reverse("applications:follow"), {"code": "ABC"}).content.decode()
    assert 'value="ABC"' in page


def test_the_address_comes_from_the_answers():
    from eservices.applications.services import submitting

    class Draft:
        email = ""

    said = {"answers": {"contact_email": "left@example.org"}}
    assert submitting._email_of(Draft(), said) == "left@example.org"
