"""What visitors may write: the contact form and «was this page clear?»."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from portal.home.models import Feedback
from portal.pages import tasks
from portal.pages.models import ContactMessage
from portal.pages.services import mark_answered

URL = "/el/site/contact/"
LETTER = {
    "topic": "accessibility",
    "text": "Το έντυπο της βιβλιοθήκης δεν διαβάζεται.",
    "name": "Μαρία Δοκιμή",
    "email": "maria@example.com",
    "phone": "",
    "website": "",
}


def test_message_is_kept_and_mailed_without_signing_in(client: Client) -> None:
    page = client.post(URL, LETTER)
    message = ContactMessage.objects.get()

    assert message.code in page.content.decode()
    assert message.due_on == timezone.localdate() + timedelta(days=30)
    tasks.mail_message(message_id=message.pk)
    (letter,) = mail.outbox
    assert letter.to == ["info@minoa-akti.example"]
    assert letter.reply_to == ["maria@example.com"]
    assert message.code in letter.subject


def test_sending_twice_keeps_one_message(client: Client) -> None:
    first = client.post(URL, LETTER)
    second = client.post(URL, LETTER)
    assert ContactMessage.objects.count() == 1
    assert first.context["message"].code == second.context["message"].code


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("topic", "", "Επιλέξτε τι αφορά"),
        ("text", "", "Γράψτε το μήνυμά σας"),
        ("name", "", "Γράψτε το όνομά σας"),
        ("email", "maria@", "ολόκληρη διεύθυνση"),
    ],
)
def test_mistakes_are_explained_and_nothing_is_lost(
    client: Client, field: str, value: str, says: str
) -> None:
    html = client.post(URL, {**LETTER, field: value}).content.decode()
    assert html.count(says) >= 2, "in the summary and at the field"
    assert "Πρόβλημα:" in html
    if field != "text":
        assert LETTER["text"] in html
    assert not ContactMessage.objects.exists()


def test_program_that_fills_the_hidden_field_leaves_nothing(client: Client) -> None:
    page = client.post(URL, {**LETTER, "website": "https://spam.example"})
    assert page.status_code == 200
    assert not ContactMessage.objects.exists()


def test_header_cannot_be_injected_through_the_address(client: Client) -> None:
    client.post(URL, {**LETTER, "email": "a@example.com\nBcc: all@example.com"})
    assert not ContactMessage.objects.exists()


def test_one_sender_is_stopped_after_five_messages(client: Client) -> None:
    for number in range(5):
        client.post(URL, {**LETTER, "text": f"{LETTER['text']} {number}"})
    sixth = client.post(URL, {**LETTER, "text": "Κι ένα ακόμη μήνυμα."})
    assert sixth.status_code == 429
    assert "Τηλεφωνήστε μας" in sixth.content.decode()
    assert ContactMessage.objects.count() == 5
    other = Client(REMOTE_ADDR="192.0.2.9").post(URL, {**LETTER, "text": "Άλλος αποστολέας εδώ."})
    assert other.status_code == 200


def test_form_asks_for_its_own_key() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(URL, LETTER).status_code == 403


def test_sender_is_not_kept_in_the_clear(client: Client) -> None:
    client.post(URL, LETTER)
    assert "127.0.0.1" not in ContactMessage.objects.get().sender


def test_answering_is_noted_once() -> None:
    now = timezone.now()
    message = ContactMessage.objects.create(
        code="A", topic="question", name="x", email="x@example.com", text="x", language="el",
        received_at=now, due_on=timezone.localdate() - timedelta(days=1), sender="x",
    )  # fmt: skip
    assert message.is_overdue
    mark_answered(message_id=message.pk, at=now)
    again = mark_answered(message_id=message.pk, at=now + timedelta(hours=1))
    assert again.answered_at == now
    assert not again.is_overdue


def test_feedback_is_kept_without_script_and_without_a_person(client: Client) -> None:
    form = client.get("/el/feedback/?page=/el/services/paying/&clear=no")
    assert 'value="/el/services/paying/"' in form.content.decode()
    answer = client.post(
        "/el/feedback/",
        {"page": "/el/services/paying/", "clear": "no", "comment": "Πού είναι το ταμείο;"},
    )
    assert answer.status_code == 302
    kept = Feedback.objects.get()
    assert (kept.path, kept.is_clear, kept.language) == ("/el/services/paying/", False, "el")
    assert client.get(answer["Location"]).status_code == 200


def test_feedback_is_limited_and_its_trap_works(client: Client) -> None:
    client.post("/el/feedback/", {"page": "/el/", "clear": "yes", "website": "spam"})
    assert not Feedback.objects.exists()
    for _number in range(11):
        last = client.post("/el/feedback/", {"page": "/el/", "clear": "yes"})
    assert Feedback.objects.count() == 10
    assert "σε μία ώρα" in last.content.decode()


def test_feedback_script_is_escaped(client: Client) -> None:
    html = client.get('/el/feedback/?page="><script>alert(1)</script>&clear=no').content.decode()
    assert "<script>alert" not in html
