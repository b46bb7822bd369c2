"""The way of an application through real pages, without a script."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.documents.queries import clocks_of
from backoffice.kernel.dates import athens_day
from eservices.applications import services
from eservices.applications.models import Application, Draft
from tests.backoffice.revenue.listing import afm_of
from tests.eservices.applications import counter
from tests.factories.signin import make_citizen, sign_in


def page(draft, name="tree"):
    return reverse("applications:page", args=[draft.service, draft.code, name])


def begin(browser):
    answer = browser.post(reverse("applications:start", args=[counter.TREE]), {"for": "self"})
    assert answer.status_code == 302
    return Draft.objects.get()


def test_a_citizen_applies_pays_later_and_keeps_the_receipt(browser, django_assert_max_num_queries):
    start = browser.get(reverse("applications:start", args=[counter.TREE]))
    assert "12,50" in start.content.decode()
    draft = begin(browser)
    wrong = browser.post(page(draft), {"kind": "Ελιά", "height": "ψηλό", "danger": "false"})
    assert wrong.status_code == 422
    assert "ψηλό" in wrong.content.decode()
    draft.refresh_from_db()
    assert draft.answers["kind"] == "Ελιά"
    right = browser.post(page(draft), {"kind": "Ελιά", "height": "7", "danger": "false"})
    assert right["Location"] == page(draft, "papers")
    sent = browser.post(page(draft, "papers"), {"photo": counter.file(), "title_deed": ""})
    check = reverse("applications:check", args=[draft.service, draft.code])
    assert sent["Location"] == check
    shown = browser.get(check).content.decode()
    assert "photo.pdf" in shown
    assert "?from=check" in shown
    done = browser.post(check, {"key": draft.submission_key})
    made = Application.objects.get()
    assert done["Location"] == reverse("applications:sent", args=[made.code])
    # A second click, Back and a bookmark all lead to the confirmation.
    again = browser.post(check, {"key": draft.submission_key})
    assert again["Location"] == done["Location"]
    assert made.entry.label in browser.get(done["Location"]).content.decode()
    paid = browser.get(reverse("applications:pay", args=[made.code]))
    assert made.charge.code in paid["Location"]
    receipt = browser.get(reverse("applications:receipt", args=[made.code]))
    assert receipt.content.startswith(b"%PDF")
    with django_assert_max_num_queries(45):
        shown = browser.get(reverse("applications:application", args=[made.code]))
    assert "Ελιά" in shown.content.decode()
    listed = browser.get(reverse("applications:list"), {"q": made.entry.label, "state": "mine"})
    assert made.code in listed.content.decode()
    table = b"".join(browser.get(reverse("applications:csv")).streaming_content).decode()
    assert made.entry.label in table


def test_another_person_finds_nothing(browser, second):
    draft = begin(browser)
    other = Client()
    sign_in(other, second)
    assert other.get(page(draft)).status_code == 404
    assert other.post(page(draft), {"kind": "x"}).status_code == 404


def test_a_file_sent_by_script_names_itself(browser):
    draft = begin(browser)
    address = reverse("applications:take_file", args=[draft.service, draft.code])
    kept = browser.post(address, {"field": "photo", "file": counter.file()})
    assert kept.status_code == 201
    refused = browser.post(address, {"field": "photo", "file": counter.file("a.svg", b"<svg/>")})
    assert refused.status_code == 409
    assert refused.json()["detail"]
    draft.refresh_from_db()
    assert draft.answers["photo"] == [{"id": kept.json()["id"], "name": "photo.pdf"}]
    handed = browser.get(reverse("applications:file", args=[kept.json()["id"]]))
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Content-Disposition"].startswith("attachment")
    # Unticked on the page, it is taken away.
    browser.post(page(draft, "papers"), {})
    draft.refresh_from_db()
    assert draft.answers["photo"] == []
    assert not draft.uploads.exists()


def test_what_is_typed_is_kept_before_it_is_sent(browser):
    draft = begin(browser)
    browser.post(page(draft), {"kind": "Ελιά", "height": "7", "danger": "false"})
    address = reverse("applications:take_file", args=[draft.service, draft.code])
    browser.post(address, {"field": "photo", "file": counter.file()})
    typed = {"_keep": "1", "kind": "Πεύκ", "height": "ψηλό"}
    told = browser.post(page(draft), typed, headers={"accept": "application/json"})
    assert told.status_code == 200
    assert "<" not in told.json()["saved"]
    assert athens_day(timezone.now()).strftime("%d/%m/%Y") in told.json()["saved"]
    draft.refresh_from_db()
    assert (draft.answers["kind"], draft.answers["height"]) == ("Πεύκ", "ψηλό")
    # It is wrong now, so the page is not answered any more; right, it would wait for “Continue”.
    assert "tree" not in draft.pages_seen
    kept = browser.post(page(draft, "papers"), {"_keep": "1"})
    assert kept.status_code == 200
    draft.refresh_from_db()
    assert len(draft.answers["photo"]) == 1
    assert "papers" not in draft.pages_seen


def test_rows_with_files_are_kept_while_they_are_filled_in(browser):
    owner: dict[str, Any] = {
        "key": "name",
        "type": "text",
        "label": counter.words("Όνομα"),
        "required": True,
    }
    deed = {"key": "deed", "type": "file", "label": counter.words("Τίτλος"), "accept": ["pdf"]}
    owners: dict[str, Any] = {
        "key": "owners",
        "type": "group",
        "label": counter.words("Ιδιοκτήτες"),
    }
    owners |= {"fields": [owner, deed], "max_rows": 3}
    tree, papers = counter.DOCUMENT["pages"]
    counter.load_forms({"pages": [tree, papers | {"fields": [*papers["fields"], owners]}]})
    draft = begin(browser)
    address = reverse("applications:take_file", args=[draft.service, draft.code])
    sent = browser.post(address, {"field": "owners.1.deed", "file": counter.file("deed.pdf")})
    file = {"id": sent.json()["id"], "name": "deed.pdf"}

    def kept(**typed):
        browser.post(page(draft, "papers"), {"_keep": "1", "owners-rows": "2"} | typed)
        draft.refresh_from_db()
        return draft.answers["owners"]

    # The file came while the page stood: no box of the page names it yet.
    typed = {"owners-0-name": "Άννα", "owners-1-name": "Ελένη"}
    assert kept(**typed) == [{"name": "Άννα"}, {"name": "Ελένη", "deed": [file]}]
    # An emptied box is kept empty; what another window added stays below.
    assert kept(**{"owners-1-name": "Ελένη"}) == [{}, {"name": "Ελένη", "deed": [file]}]
    less = kept(**{"owners-rows": "1", "owners-0-name": "Άννα"})
    assert less == [{"name": "Άννα"}, {"name": "Ελένη", "deed": [file]}]
    assert draft.uploads.count() == 1
    assert "papers" not in draft.pages_seen


def test_an_emptied_box_is_kept_empty(browser):
    draft = begin(browser)
    for height in ("7", ""):
        browser.post(page(draft), {"_keep": "1", "kind": "Ελιά", "height": height})
    draft.refresh_from_db()
    assert not draft.answers["height"]
    assert draft.answers["kind"] == "Ελιά"


def test_too_much_announced_is_refused(browser):
    draft = begin(browser)
    answer = browser.generic(
        "POST",
        page(draft, "papers"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 << 30),
    )
    assert answer.status_code == 413


def test_whoever_is_not_signed_in_applies_where_it_is_allowed():
    visitor = Client()
    visitor.post(reverse("applications:start", args=[counter.FREE]))
    draft = Draft.objects.get()
    answers = {"full_name": "Δοκιμάκη Άννα", "text": "Πότε;"}
    visitor.post(page(draft, "question"), answers)
    check = reverse("applications:check", args=[draft.service, draft.code])
    done = visitor.post(check, {"key": draft.submission_key})
    assert visitor.get(done["Location"]).status_code == 200
    assert "/login/" in Client().get(done["Location"])["Location"]


@pytest.mark.parametrize("code", [counter.TREE, "no-such-service"])
def test_the_start_says_what_is_needed(code):
    answer = Client().get(reverse("applications:start", args=[code]))
    assert answer.status_code == (200 if code == counter.TREE else 404)


@pytest.mark.parametrize("kind", ["correct", "object"])
def test_pressed_twice_it_is_sent_once_with_its_file(browser, citizen, kind):
    counter.make_free()
    made = counter.sent(citizen)
    if kind == "object":
        told = {"reason": "Το δέντρο είναι υγιές", "remedies": "Ένσταση", "actor": None}
        services.decide(application_id=made.pk, approved=False, at=timezone.now(), **told)
    address = reverse(f"applications:{kind}", args=[made.code])
    key = browser.get(address).context["form"]["key"].value()
    for _press in range(2):
        said = {"key": key, "text": "Δείτε το σχέδιο", "files": counter.file("plan.pdf")}
        assert browser.post(address, said).status_code == 302
    (later,) = made.supplements.all() if kind == "correct" else made.objections.all()
    files = later.content["files"] if kind == "correct" else later.files
    assert [file["name"] for file in files] == ["plan.pdf"]
    assert not made.uploads.filter(sent_at=None).exists()


def _waits_beside_a_refused_one(browser, citizen, name):
    """Return the application, the address of its correction, and the key of the page's button."""
    counter.make_free()
    made = counter.sent(citizen)
    address = reverse("applications:correct", args=[made.code])
    key = browser.get(address).context["form"]["key"].value()
    files = [counter.file(name), counter.file("a.svg", b"<svg/>")]
    refused = browser.post(address, {"key": key, "text": "Δείτε", "files": files})
    assert refused.status_code == 422
    return made, address, key


