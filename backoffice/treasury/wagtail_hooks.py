"""Where the admin finds the cash desks."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from .access import APPROVE, SEE, USE

PAGES = (
    ("counter", _("Counter"), (USE,), "order"),
    ("at_once", _("Collect at once"), (USE,), "plus-inverse"),
    ("deposit", _("Deposit to the bank"), (USE,), "upload"),
    ("supply", _("Float from the bank"), (USE,), "download"),
    ("sessions", _("Sessions"), (USE, SEE), "calendar-check"),
    ("cancellations", _("Cancelled receipts"), (USE, SEE, APPROVE), "undo"),
    ("totals", _("Daily totals"), (SEE,), "table"),
    ("desks", _("Cash desks"), (SEE,), "cogs"),
)


class AnyRightItem(MenuItem):
    """A page in the menu, shown to whoever holds one of its rights."""

    def __init__(self, label: Any, url: str, rights: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.rights = rights

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds a right."""
        return any(request.user.has_perm(right) for right in self.rights)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the cash desks under /cms/treasury/."""
    return [path("treasury/", include("backoffice.treasury.urls"))]


@hooks.register("register_admin_menu_item")
def treasury_menu() -> MenuItem:
    """Open the menu of the cash desks."""
    items = [
        AnyRightItem(label, reverse(f"treasury:{name}"), rights, icon_name=icon, order=order)
        for order, (name, label, rights, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Cash desk"), Menu(items=items), name="treasury", icon_name="order", order=310
    )
