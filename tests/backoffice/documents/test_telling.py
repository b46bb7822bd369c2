"""The applicant hears by e-mail that the time limit stands still, runs on, is over; once each."""

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.documents import services
from backoffice.documents.models import ApplicantNotice, ClockEvent
from backoffice.documents.services import Correspondent, To
from backoffice.party.services import register_party

from . import desk
from .desk import at
from .office import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def started(staff, sender=None):
    row = entry(
        staff.registry,
        at=at(2026, 3, 2),
        sender=sender or Correspondent("Δοκιμάκης", "writer@example.org"),
    )
    services.start_clock(
        entry_id=row.pk,
        rule="general",
        complete_on=at(2026, 3, 2).date(),
        actor=None,
        at=at(2026, 3, 2),
    )
    return row


def deliver(again: int = 1):
    """Do what the queue does; how often must not matter."""
    for job in ProcrastinateJob.objects.filter(task_name="documents.tell_applicant").order_by("id"):
        for _time in range(again):
            services.tell_applicant(event_id=job.args["event_id"], at=at(2026, 3, 30))


def test_each_event_is_told_once(staff):
    row = started(staff)
    services.suspend_clock(
        entry_id=row.pk, reason="Λείπει το Α", actor=staff.clerk, at=at(2026, 3, 10)
    )
    services.resume_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 3, 20))
    services.stop_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 3, 25))
    deliver(again=2)
    assert [message.to for message in mail.outbox] == [["writer@example.org"]] * 3
    still, runs, over = mail.outbox
    assert row.label in still.subject
    assert "αναστολή" in still.subject
    assert "04/05/2026" in runs.body
    assert "απαντήθηκε" in over.subject
    assert f"/el/account/documents/{row.code}/" in still.body
    for message in mail.outbox:
        assert "Λείπει" not in message.body
        assert row.subject not in message.subject + message.body
    assert ApplicantNotice.objects.count() == 3


def test_the_register_of_persons_lends_its_address_and_language(staff):
    party = register_party(
        kind="natural", afm="100000090", name="Test", email="party@example.org",
        language="en", actor=None, at=at(2026, 3, 1),
    )  # fmt: skip
    row = started(staff, Correspondent("Test", party_id=party.pk))
    services.suspend_clock(entry_id=row.pk, reason="x", actor=staff.clerk, at=at(2026, 3, 10))
    deliver()
    (message,) = mail.outbox
    assert message.to == ["party@example.org"]
    assert "stands still" in message.subject
    assert "/en/account/documents/" in message.body


def test_without_an_address_nobody_is_told_and_that_is_known(staff):
    row = started(staff, Correspondent("Δοκιμάκης"))
    services.suspend_clock(entry_id=row.pk, reason="x", actor=staff.clerk, at=at(2026, 3, 10))
    deliver()
    assert mail.outbox == []
    assert ApplicantNotice.objects.get().has_address is False


def test_whoever_withdrew_knows_it(staff):
    row = started(staff)
    services.stop_clock(
        entry_id=row.pk, outcome="withdrawn", reason="x", actor=staff.clerk, at=at(2026, 3, 10)
    )
    deliver()
    assert mail.outbox == []


def test_a_message_that_fails_is_tried_again(staff, monkeypatch):
    row = started(staff)
    services.suspend_clock(entry_id=row.pk, reason="x", actor=staff.clerk, at=at(2026, 3, 10))
    monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliver()
    assert not ApplicantNotice.objects.exists()


def test_what_was_told_stays(staff):
    row = started(staff)
    services.suspend_clock(entry_id=row.pk, reason="x", actor=staff.clerk, at=at(2026, 3, 10))
    deliver()
    with pytest.raises(DatabaseError), transaction.atomic():
        ApplicantNotice.objects.update(has_address=False)
    assert ClockEvent.objects.filter(notice__isnull=False).count() == 1


def test_the_answer_names_the_applicant_of_the_register(staff):
    party = register_party(
        kind="natural", afm="100000090", name="Δοκιμάκη", actor=None, at=at(2026, 3, 1)
    )
    row = entry(staff.registry, sender=Correspondent("Δοκιμάκη Άννα", party_id=party.pk))
    to = [To("ΔΟΚΙΜΑΚΗ ΑΝΝΑ", "post"), To("Άλλη Υπηρεσία", "post", "notification")]
    made = desk.draft(staff, answers_id=row.pk, to=to)
    assert [one.party_id for one in made.addressees.all()] == [party.pk, None]
