"""Public verbs of appointments: book, move, cancel, mark, close, set hours, remind."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import ATHENS, athens_day
from backoffice.kernel.states import check_move
from backoffice.messaging.services import notify
from backoffice.party.queries import party_of

from . import queries, rules
from .errors import HoursOverlap, KeyUsedOtherwise, SlotTaken, TooLate, TooMany
from .models import Booking, Closure, Counter, Hours, Place, Topic
from .states import MOVES, BookingState

REMIND_BEFORE = timedelta(hours=24)
SOURCE = "appointments.booking"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes: a person of the register, an account, or a name at the telephone."""

    name: str
    phone: str = ""
    party_id: int | None = None
    user: User | None = None

    @property
    def lock(self) -> str:
        """What tells this person from others when appointments are counted."""
        if self.party_id:
            return f"party:{self.party_id}"
        return f"user:{self.user.pk}" if self.user else f"phone:{self.phone or self.name}"


def guest_of(user: User, phone: str = "") -> Guest:
    """Return a user as the guest of their own appointment."""
    party = party_of(user)
    return Guest(party.full_name if party else str(user), phone, party.pk if party else None, user)


@transaction.atomic
def book(
    *,
    topic: Topic,
    place: Place,
    start: datetime,
    guest: Guest,
    key: str,
    actor: User,
    at: datetime,
    note: str = "",
    subject: Source | None = None,
) -> Booking:
    """Book a time at a place with whichever counter is free; the same key again books nothing new.

    Two people who press at once get two counters, or the later one is told: the database holds
    one person a counter and time.

    :param subject: the matter of another module that it belongs to, such as an application
    :raises SlotTaken: if the place does not receive then, or nobody is free any more
    :raises TooMany: if the person holds as many as one may
    :raises KeyUsedOtherwise: if the key booked another time
    """
    known = Booking.objects.filter(key=key).first()
    if known is not None:
        return _the_same(known, topic, start)
    _count(topic, guest, at)
    made = _seated(
        Booking(
            key=key,
            topic=topic,
            starts_at=start,
            ends_at=start + timedelta(minutes=topic.minutes),
            held_until=start + timedelta(minutes=topic.minutes + topic.pause),
            party_id=guest.party_id,
            user=guest.user,
            name=guest.name.strip()[:200],
            phone=guest.phone.strip()[:20],
            note=note.strip()[:400],
            subject_kind=subject.kind if subject else "",
            subject_id=subject.id if subject else "",
            booked_at=at,
            booked_by=actor,
            changed_at=at,
        ),
        _free_counters(topic, place, start, at),
    )
    _noted("booked", made, actor, at)
    _tell("appointments.booked", made, at)
    return made


def _the_same(known: Booking, topic: Topic, start: datetime) -> Booking:
    if (known.topic_id, known.starts_at) != (topic.pk, start):
        raise KeyUsedOtherwise(_("This form booked another time already. Start again."))
    return known


def _count(topic: Topic, guest: Guest, at: datetime) -> None:
    # Until the commit, nobody else counts this person's appointments.
    number = int.from_bytes(hashlib.sha256(guest.lock.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])
    rows = Booking.objects.filter(topic=topic, state=BookingState.BOOKED, starts_at__gt=at)
    if guest.party_id:
        rows = rows.filter(party=guest.party_id)
    elif guest.user:
        rows = rows.filter(user=guest.user)
    else:
        rows = rows.filter(phone=guest.phone, name=guest.name, party=None, user=None)
    if rows.count() >= topic.most_open:
        raise TooMany(_("You have an appointment for this already. Move it or cancel it instead."))


def _free_counters(topic: Topic, place: Place, start: datetime, at: datetime) -> list[int]:
    day = athens_day(start)
    for slot in queries.free_slots(topic, place, first=day, last=day, now=at):
        if slot.start == start:
            return _least_loaded(slot.counters, day)
    raise _taken()


def _taken() -> SlotTaken:
    return SlotTaken(_("This time has just been taken, or nobody receives then. Choose another."))


