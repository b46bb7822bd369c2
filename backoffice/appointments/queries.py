"""Public reads of appointments."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.party.queries import represented_party_ids

from . import rules
from .models import Booking, Closure, Counter, Hours, Place, Topic
from .states import HOLDING, BookingState


def topics_offered(service: str = "") -> QuerySet[Topic]:
    """Return what one may book online, by name; with a service only what serves it."""
    rows = Topic.objects.filter(
        is_offered=True, counters__is_open=True, counters__place__is_open=True
    ).distinct()
    return rows.filter(service=service) if service else rows


def topic_by_code(code: str) -> Topic | None:
    """Return a matter that is offered online, or nothing."""
    return topics_offered().filter(code=code).first()


def places_for(topic: Topic) -> QuerySet[Place]:
    """Return where one may come with a matter."""
    return Place.objects.filter(
        is_open=True, counters__is_open=True, counters__topics=topic
    ).distinct()


def wish_of(topic: Topic) -> rules.Wish:
    """Return what a matter asks of a time."""
    return rules.Wish(
        topic.minutes, topic.pause, timedelta(hours=topic.lead_hours), topic.horizon_days
    )


def free_slots(
    topic: Topic, place: Place, *, first: date, last: date, now: datetime
) -> list[rules.Slot]:
    """Return the times that can be booked at a place from a day to a day, in four queries."""
    counters = list(
        Counter.objects.filter(place=place, is_open=True, topics=topic).values_list("pk", flat=True)
    )
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    calendar = legal_calendar()
    return rules.free_slots(
        wish_of(topic),
        openings_of(counters),
        _taken(counters, first, last),
        _closed(place, first, last),
        {day for day in days if not calendar.is_working_day(day) and calendar.name_of(day)},
        days,
        now,
    )


def openings_of(counter_ids: Iterable[int]) -> list[rules.Opening]:
    """Return the hours of counters, of every day."""
    rows = Hours.objects.filter(counter__in=list(counter_ids))
    return [
        rules.Opening(
            row.counter_id, row.weekday, row.opens, row.closes, row.valid_from, row.valid_until
        )
        for row in rows
    ]


def _taken(counter_ids: list[int], first: date, last: date) -> list[tuple[int, rules.Span]]:
    start, end = _bounds(first, last)
    rows = Booking.objects.filter(
        counter__in=counter_ids, state__in=HOLDING, starts_at__lt=end, held_until__gt=start
    ).order_by()
    return [
        (counter, rules.Span(begins, until))
        for counter, begins, until in rows.values_list("counter", "starts_at", "held_until")
    ]


def _closed(place: Place, first: date, last: date) -> list[tuple[int | None, rules.Span]]:
    start, end = _bounds(first, last)
    rows = Closure.objects.filter(place=place, starts_at__lt=end, ends_at__gt=start)
    return [(row.counter_id, rules.Span(row.starts_at, row.ends_at)) for row in rows]


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time(), ATHENS).astimezone(UTC)
    return start, datetime.combine(last + timedelta(days=1), time(), ATHENS).astimezone(UTC)


def bookings_of(user: User) -> QuerySet[Booking]:
    """Return a user's appointments and those of whom they may act for, the next first."""
    mine = Q(user=user) | Q(party__in=represented_party_ids(user))
    return _whole().filter(mine).order_by("-starts_at")


def coming_bookings(user: User, now: datetime) -> QuerySet[Booking]:
    """Return the appointments that a user still has to go to."""
    rows = bookings_of(user).filter(state=BookingState.BOOKED, ends_at__gt=now)
    return rows.order_by("starts_at")


def bookings_about(names: Iterable[Source]) -> QuerySet[Booking]:
    """Return the appointments that belong to a matter, by any of its names, the next first."""
    named = Q(pk__in=[])
    for name in names:
        named |= Q(subject_kind=name.kind, subject_id=name.id)
    return _whole().filter(named).order_by("-starts_at")


def day_of(place_ids: Iterable[int], on: date) -> QuerySet[Booking]:
    """Return everybody who is expected at some places on a day, in order of time."""
    start, end = _bounds(on, on)
    rows = _whole().filter(counter__place__in=list(place_ids))
    return rows.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "counter")


def affected_by(place: Place, counter: Counter | None, span: rules.Span) -> QuerySet[Booking]:
    """Return the appointments that a closure would fall on."""
    rows = _whole().filter(
        counter__place=place,
        state=BookingState.BOOKED,
        starts_at__lt=span.end,
        ends_at__gt=span.start,
    )
    return rows.filter(counter=counter) if counter else rows


def to_remind(now: datetime, until: datetime) -> QuerySet[Booking]:
    """Return the appointments before an instant of whose coming nobody was reminded."""
    return _whole().filter(
        state=BookingState.BOOKED,
        reminded_at=None,
        starts_at__gt=now,
        starts_at__lte=until,
    )


def _whole() -> QuerySet[Booking]:
    return Booking.objects.select_related("counter__place", "topic", "party", "user")


def is_changeable(booking: Booking, now: datetime) -> bool:
    """Tell whether its holder may still move or cancel it."""
    return booking.state == BookingState.BOOKED and booking.starts_at > now


def day_in_athens(booking: Booking) -> date:
    """Return the day of an appointment on the wall."""
    return athens_day(booking.starts_at)
