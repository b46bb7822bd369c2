"""Where the admin finds the cash desks."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

from .access import APPROVE, SEE, SEE_BANK, USE

PAGES = (
    ("counter", _("Counter"), (USE,), "order"),
    ("at_once", _("Collect at once"), (USE,), "plus-inverse"),
    ("deposit", _("Deposit to the bank"), (USE,), "upload"),
    ("supply", _("Float from the bank"), (USE,), "download"),
    ("sessions", _("Sessions"), (USE, SEE), "calendar-check"),
    ("cancellations", _("Cancelled receipts"), (USE, SEE, APPROVE), "undo"),
    ("bank", _("Sums at the bank"), (SEE_BANK,), "search"),
    ("totals", _("Daily totals"), (SEE,), "table"),
    ("desks", _("Cash desks"), (SEE,), "cogs"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the cash desks under /cms/treasury/."""
    return [path("treasury/", include("backoffice.treasury.urls"))]


@hooks.register("register_admin_menu_item")
def treasury_menu() -> MenuItem:
    """Open the menu of the cash desks."""
    return office_menu(
        _("Cash desk"), PAGES, namespace="treasury", name="treasury", icon_name="order", order=310
    )