def _least_loaded(counters: Sequence[int], day: date) -> list[int]:
    load = dict.fromkeys(counters, 0)
    start = datetime.combine(day, time(), ATHENS)
    rows = Booking.objects.filter(
        counter__in=counters, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    for counter in rows.values_list("counter", flat=True):
        load[counter] += 1
    return sorted(load, key=lambda counter: (load[counter], counter))


def _seated(booking: Booking, counters: Sequence[int]) -> Booking:
    for counter in counters:
        booking.counter_id = counter
        try:
            with transaction.atomic():
                booking.save(force_insert=True)
        except IntegrityError as error:
            if "nobody_is_booked_twice_at_once" not in str(error):
                raise
            booking.pk = None
        else:
            return booking
    raise _taken()


@transaction.atomic
def move_booking(
    *, booking_id: int, start: datetime, key: str, actor: User, at: datetime, reason: str = ""
) -> Booking:
    """Take another time for an appointment; the old time is free for others at once.

    :raises TooLate: if it has begun or ended
    :raises SlotTaken: if the new time is not free; the old one then stays
    """
    known = Booking.objects.filter(key=key).first()
    if known is not None:
        return known
    old = _locked(booking_id)
    _ensure_changeable(old, at)
    made = _seated(
        Booking(
            key=key,
            topic=old.topic,
            starts_at=start,
            ends_at=start + timedelta(minutes=old.topic.minutes),
            held_until=start + timedelta(minutes=old.topic.minutes + old.topic.pause),
            party=old.party,
            user=old.user,
            name=old.name,
            phone=old.phone,
            note=old.note,
            subject_kind=old.subject_kind,
            subject_id=old.subject_id,
            booked_at=at,
            booked_by=actor,
            changed_at=at,
            sequence=old.sequence + 1,
        ),
        _free_counters(old.topic, old.counter.place, start, at),
    )
    _change(old, BookingState.MOVED, actor, at, reason, moved_to=made)
    _noted("moved", made, actor, at, before={"starts_at": old.starts_at.isoformat()})
    _tell("appointments.moved", made, at)
    return made


@transaction.atomic
def cancel_booking(*, booking_id: int, reason: str, actor: User, at: datetime) -> Booking:
    """Give up an appointment; its time is free for others at once.

    :raises TooLate: if it has begun or ended
    """
    booking = _locked(booking_id)
    if booking.state == BookingState.CANCELLED:
        return booking
    _ensure_changeable(booking, at)
    _change(booking, BookingState.CANCELLED, actor, at, reason)
    _noted("cancelled", booking, actor, at, note=reason)
    _tell("appointments.cancelled", booking, at)
    return booking


@transaction.atomic
def mark_booking(*, booking_id: int, came: bool, actor: User, at: datetime) -> Booking:
    """Note whether the person came.

    :raises TooLate: before the appointment begins
    """
    booking = _locked(booking_id)
    state = BookingState.ATTENDED if came else BookingState.MISSED
    if booking.state == state:
        return booking
    if at < booking.starts_at:
        raise TooLate(_("The appointment has not begun. Mark it when its time has come."))
    _change(booking, state, actor, at, "")
    _noted(state.value, booking, actor, at)
    return booking


def _locked(booking_id: int) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("topic", "counter__place", "party", "user").get(pk=booking_id)


def _ensure_changeable(booking: Booking, at: datetime) -> None:
    if not queries.is_changeable(booking, at):
        raise TooLate(_("This appointment has begun or ended. Book a new one."))


def _change(
    booking: Booking,
    state: BookingState,
    actor: User,
    at: datetime,
    reason: str,
    moved_to: Booking | None = None,
) -> None:
    check_move(MOVES, BookingState(booking.state), state)
    booking.state, booking.changed_at, booking.reason = state, at, reason.strip()[:300]
    booking.moved_to = moved_to
    booking.sequence += 1
    booking.save(update_fields=["state", "changed_at", "reason", "moved_to", "sequence"])


def _noted(verb: str, booking: Booking, actor: User | None, at: datetime, **more: Any) -> None:
    record(
        f"appointments.booking.{verb}",
        booking,
        actor=actor,
        at=at,
        on_behalf_of=booking.party_id,
        after={"starts_at": booking.starts_at.isoformat(), "topic": booking.topic.code},
        **more,
    )


def _tell(template: str, booking: Booking, at: datetime) -> None:
    if booking.user is None and booking.party_id is None:
        return
    when = booking.starts_at.astimezone(ATHENS)
    place = booking.counter.place
    notify(
        template=template,
        context={
            "matter": _title(booking.topic, booking),
            "day": f"{when:%d/%m/%Y}",
            "time": f"{when:%H:%M}",
            "place": _title(place, booking),
            "address": place.address,
            "reason": booking.reason,
        },
        link=f"/{_language(booking)}/account/appointments/{booking.code}/",
        key=f"{template}:{booking.code}:{booking.sequence}",
        subject=Source(SOURCE, booking.code),
        user=booking.user,
        party_id=booking.party_id,
        at=at,
    )


def _language(booking: Booking) -> str:
    if booking.user is not None:
        return booking.user.language
    return booking.party.language if booking.party else "el"


def _title(row: Place | Topic, booking: Booking) -> str:
    return row.title_en if _language(booking) == "en" else row.title_el


@transaction.atomic
def close_time(
    *,
    place: Place,
    counter: Counter | None,
    span: rules.Span,
    reason_el: str,
    reason_en: str,
    actor: User,
    at: datetime,
) -> tuple[Closure, int]:
    """Receive nobody for some time; who was booked then is told and the appointment cancelled.

    :return: the closure, and how many appointments were cancelled
    """
    closure = Closure.objects.create(
        place=place,
        counter=counter,
        starts_at=span.start,
        ends_at=span.end,
        reason_el=reason_el[:200],
        reason_en=reason_en[:200],
        made_by=actor,
        made_at=at,
    )
    hit = list(queries.affected_by(place, counter, span).values_list("pk", flat=True))
    for booking_id in hit:
        booking = _locked(booking_id)
        if not queries.is_changeable(booking, at):
            continue
        reason = reason_en if _language(booking) == "en" else reason_el
        _change(booking, BookingState.CANCELLED, actor, at, reason)
        _noted("cancelled", booking, actor, at, note=reason)
        _tell("appointments.cancelled_by_office", booking, at)
    record("appointments.closure.made", closure, actor=actor, at=at, after={"cancelled": len(hit)})
    return closure, len(hit)


@transaction.atomic
def set_hours(
    *,
    counter: Counter,
    week: Sequence[tuple[int, time, time]],
    valid_from: date,
    actor: User,
    at: datetime,
) -> list[Hours]:
    """Set when a counter receives, from a day on; the hours before it stay in the record.

    :param week: weekday (0 for Monday), opening and closing time; a day may stand there twice
    :raises HoursOverlap: if hours of one day meet, or end before they begin
    """
    Counter.objects.select_for_update(no_key=True).get(pk=counter.pk)
    for weekday in {day for day, _opens, _closes in week}:
        if rules.overlapping([(opens, closes) for day, opens, closes in week if day == weekday]):
            raise HoursOverlap(
                _("The hours of a day meet, or end before they begin. Correct them.")
            )
    Hours.objects.filter(counter=counter, valid_from__gte=valid_from).delete()
    running = Hours.objects.filter(counter=counter, valid_until=None)
    running.update(valid_until=valid_from - timedelta(days=1))
    made = Hours.objects.bulk_create(
        [
            Hours(counter=counter, weekday=day, opens=opens, closes=closes, valid_from=valid_from)
            for day, opens, closes in week
        ]
    )
    after = {"from": valid_from.isoformat(), "hours": [str(row) for row in made]}
    record("appointments.hours.set", counter, actor=actor, at=at, after=after)
    return made


def remind(*, at: datetime) -> int:
    """Remind everybody who comes within a day and was not reminded; safe to repeat.

    :return: how many were reminded now
    """
    waiting = queries.to_remind(at, at + REMIND_BEFORE).values_list("pk", flat=True)
    return sum(_remind(booking_id, at) for booking_id in waiting)


@transaction.atomic
def _remind(booking_id: int, at: datetime) -> int:
    booking = _locked(booking_id)
    if booking.state != BookingState.BOOKED or booking.reminded_at is not None:
        return 0
    # Whoever booked an hour ago needs no reminder.
    if booking.booked_at < booking.starts_at - REMIND_BEFORE:
        _tell("appointments.reminder", booking, at)
    booking.reminded_at = at
    booking.save(update_fields=["reminded_at"])
    return 1
