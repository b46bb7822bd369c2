"""Where the admin finds notices and enforcement."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from backoffice.ledger.menu import RightMenuItem

PAGES = (
    ("ladder", _("Enforcement ladder"), "enforcement.view_measure", "list-ol"),
    ("batches", _("Batches of notices"), "enforcement.view_batch", "mail"),
    ("notices", _("Notices"), "enforcement.view_notice", "doc-full"),
    ("results", _("Results of the post"), "enforcement.serve_notice", "upload"),
    ("measures", _("Compulsory measures"), "enforcement.view_measure", "lock"),
    ("law", _("Figures of the law"), "enforcement.view_legalfigure", "clipboard-list"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the office under /cms/enforcement/."""
    return [path("enforcement/", include("backoffice.enforcement.urls"))]


@hooks.register("register_admin_menu_item")
def office_menu() -> MenuItem:
    """Open the menu of the office."""
    items = [
        RightMenuItem(
            label,
            reverse(f"enforcement:{name}"),
            right,
            name=f"enforcement-{name}",
            icon_name=icon,
            order=order,
        )
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Notices and enforcement"),
        Menu(items=items),
        name="enforcement",
        icon_name="mail",
        order=325,
    )
