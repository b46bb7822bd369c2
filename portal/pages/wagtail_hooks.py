"""Messages of visitors in the staff's menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.home.policies import AnsweringPolicy

from .models import ContactMessage

WRITTEN = ("code", "topic", "text", "name", "email", "phone", "language", "received_at", "due_on")


class ContactMessageViewSet(SnippetViewSet):
    """What was written, what is still to be answered, and by when."""

    model = ContactMessage
    icon = "mail"
    menu_label = _("Messages")
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["code", "topic", "name", "received_at", "due_on", "answered_at"]
    list_filter = ["topic", "language"]
    search_fields = ["code", "name", "email", "text"]
    panels = [
        *(FieldPanel(name, read_only=True) for name in WRITTEN),
        FieldPanel("answered_at"),
    ]


register_permission_policy(ContactMessage, AnsweringPolicy(ContactMessage))
register_snippet(ContactMessageViewSet)
