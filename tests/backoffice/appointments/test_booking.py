"""Booked once, moved, given up, closed by the office; nobody twice at one counter."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from backoffice.appointments import ical, queries, services
from backoffice.appointments.errors import HoursOverlap, KeyUsedOtherwise, SlotTaken, TooMany
from backoffice.appointments.models import Booking, Hours
from backoffice.appointments.rules import Span
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.messaging import queries as messaging
from tests.factories import signin, timetable

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class Office:
    def __init__(self) -> None:
        self.clerk = signin.make_staff("clerk", "clerk@example.org", "revenue")
        self.citizen = signin.make_citizen()
        unit = departments_as_tree(NOW.date())[0][1]
        self.counter = timetable.counter_of(unit.pk, self.clerk, NOW)
        self.topic = self.counter.topics.get()
        self.place = self.counter.place

    def free(self) -> list[Any]:
        first = athens_day(NOW) + timedelta(days=3)
        last = first + timedelta(days=7)
        return queries.free_slots(self.topic, self.place, first=first, last=last, now=NOW)

    def book(self, start: datetime, key: str, **guest: Any) -> Booking:
        who = services.Guest(**({"name": "Μαρία", "user": self.citizen} | guest))
        return services.book(
            topic=self.topic,
            place=self.place,
            start=start,
            guest=who,
            key=key,
            actor=self.citizen,
            at=NOW,
        )


@pytest.fixture
def office() -> Office:
    return Office()


def test_booked_once_and_told(office: Office) -> None:
    start = office.free()[0].start
    made = office.book(start, "1")
    assert office.book(start, "1").pk == made.pk
    assert start not in [slot.start for slot in office.free()]
    assert messaging.notifications_of(office.citizen).get().template == "appointments.booked"
    with pytest.raises(KeyUsedOtherwise):
        office.book(start + timedelta(minutes=30), "1")


def test_nobody_hoards_and_nobody_is_booked_over(office: Office) -> None:
    first, second = office.free()[:2]
    office.book(first.start, "1")
    with pytest.raises(TooMany):
        office.book(second.start, "2")
    with pytest.raises(SlotTaken):
        office.book(first.start, "3", name="Άλλος", user=None, phone="1")
    with pytest.raises(SlotTaken):
        office.book(first.start + timedelta(minutes=7), "4", name="Άλλος", user=None)


def test_the_database_refuses_two_at_once(office: Office) -> None:
    made = office.book(office.free()[0].start, "1")
    with pytest.raises(IntegrityError, match="nobody_is_booked_twice"), transaction.atomic():
        Booking.objects.create(
            key="2",
            counter=made.counter,
            topic=made.topic,
            starts_at=made.starts_at,
            ends_at=made.ends_at,
            held_until=made.held_until,
            name="x",
            booked_at=NOW,
            booked_by=office.clerk,
            changed_at=NOW,
        )


def test_moved_and_given_up(office: Office) -> None:
    first, second = office.free()[:2]
    made = office.book(first.start, "1")
    who = {"actor": office.citizen, "at": NOW}
    moved = services.move_booking(booking_id=made.pk, start=second.start, key="2", **who)
    assert services.move_booking(booking_id=made.pk, start=second.start, key="2", **who) == moved
    made.refresh_from_db()
    assert (made.state, made.moved_to) == ("moved", moved)
    assert first.start in [slot.start for slot in office.free()]
    services.cancel_booking(booking_id=moved.pk, reason="", **who)
    assert second.start in [slot.start for slot in office.free()]
    with pytest.raises(DatabaseError), transaction.atomic():
        Booking.objects.filter(pk=moved.pk).update(state="booked")


def test_a_closure_cancels_and_tells(office: Office) -> None:
    slot = office.free()[0]
    made = office.book(slot.start, "1")
    _closure, count = services.close_time(
        place=office.place,
        counter=None,
        span=Span(slot.start, slot.end),
        reason_el="Απεργία",
        reason_en="Strike",
        actor=office.clerk,
        at=NOW,
    )
    made.refresh_from_db()
    assert (count, made.state) == (1, "cancelled")
    told = messaging.notifications_of(office.citizen).first()
    assert told is not None
    assert "Απεργία" in told.body


def test_reminded_once(office: Office) -> None:
    made = office.book(office.free()[0].start, "1")
    near = made.starts_at - timedelta(hours=5)
    assert services.remind(at=near) == 1
    assert services.remind(at=near) == 0
    told = messaging.notifications_of(office.citizen).filter(template="appointments.reminder")
    assert told.count() == 1


def test_hours_of_the_past_stay(office: Office) -> None:
    later = athens_day(NOW) + timedelta(days=60)
    week = [(0, time(9), time(11)), (0, time(10), time(12))]
    facts = {"counter": office.counter, "valid_from": later, "actor": office.clerk, "at": NOW}
    with pytest.raises(HoursOverlap):
        services.set_hours(week=week, **facts)
    services.set_hours(week=week[:1], **facts)
    old = Hours.objects.filter(counter=office.counter, valid_from__lt=later)
    assert set(old.values_list("valid_until", flat=True)) == {later - timedelta(days=1)}


def test_the_calendar_knows_a_change(office: Office) -> None:
    made = office.book(office.free()[0].start, "1")
    calendar = Calendar.from_ical(ical.calendar_of(made))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == made.starts_at
    services.cancel_booking(booking_id=made.pk, reason="", actor=office.citizen, at=NOW)
    made.refresh_from_db()
    (gone,) = Calendar.from_ical(ical.calendar_of(made)).walk("VEVENT")
    assert str(gone["uid"]) == str(event["uid"])
    assert gone["sequence"] > event["sequence"]
    assert str(gone["status"]) == "CANCELLED"


def test_free_times_are_read_in_few_statements(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        office.free()
