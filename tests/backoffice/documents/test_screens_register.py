"""The registry's screens: a clerk at a counter, by plain forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from backoffice.documents import services
from backoffice.documents.models import Entry, Message
from integrations.mail.sources import Raw
from tests.factories import signin
from tests.integrations import letters

from . import corpus
from .office import AT, entry, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town):
    return staff("registry", "registry")


@pytest.fixture
def counter(clerk):
    browser = Client()
    signin.sign_in_staff(browser, clerk)
    return browser


def typed(**changes):
    return {
        "book": "general",
        "direction": "incoming",
        "channel": "post",
        "subject": "Αίτηση για άδεια",
        "sender_name": "Δοκιμάκης Ιωάννης",
        "department_id": unit("revenue").pk,
        "confidentiality": "public",
        "key": "k1",
    } | changes


def test_a_document_gets_its_number_and_the_next_one_keeps_book_and_channel(counter):
    page = counter.get(reverse("documents:new"))
    assert "autofocus" in page.content.decode()
    upload = SimpleUploadedFile("αίτηση.pdf", corpus.pdf())
    sent = counter.post(reverse("documents:new"), typed(files=upload))
    held = Entry.objects.get()
    assert sent.url == reverse("documents:registered", args=[held.code])
    assert held.attachments.get().name == "αίτηση.pdf"
    shown = counter.get(sent.url).content.decode()
    assert "ΕΙΣ 1/2026" in shown
    assert "channel=post" in shown
    again = counter.get(reverse("documents:new"), {"channel": "post"}).content.decode()
    assert '<option value="post" selected>' in again


def test_a_form_sent_twice_is_one_entry(counter):
    for _ in range(2):
        counter.post(reverse("documents:new"), typed())
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sender_name": ""}, "ποιος έστειλε"),
        ({"subject": ""}, "id_subject"),
        ({"department_id": ""}, "id_department_id"),
        ({"other": "9/2026", "relation": "answers"}, "Δεν υπάρχει εγγραφή"),
        ({"other": "9/2026"}, "κανένα από τα δύο"),
        ({"sender_afm": "123456789"}, "Κανείς στο μητρώο"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_registered(counter, changes, says):
    answer = counter.post(reverse("documents:new"), typed(**changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_harmful_file_stops_the_registration(counter):
    name, content, _ = corpus.ATTACKS["pdf with script"]
    upload = SimpleUploadedFile(name, content)
    answer = counter.post(reverse("documents:new"), typed(files=upload))
    assert answer.status_code == 422
    assert Entry.objects.count() == 0


def test_the_receipt_and_the_label_carry_number_and_time(counter):
    held = entry(subject_public="Αίτηση")
    answer = counter.get(reverse("documents:receipt", args=[held.code]))
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    label = counter.get(reverse("documents:label", args=[held.code])).content.decode()
    assert "ΕΙΣ 1/2026" in label
    assert "<svg" in label


def test_files_leave_as_downloads_that_no_browser_runs(counter):
    kept = services.keep_file(content=corpus.picture(), name="a.jpg", actor=None, at=AT)
    held = entry(files=[kept])
    answer = counter.get(reverse("documents:attachment", args=[held.code, 1]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == corpus.picture()
    picture = counter.get(reverse("documents:picture", args=[held.code, 1]))
    assert picture["Content-Type"] == "image/jpeg"
    assert counter.get(reverse("documents:file", args=[kept.code])).status_code == 200


def test_the_list_finds_filters_and_hands_out_a_file(counter):
    entry(subject="Αίτηση για κλάδεμα")
    entry(subject="Ένσταση", confidentiality="confidential")
    page = counter.get(reverse("documents:register"), {"q": "κλαδέματος"}).content.decode()
    assert "Αίτηση για κλάδεμα" in page
    everything = counter.get(reverse("documents:register")).content.decode()
    assert "Ένσταση" not in everything
    assert "ΕΙΣ 2/2026 ΕΜΠ" in everything
    sheet = counter.get(reverse("documents:register"), {"export": "csv"})
    text = b"".join(sheet.streaming_content).decode()
    assert "κλάδεμα" in text
    assert "Ένσταση" not in text
    assert counter.get(reverse("documents:register"), {"export": "xlsx"}).status_code == 200


def test_the_list_stays_flat(counter, django_assert_max_num_queries):
    for _ in range(30):
        entry()
    counter.get(reverse("documents:register"))
    with django_assert_max_num_queries(40):
        counter.get(reverse("documents:register"))


def test_the_book_of_the_day_shows_the_day(counter):
    entry()
    page = counter.get(reverse("documents:day"), {"on": "2026-03-02"}).content.decode()
    assert "ΕΙΣ 1/2026" in page
    assert counter.get(reverse("documents:day"), {"on": "nonsense"}).status_code == 404


def test_an_entry_is_corrected_linked_archived_and_cancelled(counter):
    held, other = entry(), entry()

    def send(name, **data):
        return counter.post(reverse(f"documents:{name}", args=[held.code]), data)

    page = counter.get(reverse("documents:correct", args=[held.code]))
    stated = page.context["form"].initial | {"reason": "Λάθος", "subject": "Νέο θέμα"}
    data = {name: value for name, value in stated.items() if value not in (None, [], False)}
    assert send("correct", **data).status_code == 302
    assert send("link", relation="continues", other="2/2026").status_code == 302
    upload = SimpleUploadedFile("a.pdf", corpus.pdf())
    assert send("add_files", files=upload).status_code == 302
    assert send("cancel", reason="").status_code == 422
    page = counter.get(reverse("documents:entry", args=[held.code])).content.decode()
    assert "Νέο θέμα" in page
    assert other.label in page
    assert "a.pdf" in page
    assert send("archive", classification="1.2").status_code == 302
    held.refresh_from_db()
    assert (held.state, str(held.delete_after)) == ("archived", f"{held.closed_on.year + 5}-12-31")
    assert send("cancel", reason="λάθος").status_code == 422


def test_a_head_sets_and_lifts_a_hold(town):
    held, browser = entry(), Client()
    signin.sign_in_staff(browser, staff("head", "financial"))
    address = reverse("documents:hold", args=[held.code])
    assert browser.post(address, {"reason": ""}).status_code == 422
    browser.post(address, {"reason": "Δίκη 7/2026"})
    held.refresh_from_db()
    assert held.legal_hold == "Δίκη 7/2026"
    browser.post(address, {"reason": ""})
    held.refresh_from_db()
    assert held.legal_hold == ""


def test_mail_is_confirmed_or_put_aside(counter):
    for number in (1, 2):
        content = letters.raw(subject=f"Θέμα {number}")
        raw = Raw(str(number), content, len(content), is_complete=True)
        services.take_message(raw=raw, mailbox="test", at=AT)
    first, second = Message.objects.order_by("pk")
    assert "Θέμα 1" in counter.get(reverse("documents:tray")).content.decode()
    address = reverse("documents:message", args=[first.code])
    assert "Μαρία" in counter.get(address).content.decode()
    counter.post(address, typed(channel="email", subject="Θέμα 1"))
    assert Entry.objects.get().message == first
    assert counter.post(address, typed(channel="email")).status_code == 422
    counter.post(reverse("documents:message_dismiss", args=[second.code]), {"reason": "Διαφήμιση"})
    second.refresh_from_db()
    assert second.state == "dismissed"
    raw = counter.get(reverse("documents:message_raw", args=[second.code]))
    assert raw["Content-Type"] == "application/octet-stream"


def test_clearance_goes_through_two_people(counter, clerk):
    held = entry(classification="1.2", at=AT.replace(year=2019))
    services.move_entry(entry_id=held.pk, state="archived", actor=None, at=AT.replace(year=2019))
    made = counter.post(reverse("documents:clearances"), {"year": 2026, "cut_on": "2025-12-31"})
    approval = {
        "action": "approve",
        "archives_invited_on": "2026-01-10",
        "decision": "3/2026",
        "decided_on": "2026-02-01",
    }
    assert counter.post(made.url, approval).status_code in {302, 403}
    assert held.clearances.get().clearance.state == "drawn"
    head = Client()
    signin.sign_in_staff(head, staff("head", "administrative"))
    assert head.post(made.url, approval).status_code == 302
    assert counter.post(made.url, {"action": "destroy"}).status_code == 302
    held.refresh_from_db()
    assert held.destroyed_at is not None
    rows = counter.get(made.url, {"export": "csv"})
    assert "1/2019" in b"".join(rows.streaming_content).decode()


def test_the_administrator_keeps_the_plan_and_reads_no_case(town):
    held, browser = entry(), Client()
    signin.sign_in_staff(browser, staff("administrator"))
    assert browser.get(reverse("document_plan:index")).status_code == 200
    facts = {
        "code": "routine-2",
        "name_el": "Δοκιμή",
        "name_en": "Trial",
        "years": 3,
    }
    assert browser.post(reverse("document_retention:add"), facts).status_code == 302
    assert browser.get(reverse("documents:entry", args=[held.code])).status_code == 404
