"""Where the admin finds the procedures."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

PAGES = (
    ("work", _("My tasks"), "wagtailadmin.access_admin", "tasks"),
    ("cases", _("Cases"), "procedures.view_case", "folder-open-inverse"),
    ("incidents", _("Incidents"), "procedures.solve_incident", "warning"),
    ("definitions", _("Drawn procedures"), "procedures.view_definition", "pick"),
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
    """Put the procedures under /cms/procedures/."""
    return [path("procedures/", include("backoffice.procedures.urls"))]


@hooks.register("register_admin_menu_item")
def procedures_menu() -> MenuItem:
    """Open the menu of the procedures."""
    items = [
        RightItem(label, reverse(f"procedures:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Procedures"), Menu(items=items), name="procedures", icon_name="tasks", order=300
    )
