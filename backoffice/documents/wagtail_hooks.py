"""Where the admin finds the register."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from . import circulation_hooks  # noqa: F401 - Wagtail looks for hooks in this file
from .screens.plan import PlanGroup

#: name of the address, label, right, icon
PAGES: list[tuple[str, Any, str, str]] = [
    ("new", _("Register a document"), "documents.register_entry", "plus"),
    ("register", _("Protocol register"), "documents.view_entry", "doc-full"),
    ("tray", _("Mail to be registered"), "documents.handle_mail", "mail"),
    ("day", _("Book of the day"), "documents.view_register", "calendar-check"),
    ("clearances", _("Clearance lists"), "documents.view_clearance", "bin"),
]


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
    """Put the register under /cms/registry/; /cms/documents/ belongs to the files of the site."""
    return [path("registry/", include("backoffice.documents.urls"))]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """Open the menu of the register."""
    items = [
        RightItem(label, reverse(f"documents:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Registry"), Menu(items=items), name="registry", icon_name="doc-full", order=310
    )


@hooks.register("register_admin_viewset")
def plan() -> PlanGroup:
    """Show the file plan, the retention classes and the books."""
    return PlanGroup()
