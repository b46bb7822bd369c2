"""An appointment as iCalendar (RFC 5545), to be kept in a person's own calendar."""

from datetime import UTC
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from icalendar import Alarm, Calendar, Event

from .models import Booking
from .services import REMIND_BEFORE
from .states import BookingState

PRODUCT = "-//Loggia//Appointments//EL"


def calendar_of(booking: Booking) -> bytes:
    """Return one appointment; a cancelled or moved one takes itself out of the calendar."""
    gone = booking.state in {BookingState.CANCELLED, BookingState.MOVED}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    calendar.add_component(_event(booking, gone))
    return bytes(calendar.to_ical())


def _event(booking: Booking, gone: bool) -> Event:
    place = booking.counter.place
    language = "en" if (get_language() or "el").startswith("en") else "el"
    address = f"{settings.SITE_URL}/{language}/account/appointments/{booking.code}/"
    event = Event()
    event.add("uid", f"{booking.code}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("sequence", booking.sequence)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("summary", str(booking.topic))
    event.add("location", f"{place}, {place.address}")
    event.add("url", address)
    event.add("description", "\n\n".join(filter(None, (booking.topic.bring, address))))
    if not gone:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", str(booking.topic))
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event
