"""Where the admin finds notices and enforcement."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

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
def enforcement_menu() -> MenuItem:
    """Open the menu of the office."""
    return office_menu(
        _("Notices and enforcement"),
        PAGES,
        namespace="enforcement",
        name="enforcement",
        icon_name="mail",
        order=325,
    )
