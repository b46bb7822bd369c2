"""Where the admin finds arrangements."""

from typing import Any

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.ledger.menu import FINANCE_MENU, RightMenuItem

PAGES = (
    ("arrangements", _("Arrangements"), "arrangements.view_arrangement", "list-ol"),
    ("law", _("Schemes of instalments"), "arrangements.view_terms", "clipboard-list"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put arrangements under /cms/arrangements/."""
    return [path("arrangements/", include("backoffice.arrangements.urls"))]


def _page(name: str, label: Any, right: str, icon: str, order: int) -> None:
    @hooks.register(FINANCE_MENU)
    def item() -> MenuItem:
        return RightMenuItem(
            label,
            reverse(f"arrangements:{name}"),
            right,
            name=f"arrangements-{name}",
            icon_name=icon,
            order=order,
        )


for _order, _row in enumerate(PAGES, 120):
    _page(*_row, _order)
