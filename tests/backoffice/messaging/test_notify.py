"""Told once, kept in the account, sent by the chosen ways, and never twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core import mail
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from backoffice.documents.errors import FileRefused
from backoffice.documents.models import StoredFile
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.messaging import queries, services
from backoffice.messaging.errors import (
    ConversationClosed,
    KeyUsedOtherwise,
    NothingWritten,
    NumberRefused,
    WordingRefused,
)
from backoffice.messaging.models import Delivery, Notification
from backoffice.messaging.wording import Text
from integrations.sms.messages import SmsUnavailable, SmsUnknown
from tests.backoffice.documents.corpus import picture
from tests.factories import signin
from tests.integrations.servers import SandboxServer, running

pytestmark = pytest.mark.django_db
NOW = timezone.now()
AFM = "090000045"


@pytest.fixture
def citizen() -> User:
    return signin.make_citizen(AFM, "citizen@example.org")


@pytest.fixture
def phone(sms: SandboxServer, settings: Any) -> SandboxServer:
    sms.reset()
    settings.SMS_BASE_URL, settings.SMS_TOKEN = sms.url, "t"
    return sms


@pytest.fixture(scope="module")
def sms() -> Iterator[SandboxServer]:
    with running("integrations.sms.sandbox", "--token", "t") as server:
        yield server


def inbox(phone: SandboxServer) -> list[dict[str, Any]]:
    answer = requests.get(f"{phone.url}/_sandbox/inbox", timeout=30)
    texts: list[dict[str, Any]] = answer.json()
    return texts


def tell(user: User, key: str = "k") -> Notification:
    return services.notify(
        template="messaging.written",
        context={"matter": "το δέντρο"},
        link="/el/account/messages/",
        key=key,
        user=user,
        subject=Source("test", "1"),
        at=NOW,
    )


def test_told_once(citizen: User) -> None:
    told = tell(citizen)
    assert tell(citizen).pk == told.pk
    assert told.subject == "Νέο μήνυμα: το δέντρο"
    assert [row.channel for row in told.deliveries.all()] == ["email"]
    assert queries.unread_count(citizen) == 1


def test_a_letter_goes_out_once(citizen: User) -> None:
    delivery = tell(citizen).deliveries.get()
    for _again in range(2):
        services.send_delivery(delivery_id=delivery.pk, at=NOW)
    (letter,) = mail.outbox
    assert letter.to == ["citizen@example.org"]
    assert "/el/account/messages/" in letter.body


def test_what_was_told_stays(citizen: User) -> None:
    told = tell(citizen)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notification.objects.filter(pk=told.pk).update(body="άλλο")
    with pytest.raises(DatabaseError), transaction.atomic():
        told.deliveries.update(address="thief@example.org")


def confirm(citizen: User, phone: SandboxServer) -> None:
    services.send_mobile_code(user=citizen, number="6912345678", at=NOW)
    (text,) = inbox(phone)
    code = text["text"].split(": ")[1][:6]
    services.confirm_mobile(user=citizen, code=code, at=NOW)
    chosen = {"messages": (False, True)}
    services.set_preferences(user=citizen, chosen=chosen, actor=citizen, at=NOW)


def test_sms_goes_to_a_confirmed_telephone_alone(citizen: User, phone: SandboxServer) -> None:
    with pytest.raises(NumberRefused):
        services.set_preferences(
            user=citizen, chosen={"messages": (True, True)}, actor=citizen, at=NOW
        )
    confirm(citizen, phone)
    delivery = tell(citizen).deliveries.get()
    assert (delivery.channel, delivery.address) == ("sms", "+306912345678")
    services.send_delivery(delivery_id=delivery.pk, at=NOW)
    assert "το δέντρο" in inbox(phone)[-1]["text"]


def test_a_lost_answer_sends_no_second_sms(citizen: User, phone: SandboxServer) -> None:
    confirm(citizen, phone)
    delivery = tell(citizen).deliveries.get()
    phone.fail("garbage", "POST /v1/messages")
    with pytest.raises(SmsUnknown):
        services.send_delivery(delivery_id=delivery.pk, at=NOW)
    services.send_delivery(delivery_id=delivery.pk, at=NOW)
    assert len(inbox(phone)) == 2  # the code, and the one message
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("sent", 2)


def test_the_gateway_says_what_became_of_it(citizen: User, phone: SandboxServer) -> None:
    confirm(citizen, phone)
    delivery = services.send_delivery(delivery_id=tell(citizen).deliveries.get().pk, at=NOW)
    services.follow_delivery(delivery_id=delivery.pk, at=NOW)
    phone.seed(failed=[delivery.provider_id])
    settled = services.follow_delivery(delivery_id=delivery.pk, at=NOW)
    assert settled.state == "failed"
    assert settled.trouble


def test_without_a_gateway_it_waits(citizen: User, phone: SandboxServer, settings: Any) -> None:
    confirm(citizen, phone)
    delivery = tell(citizen).deliveries.get()
    settings.SMS_BASE_URL = ""
    with pytest.raises(SmsUnavailable):
        services.send_delivery(delivery_id=delivery.pk, at=NOW)
    assert Delivery.objects.get(pk=delivery.pk).state == "waiting"
    assert services.order_forgotten(before=NOW + timedelta(minutes=1)) == 1


def test_a_code_cannot_be_guessed(citizen: User, phone: SandboxServer) -> None:
    services.send_mobile_code(user=citizen, number="6912345678", at=NOW)
    code = inbox(phone)[0]["text"].split(": ")[1][:6]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(5):
        with pytest.raises(NumberRefused):
            services.confirm_mobile(user=citizen, code=wrong, at=NOW)
    with pytest.raises(NumberRefused):
        services.confirm_mobile(user=citizen, code=code, at=NOW)


def test_the_town_speaks_in_its_own_words(citizen: User) -> None:
    own = Text("Γράμμα για {matter}", "Κείμενο", "")
    writer = signin.make_staff("administrator", "writer@example.org")
    who = {"actor": writer, "at": NOW}
    with pytest.raises(WordingRefused):
        services.write_wording(
            template="messaging.written", language="el", text=Text("{x}", "a"), **who
        )
    services.write_wording(template="messaging.written", language="el", text=own, **who)
    assert tell(citizen, "1").subject == "Γράμμα για το δέντρο"
    services.write_wording(
        template="messaging.written", language="el", text=own, is_shipped=True, **who
    )
    assert tell(citizen, "2").subject == "Νέο μήνυμα: το δέντρο"


def talk(citizen: User) -> Any:
    from backoffice.identity.queries import departments_as_tree
    from backoffice.party.queries import party_of

    party = party_of(citizen)
    assert party is not None
    units = [unit.pk for _depth, unit in departments_as_tree(NOW.date())]
    return services.open_conversation(
        subject=Source("test", "1"),
        title="Το δέντρο",
        party_id=party.pk,
        department_id=units[0],
        citizen_link="/el/account/",
        office_link="/cms/",
        at=NOW,
    )


def test_both_sides_write(citizen: User) -> None:
    clerk = signin.make_staff("clerk", "clerk@example.org", "revenue")
    held = talk(citizen)
    assert talk(citizen).pk == held.pk
    words = {"conversation_id": held.pk, "at": NOW}
    services.write_message(body="Πότε;", key="1", to_office=True, author=citizen, **words)
    services.write_message(body="Πότε;", key="1", to_office=True, author=citizen, **words)
    assert queries.waiting_for_office(None).get().pk == held.pk
    services.write_message(body="Αύριο", key="2", to_office=False, author=clerk, **words)
    held.refresh_from_db()
    assert [row.body for row in queries.messages_of(held)] == ["Πότε;", "Αύριο"]
    assert not queries.waiting_for_office(None).exists()
    assert queries.unread_count(citizen) == 1
    with pytest.raises(KeyUsedOtherwise):
        services.write_message(body="άλλο", key="1", to_office=True, author=citizen, **words)
    with pytest.raises(NothingWritten):
        services.write_message(body="  ", key="3", to_office=True, author=citizen, **words)
    assert services.close_conversation(subject=Source("test", "1"), at=NOW)
    with pytest.raises(ConversationClosed):
        services.write_message(body="Κι άλλο", key="4", to_office=True, author=citizen, **words)


def test_a_message_goes_with_all_its_files_or_not_at_all(citizen: User) -> None:
    signin.make_staff("clerk", "clerk@example.org", "revenue")
    held = talk(citizen)

    def send(*names: str, key: str = "1") -> Any:
        uploads = [
            ContentFile(picture("PNG") if name.endswith(".png") else b"MZ", name) for name in names
        ]
        return services.send_message(
            conversation_id=held.pk,
            body="Η φωτογραφία",
            key=key,
            to_office=True,
            author=citizen,
            uploads=uploads,
            at=NOW,
        )

    before = StoredFile.objects.count()
    with pytest.raises(FileRefused):
        send("tree.png", "tree.exe")
    assert not queries.messages_of(held).exists()
    assert StoredFile.objects.count() == before
    made = send("tree.png")
    assert [file.name for file in made.files.all()] == ["tree.png"]
    assert send("tree.png").pk == made.pk
    # The key is the sender's own: another's form may bear the same one.
    assert made.key == f"citizen:{citizen.pk}:1"
