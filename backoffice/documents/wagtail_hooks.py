"""Where the admin finds the register."""

from typing import Any

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

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


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the register under /cms/registry/; /cms/documents/ belongs to the files of the site."""
    return [path("registry/", include("backoffice.documents.urls"))]


@hooks.register("register_admin_menu_item")
def register_menu() -> MenuItem:
    """Open the menu of the register."""
    return office_menu(
        _("Registry"),
        PAGES,
        namespace="documents",
        name="registry",
        icon_name="doc-full",
        order=310,
    )


@hooks.register("register_admin_viewset")
def plan() -> PlanGroup:
    """Show the file plan, the retention classes and the books."""
    return PlanGroup()
