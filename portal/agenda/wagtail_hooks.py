"""Categories and venues of events in the staff's menu."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import EventCategory, Venue


class EventCategoryViewSet(SnippetViewSet):
    """Subjects by which events can be filtered."""

    model = EventCategory
    icon = "tag"
    list_display = ["name_el", "name_en"]
    search_fields = ["name_el", "name_en"]


class VenueViewSet(SnippetViewSet):
    """Places where events are held."""

    model = Venue
    icon = "home"
    list_display = ["name_el", "address_el", "capacity"]
    search_fields = ["name_el", "name_en"]


register_snippet(EventCategoryViewSet)
register_snippet(VenueViewSet)
