"""Where the admin finds circulation."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

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


class RightItem(MenuItem):
    """A page in the menu, shown to those who may open it."""

    def __init__(self, label: Any, url: str, right: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds the right."""
        return request.user.has_perm(self.right)


@hooks.register("register_admin_urls")
def circulation_urls() -> list[URLResolver]:
    """Put circulation under /cms/circulation/; /cms/documents/ belongs to the files of the site."""
    return [path("circulation/", include("backoffice.documents.circulation_urls"))]


@hooks.register("register_admin_menu_item")
def circulation_menu() -> MenuItem:
    """Open the menu of circulation."""
    items = [
        RightItem(label, reverse(f"circulation:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Circulation"), Menu(items=items), name="circulation", icon_name="mail", order=311
    )
