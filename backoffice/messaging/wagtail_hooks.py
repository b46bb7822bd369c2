"""Where the admin finds messages."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from . import access

PAGES = (
    ("conversations", _("Messages of citizens"), access.WRITE, "comment"),
    ("wordings", _("Words of notifications"), "messaging.view_wording", "edit"),
    ("deliveries", _("Log of notifications"), "messaging.view_delivery", "list-ul"),
)


class RightItem(MenuItem):
    """A page in the menu, shown to those who may open it."""

    def __init__(self, label: Any, url: str, right: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds the right."""
        return request.user.has_perm(self.right)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put messages under /cms/messages/."""
    return [path("messages/", include("backoffice.messaging.urls"))]


@hooks.register("register_admin_menu_item")
def messages_menu() -> MenuItem:
    """Open the menu of messages."""
    items = [
        RightItem(label, reverse(f"messaging:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Messages"), Menu(items=items), name="messages", icon_name="comment", order=310
    )
