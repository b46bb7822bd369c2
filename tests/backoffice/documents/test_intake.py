"""Mail: every message lands in the tray, whatever it is, and a clerk decides."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from backoffice.documents import blobs, services
from backoffice.documents.errors import MessageDone, ReasonMissing
from backoffice.documents.models import Entry, Message
from backoffice.documents.queries import mail
from backoffice.party import services as parties
from integrations.mail.sources import MailboxAway, Raw
from tests.integrations import letters

from . import corpus
from .office import AT, staff, unit

pytestmark = pytest.mark.django_db


class Box:
    """A mailbox of the test; it remembers what was kept."""

    def __init__(self, *contents: bytes, largest: int = 1 << 20) -> None:
        self.contents, self.largest, self.closed = contents, largest, False
        self.kept: list[str] = []

    def unread(self):
        for uid, content in enumerate(self.contents):
            is_complete = len(content) <= self.largest
            body = content if is_complete else content[:400]
            yield Raw(str(uid), body, len(content), is_complete)

    def keep(self, uid):
        self.kept.append(uid)

    def close(self):
        self.closed = True


def fetch(*contents: bytes, **more) -> int:
    return services.fetch_mail(at=AT, box=Box(*contents, **more))


@pytest.fixture
def clerk(town):
    return staff("registry", "registry")


def register(message, clerk, **facts):
    stated = {
        "book": "general",
        "subject": message.subject or "Χωρίς θέμα",
        "sender": services.Correspondent(message.sender_name or "άγνωστος"),
        "department_id": unit("civil-status").pk,
    }
    return services.register_message(message_id=message.pk, actor=clerk, at=AT, **(stated | facts))


def test_a_message_comes_once_however_often_it_is_fetched(town):
    box = Box(letters.raw(), letters.raw(), letters.raw(subject="Άλλο"))
    assert services.fetch_mail(at=AT, box=box) == 2
    assert box.kept == ["0", "1", "2"]
    assert box.closed
    assert fetch(letters.raw()) == 0
    assert Message.objects.count() == 2


def test_a_message_is_kept_as_it_came(town):
    content = letters.raw(files=(("αίτηση.pdf", "application/pdf", corpus.pdf()),))
    fetch(content)
    message = Message.objects.get()
    assert mail.raw_of(message) == content
    assert message.problem == ""
    assert [part.file.content_type for part in mail.parts_of(message)] == ["application/pdf"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from documents_message")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (letters.BROKEN, "broken"),
        (letters.NOISE, "broken"),
        (letters.ENCRYPTED, "encrypted"),
        (letters.nested(9), "too_deep"),
        (letters.raw(files=(("a.exe", "application/x", b"MZ\0"),)), "refused"),
        (letters.raw(files=(("a.pdf", "application/pdf", b""),)), "refused"),
    ],
)
def test_a_bad_message_waits_with_a_clear_word(town, content, problem):
    assert fetch(content) == 1
    message = Message.objects.get()
    assert (message.problem, message.state) == (problem, "waiting")
    assert str(message.get_problem_display())
    assert mail.raw_of(message) == content


def test_a_huge_message_is_named_and_stays_in_the_mailbox(town):
    fetch(letters.raw(text="x" * 9000), largest=5000)
    message = Message.objects.get()
    assert message.problem == "too_large"
    assert message.size > 9000
    assert message.subject == "Αίτηση για πιστοποιητικό"
    assert fetch(letters.raw(text="x" * 9000), largest=5000) == 0


def test_malware_in_the_mail_is_refused_and_said(town):
    name, content, _ = corpus.ATTACKS["eicar"]
    fetch(letters.raw(files=((name, "text/plain", content),)))
    (part,) = mail.parts_of(Message.objects.get())
    assert part.file is None
    assert part.refusal


def test_a_crash_after_some_messages_loses_none(town):
    class Broken(Box):
        def unread(self):
            yield from list(super().unread())[:1]
            raise MailboxAway("the line was cut")

    box = Broken(letters.raw(), letters.raw(subject="Δεύτερο"))
    with pytest.raises(MailboxAway):
        services.fetch_mail(at=AT, box=box)
    assert box.kept == ["0"]
    assert box.closed
    assert fetch(letters.raw(), letters.raw(subject="Δεύτερο")) == 1


def test_the_sender_is_suggested_by_address(town):
    party = parties.register_party(
        kind="natural", afm=None, name="Δοκιμάκη", email="Maria@Example.org", actor=None, at=AT
    )
    fetch(letters.raw())
    assert Message.objects.get().sender_party_id == party.pk


def test_registering_gives_number_files_and_text(clerk):
    fetch(letters.raw(files=(("αίτηση.pdf", "application/pdf", corpus.pdf()),)))
    message = Message.objects.get()
    entry = register(message, clerk)
    assert (entry.label, entry.channel, entry.direction) == ("ΕΙΣ 1/2026", "email", "incoming")
    assert [a.name for a in entry.attachments.all()] == ["message.txt", "αίτηση.pdf"]
    message.refresh_from_db()
    assert (message.state, message.entry_id) == ("registered", entry.pk)
    with pytest.raises(MessageDone):
        register(message, clerk)
    assert Entry.objects.count() == 1


def test_what_is_put_aside_is_kept_and_may_come_back(clerk):
    fetch(letters.raw())
    message = Message.objects.get()
    with pytest.raises(ReasonMissing):
        services.dismiss_message(message_id=message.pk, reason="", actor=clerk, at=AT)
    services.dismiss_message(message_id=message.pk, reason="Διαφήμιση", actor=clerk, at=AT)
    assert list(mail.tray()) == []
    assert [row.pk for row in mail.tray("dismissed")] == [message.pk]
    services.return_message(message_id=message.pk, actor=clerk, at=AT + timedelta(days=1))
    assert [row.pk for row in mail.tray()] == [message.pk]
    assert blobs.store().exists(message.raw_path)


def test_a_twin_is_pointed_out(clerk):
    fetch(letters.raw(), letters.raw(text="Ίδιος κωδικός, άλλο κείμενο"))
    first, second = Message.objects.order_by("pk")
    assert [row.pk for row in mail.twins_of(first)] == [second.pk]


def test_without_a_mailbox_nothing_is_asked(town, settings):
    settings.MAIL_INTAKE = ""
    assert services.fetch_mail(at=AT) == 0


def test_the_name_of_the_mailbox_tells_no_password():
    name = services.mail.mailbox_name("imaps://protocol%40town:hunter2@mail.example:993/INBOX")
    assert name == "protocol%40town · mail.example:993/INBOX"