def test_a_file_that_waits_stands_on_the_page(browser, citizen):
    _made, address, _key = _waits_beside_a_refused_one(browser, citizen, "plan.pdf")
    assert "plan.pdf" in browser.get(address).content.decode()


def test_a_file_that_waits_is_taken_away_and_what_was_sent_stays(browser, citizen):
    made, address, key = _waits_beside_a_refused_one(browser, citizen, "wrong.pdf")
    wrong = made.uploads.get(sent_at=None)
    away = reverse("applications:remove_added_file", args=[made.code, wrong.code])
    assert away in browser.get(address).text
    assert browser.get(away).status_code == 405
    stranger = Client()
    sign_in(stranger, make_citizen(afm_of(7), "stranger@example.org"))
    assert stranger.post(away).status_code == 404
    assert "/login/" in Client().post(away)["Location"]
    assert made.uploads.filter(code=wrong.code).exists()
    for _press in range(2):
        assert browser.post(away, {"where": "correct"})["Location"] == address
    assert "wrong.pdf" not in browser.get(address).text
    said = {"key": key, "text": "Δείτε το σχέδιο", "files": counter.file("plan.pdf")}
    assert browser.post(address, said).status_code == 302
    sent = made.uploads.exclude(sent_at=None).latest("pk")
    away = reverse("api_application_added_file", args=[made.code, sent.code])
    assert browser.delete(away).status_code == 204
    assert made.uploads.filter(code=sent.code).exists()


def test_what_the_office_asks_is_answered_on_its_page(browser, citizen):
    counter.make_free()
    made = counter.sent(citizen)
    item = {"key": "plan", "kind": "file", "title": counter.words("Σχέδιο")}
    note = {"key": "why", "kind": "text", "title": counter.words("Γιατί;")}
    services.ask_for_more(
        application_id=made.pk, items=[item, note], text="Λείπουν", actor=None, at=timezone.now()
    )
    assert clocks_of([made.entry_id])[made.entry_id].state == "suspended"
    address = reverse("applications:answer", args=[made.code])
    key = browser.get(address).context["form"]["key"].value()
    short = browser.post(address, {"key": key, "item_plan": counter.file("plan.pdf")})
    assert short.status_code == 422
    done = browser.post(address, {"key": key, "item_why": "Για να φανεί το ύψος"})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.state == "in_progress"
    assert clocks_of([made.entry_id])[made.entry_id].state == "running"
    (later,) = made.supplements.select_related("entry")
    assert later.entry.attachments.count() == 1
    assert later.entry.links.get().other_id == made.entry_id
