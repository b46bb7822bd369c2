"""Two people press for the last counter at once: one gets it, the other is told."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from backoffice.appointments import queries, services
from backoffice.appointments.errors import SlotTaken
from backoffice.appointments.models import Booking
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from tests.factories import signin, timetable


@pytest.mark.django_db(transaction=True)
def test_one_counter_one_person() -> None:
    now = timezone.now()
    clerk = signin.make_staff("clerk", "clerk@example.org", "revenue")
    unit = departments_as_tree(now.date())[0][1]
    counter = timetable.counter_of(unit.pk, clerk, now)
    topic, place = counter.topics.get(), counter.place
    day = athens_day(now) + timedelta(days=3)
    last = day + timedelta(days=7)
    slot = queries.free_slots(topic, place, first=day, last=last, now=now)[0]
    start, ended = threading.Barrier(4), []

    def press(number: int) -> None:
        start.wait(30)
        try:
            services.book(
                topic=topic,
                place=place,
                start=slot.start,
                guest=services.Guest(f"Επισκέπτης {number}"),
                key=f"race-{number}",
                actor=clerk,
                at=now,
            )
            ended.append("booked")
        except SlotTaken:
            ended.append("told")
        finally:
            connection.close()

    presses: list[Any] = [threading.Thread(target=press, args=(n,)) for n in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(60)
    assert sorted(ended) == ["booked", "told", "told", "told"]
    assert Booking.objects.count() == 1
