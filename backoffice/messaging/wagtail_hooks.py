"""Where the admin finds messages."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

from . import access

PAGES = (
    ("conversations", _("Messages of citizens"), access.WRITE, "comment"),
    ("wordings", _("Words of notifications"), "messaging.view_wording", "edit"),
    ("deliveries", _("Log of notifications"), "messaging.view_delivery", "list-ul"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put messages under /cms/messages/."""
    return [path("messages/", include("backoffice.messaging.urls"))]


@hooks.register("register_admin_menu_item")
def messages_menu() -> MenuItem:
    """Open the menu of messages."""
    return office_menu(
        _("Messages"), PAGES, namespace="messaging", name="messages", icon_name="comment", order=310
    )
