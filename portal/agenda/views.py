"""The agenda of the reader's language as iCalendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.home.cache import keep

from .calendars import agenda_calendar, event_calendar
from .models import AgendaPage, EventPage


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Return every event, to subscribe to."""
    agenda = AgendaPage.objects.live().public().filter(locale__language_code=get_language()).first()
    if agenda is None:
        raise Http404
    return keep(agenda_calendar(agenda))


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one event."""
    found = (
        EventPage.objects.for_list().filter(locale__language_code=get_language(), slug=slug).first()
    )
    if found is None:
        raise Http404
    return keep(event_calendar(found))
