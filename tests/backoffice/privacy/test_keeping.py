"""Messages and appointments go by two people and never otherwise; money stays, with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from backoffice.appointments.models import Booking
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import add_months, athens_day
from backoffice.messaging import services as messaging
from backoffice.messaging.models import Message, Notification
from backoffice.party.queries import party_of
from backoffice.privacy import queries, registries, services
from backoffice.privacy.erasing import NAMED
from backoffice.privacy.errors import KeptByLaw, PeriodUnknown
from backoffice.privacy.models import Period
from tests.factories import signin, timetable

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - timedelta(days=6 * 366)


@pytest.fixture
def head() -> Any:
    return signin.make_staff("head", "head@example.org", "financial")


@pytest.fixture
def registrar(head: Any) -> Any:
    return signin.make_staff("registry", "registry@example.org", "registry")


@pytest.fixture
def citizen() -> Any:
    return signin.make_citizen()


def erase(name: str, first: Any, second: Any) -> Any:
    """Erase a class as two people do."""
    made = services.propose_erasure(eraser=name, actor=first, at=NOW)
    services.approve_erasure(erasure_id=made.pk, actor=second, at=NOW)
    return services.carry_out(erasure_id=made.pk, at=NOW)


def delete_naming(erasure: Any, key: str) -> None:
    """Delete a message by hand, with an erasure named as the queue names it."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [erasure.code])
    Message.objects.filter(key=key).delete()


def unit() -> int:
    return next(one.pk for _depth, one in departments_as_tree(athens_day(NOW)))


def talk(citizen: Any, key: str, at: Any) -> Any:
    party = party_of(citizen)
    assert party is not None
    held = messaging.open_conversation(
        subject=Source("test", key),
        title="Το δέντρο",
        party_id=party.pk,
        department_id=unit(),
        citizen_link="/el/account/",
        office_link="/cms/",
        at=at,
    )
    return messaging.write_message(
        conversation_id=held.pk, body="Πότε;", key=key, to_office=True, author=citizen, at=at
    )


def tell(citizen: Any, key: str, at: Any) -> None:
    messaging.notify(
        template="messaging.written",
        context={"matter": "δοκιμή"},
        link="/el/account/",
        key=key,
        user=citizen,
        at=at,
    )


