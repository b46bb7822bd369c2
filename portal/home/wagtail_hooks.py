"""Alerts and visitors' answers in the staff's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Alert, Feedback
from .policies import ReadingPolicy


class AlertViewSet(SnippetViewSet):
    """Alerts, the newest first."""

    model = Alert
    icon = "warning"
    menu_label = _("Alerts")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["__str__", "tone", "starts_at", "ends_at"]
    list_filter = ["tone"]
    search_fields = ["title_el", "title_en"]


class FeedbackViewSet(SnippetViewSet):
    """What visitors found unclear."""

    model = Feedback
    icon = "comment"
    menu_label = _("Was it clear?")
    menu_order = 230
    add_to_admin_menu = True
    list_display = ["path", "is_clear", "comment", "given_at"]
    list_filter = ["is_clear", "language"]
    search_fields = ["path", "comment"]
    inspect_view_enabled = True
    inspect_view_fields = ["path", "language", "is_clear", "comment", "given_at"]


register_snippet(AlertViewSet)
register_permission_policy(Feedback, ReadingPolicy(Feedback))
register_snippet(FeedbackViewSet)
