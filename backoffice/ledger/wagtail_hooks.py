"""Where the admin finds the books."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from backoffice.kernel.menu import add_pages

from .menu import FINANCE_MENU

PAGES = (
    ("balance", _("Trial balance"), "ledger.view_account", "table"),
    ("entries", _("Journal entries"), "ledger.view_entry", "list-ul"),
    ("chart", _("Chart of accounts"), "ledger.view_account", "folder-open-1"),
    ("periods", _("Periods"), "ledger.view_period", "calendar-alt"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the books under /cms/books/."""
    return [path("books/", include("backoffice.ledger.urls"))]


@hooks.register("register_admin_menu_item")
def finance_menu() -> MenuItem:
    """Open the menu of the financial offices."""
    return SubmenuMenuItem(
        _("Finance"),
        Menu(register_hook_name=FINANCE_MENU),
        name="finance",
        icon_name="table",
        order=300,
    )


add_pages(FINANCE_MENU, PAGES, namespace="ledger", first=500)