def test_messages_go_by_two_people_alone(citizen: Any, head: Any, registrar: Any) -> None:
    talk(citizen, "old", OLD)
    talk(citizen, "new", NOW)
    # Somebody still writes in it: what was written long ago is part of the matter.
    talk(citizen, "lasting", OLD)
    held = Message.objects.get(key="lasting").conversation
    messaging.write_message(
        conversation_id=held.pk, body="Λοιπόν;", key="more", to_office=True, author=citizen, at=NOW
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(key="old").delete()
    done = erase("messages", registrar, head)
    assert (done.state, done.erased) == ("done", 1)
    assert set(Message.objects.values_list("key", flat=True)) == {"new", "lasting", "more"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(key="new").delete()


def test_an_erasure_that_is_named_but_not_approved_opens_nothing(
    citizen: Any, registrar: Any
) -> None:
    talk(citizen, "old", OLD)
    made = services.propose_erasure(eraser="messages", actor=registrar, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        delete_naming(made, "old")
    assert Message.objects.filter(key="old").exists()


def test_an_approved_erasure_spares_what_is_young(citizen: Any, head: Any, registrar: Any) -> None:
    talk(citizen, "old", OLD)
    talk(citizen, "new", NOW)
    made = services.propose_erasure(eraser="messages", actor=registrar, at=NOW)
    services.approve_erasure(erasure_id=made.pk, actor=head, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        delete_naming(made, "new")


def test_notifications_go_with_the_log_of_their_sending(
    citizen: Any, head: Any, registrar: Any
) -> None:
    tell(citizen, "old", OLD)
    tell(citizen, "new", NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notification.objects.filter(key="old").delete()
    assert erase("notifications", registrar, head).erased == 1
    assert list(Notification.objects.values_list("key", flat=True)) == ["new"]


def booked(citizen: Any, actor: Any, key: str, at: Any, state: str = "attended") -> Booking:
    counter = timetable.counter_of(unit(), actor, NOW)
    return Booking.objects.create(
        key=key,
        counter=counter,
        topic=counter.topics.get(),
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        held_until=at + timedelta(minutes=30),
        state=state,
        party=party_of(citizen),
        user=citizen,
        name="ΠΑΠΑΔΑΚΗ ΜΑΡΙΑ",
        phone="6900000000",
        booked_at=at,
        booked_by=citizen,
        changed_at=at,
    )


def test_past_appointments_lose_who_came(citizen: Any, head: Any, registrar: Any) -> None:
    old = booked(citizen, head, "old", OLD, "cancelled")
    booked(citizen, head, "new", NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.filter(pk=old.pk).update(name="")
    assert erase("appointments", registrar, head).erased == 1
    old.refresh_from_db()
    assert (old.name, old.phone, old.party_id, old.user_id) == ("", "", None, None)
    assert Booking.objects.get(key="new").name
    assert registries.ERASERS.get("appointments").count(NOW) == 0


def test_money_is_refused_with_its_reason(head: Any) -> None:
    with pytest.raises(KeptByLaw, match=r"δέκα έτη|ten years"):
        services.propose_erasure(eraser="money", actor=head, at=NOW)
    assert {one.name for one in queries.kept()} >= {"money", "documents"}


def test_a_class_is_erased_or_kept_never_both() -> None:
    assert not set(registries.ERASERS.kinds()) & set(registries.KEPT.kinds())


def test_the_time_to_answer_is_a_row_with_its_law(citizen: Any, head: Any) -> None:
    today = athens_day(NOW)
    row = queries.term_on("request_answer", today)
    assert row is not None
    assert (row.months, row.set_by) == (1, None)
    assert "12" in row.legal_basis
    later = today + timedelta(days=10)
    services.set_period(
        eraser="request_answer",
        months=2,
        legal_basis="νέος νόμος",
        valid_from=later,
        actor=head,
        at=NOW,
    )
    assert queries.months_for("request_answer", today) == 1
    at = NOW + timedelta(days=11)
    asked = services.ask(user=citizen, kind="correction", text="Λάθος", key="1", at=at)
    assert asked.due_on == add_months(athens_day(at), 2)
    longer = services.extend_request(request_id=asked.pk, reason="Πολλά αρχεία", actor=head, at=at)
    assert longer.due_on == add_months(asked.due_on, 2)
    assert services.load_defaults() == 0


def test_without_a_period_in_force_nothing_is_promised(citizen: Any) -> None:
    day = athens_day(NOW).replace(year=2017)
    with pytest.raises(PeriodUnknown):
        queries.months_for("request_answer", day)
    assert Period.objects.filter(eraser="request_more").count() == 1


def test_staff_and_citizens_read_what_is_kept_and_why(client: Any, citizen: Any, head: Any) -> None:
    signin.sign_in_staff(client, head)
    page = client.get(reverse("privacy:erasures")).content.decode()
    assert "δέκα έτη" in page
    assert "2016/679" in page
    signin.sign_in(client, citizen)
    page = client.get(reverse("my_privacy:home")).content.decode()
    assert "δέκα έτη" in page
    assert "60 μήνες" in page
    assert "για τη βεβαίωση και είσπραξη οφειλών" in page
    answer = client.get(reverse("api_privacy_holdings")).json()
    assert {row["months"] for row in answer["periods"]} >= {None, 12, 24, 60}
    assert all(row["purpose"] for row in answer["held"])


def test_an_erasure_is_named_in_words(client: Any, citizen: Any, head: Any, registrar: Any) -> None:
    party = party_of(citizen)
    assert party is not None
    services.note_sight(party_id=party.pk, what="debts", actor=head, at=OLD)
    made = services.propose_erasure(eraser="looks", actor=registrar, at=NOW)
    own = reverse("privacy:erasure", args=[made.code])
    signin.sign_in_staff(client, registrar)
    page = client.get(own).content.decode()
    assert "Διαγραφή: Προσβάσεις σε προσωπικά δεδομένα" in page
    assert "Αποφασίζει άλλο πρόσωπο" in page
    signin.sign_in_staff(client, head)
    for address in (reverse("privacy:erasures"), reverse("desk:work")):
        page = client.get(address).content.decode()
        assert f'href="{own}"' in page
        assert "Προσβάσεις σε προσωπικά δεδομένα" in page.partition(f'href="{own}"')[2][:200]
