"""Where the admin finds personal data."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from . import access

PAGES = (
    ("requests", _("Requests about personal data"), access.SEE, "user"),
    ("looks", _("Looks at personal data"), access.LOOKS, "view"),
    ("erasures", _("Keeping and erasing"), access.SEE_ERASURES, "bin"),
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
    """Put personal data under /cms/privacy/."""
    return [path("privacy/", include("backoffice.privacy.urls"))]


@hooks.register("register_admin_menu_item")
def privacy_menu() -> MenuItem:
    """Open the menu of personal data."""
    items = [
        RightItem(label, reverse(f"privacy:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Personal data"), Menu(items=items), name="privacy", icon_name="lock", order=390
    )
