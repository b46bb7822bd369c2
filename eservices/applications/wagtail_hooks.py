"""Where the admin finds the applications."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from backoffice.procedures.wagtail_hooks import RightItem

PAGES = (
    ("list", _("Applications"), "applications.view_application", "form"),
    ("counter", _("At the counter"), "applications.file_for_citizen", "user"),
    ("lists", _("Ranked lists"), "applications.publish_rankedlist", "list-ol"),
    ("texts", _("Text blocks"), "applications.change_textblock", "pilcrow"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the applications under /cms/applications/."""
    return [path("applications/", include("eservices.applications.urls_office"))]


@hooks.register("register_admin_menu_item")
def applications_menu() -> MenuItem:
    """Open the menu of the applications."""
    items = [
        RightItem(label, reverse(f"applications_office:{name}"), right, icon_name=icon, order=order)
        for order, (name, label, right, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Applications"), Menu(items=items), name="applications", icon_name="form", order=290
    )
