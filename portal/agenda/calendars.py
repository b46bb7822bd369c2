"""The agenda as iCalendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event

from portal.home.frame import frame_of

from .models import AgendaPage, EventPage
from .rules import event_component

PRODUCT = "-//Loggia//Municipal agenda//EL"


def agenda_calendar(agenda: AgendaPage) -> HttpResponse:
    """Return every event below an agenda."""
    pages = EventPage.objects.child_of(agenda).for_list().order_by("starts_at")
    town = frame_of(agenda.locale.language_code).settings["name"]
    return _response(_calendar(pages, f"{agenda.title} – {town}"), "calendar.ics")


def event_calendar(page: EventPage) -> HttpResponse:
    """Return one event with its repetitions."""
    return _response(_calendar([page], ""), f"{page.slug}.ics")


def _calendar(pages: Iterable[EventPage], name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval;value=duration", "PT12H")
    for page in pages:
        calendar.add_component(_event(page))
    calendar.add_missing_timezones()
    return calendar


def _event(page: EventPage) -> Event:
    event = event_component(page.times)
    changed = page.last_published_at or page.starts_at
    # Stable for ever: whoever knows the event must find it again after a move or a new title.
    event.add("uid", f"{page.translation_key}@{_host()}")
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", _sequence(page, changed))
    event.add("summary", page.title)
    event.add("url", page.full_address)
    event.add("status", "CANCELLED" if page.is_cancelled else "CONFIRMED")
    event.add("categories", [page.category.name])
    if page.summary:
        event.add("description", f"{page.summary}\n\n{page.full_address}")
    if page.venue is not None:
        place = ", ".join(filter(None, (page.venue.name, page.venue.address)))
        event.add("location", place)
        if page.venue.latitude is not None:
            event.add("geo", (float(page.venue.latitude), float(page.venue.longitude)))
    return event


def _sequence(page: EventPage, changed: datetime) -> int:
    """Return a number that grows with every publication (RFC 5545 §3.8.7.4)."""
    # Minutes since the first publication need no counter of their own.
    first = page.first_published_at or changed
    return max(0, int((changed - first).total_seconds() // 60))


def _host() -> str:
    return settings.SITE_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def _response(calendar: Calendar, filename: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
