"""Where the admin finds circulation."""

from typing import Any

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

#: name of the address, label, right, icon
PAGES: list[tuple[str, Any, str, str]] = [
    ("assignments", _("My assignments"), "documents.view_assignment", "tasks"),
    ("drafts", _("Outgoing documents"), "documents.view_draft", "edit"),
    ("dispatches", _("Dispatch"), "documents.dispatch_draft", "mail"),
    ("overdue", _("Time limits"), "documents.view_clock", "calendar-check"),
    ("figures", _("Answer times"), "documents.view_clock", "view"),
    ("authority", _("Delegations and substitutions"), "documents.view_delegation", "group"),
    ("templates", _("Letter templates"), "documents.view_lettertemplate", "doc-full"),
]


@hooks.register("register_admin_urls")
def circulation_urls() -> list[URLResolver]:
    """Put circulation under /cms/circulation/; /cms/documents/ belongs to the files of the site."""
    return [path("circulation/", include("backoffice.documents.circulation_urls"))]


@hooks.register("register_admin_menu_item")
def circulation_menu() -> MenuItem:
    """Open the menu of circulation."""
    return office_menu(
        _("Circulation"),
        PAGES,
        namespace="circulation",
        name="circulation",
        icon_name="mail",
        order=311,
    )
