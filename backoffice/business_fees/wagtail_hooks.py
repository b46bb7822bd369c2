"""Where the admin finds the office of business fees."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from .screens.law import LawGroup

PAGES = (
    ("overview", _("Expected and missing"), "business_fees.view_expectedperiod", "calendar-check"),
    ("declarations", _("Declarations"), "business_fees.view_declaration", "doc-full"),
    ("register", _("Register of establishments"), "business_fees.view_establishment", "list-ul"),
    ("aade", _("Declarations from ΑΑΔΕ"), "business_fees.import_aade", "download"),
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
    """Put the office under /cms/business-fees/."""
    return [path("business-fees/", include("backoffice.business_fees.urls"))]


@hooks.register("register_admin_menu_item")
def office_menu() -> MenuItem:
    """Open the menu of the office."""
    items = [
        RightItem(label, reverse(f"business_fees:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Business fees"), Menu(items=items), name="business-fees", icon_name="home", order=320
    )


@hooks.register("register_admin_viewset")
def law() -> LawGroup:
    """Show categories and receivers."""
    return LawGroup()
