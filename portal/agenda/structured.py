"""An event for search engines."""

from typing import Any

from django.utils import timezone

from portal.home.structured import organisation, picture_address

from .models import EventPage
from .queries import coming_dates

HELD = "https://schema.org/EventScheduled"
CANCELLED = "https://schema.org/EventCancelled"


def schema_event(page: EventPage) -> dict[str, Any]:
    """Describe an event as schema.org Event, at its next date."""
    dates = coming_dates(page)
    starts, ends = (
        (dates[0].starts_at, dates[0].ends_at)
        if dates
        else (timezone.localtime(page.starts_at), timezone.localtime(page.ends_at))
    )
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "url": page.full_address,
        "startDate": starts.date().isoformat() if page.is_all_day else starts.isoformat(),
        "endDate": ends.date().isoformat() if page.is_all_day else ends.isoformat(),
        "eventStatus": CANCELLED if page.is_cancelled else HELD,
        "isAccessibleForFree": page.registration != EventPage.Registration.TICKET,
        "organizer": {"@type": "Organization", "name": page.organiser}
        if page.organiser
        else organisation(page.locale.language_code),
    }
    if page.venue is not None:
        data["location"] = {
            "@type": "Place",
            "name": page.venue.name,
            "address": page.venue.address,
        }
    picture = picture_address(page.picture)
    return data | ({"image": [picture]} if picture else {})
