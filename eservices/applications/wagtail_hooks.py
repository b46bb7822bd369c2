"""Where the admin finds the applications."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

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
    return office_menu(
        _("Applications"),
        PAGES,
        namespace="applications_office",
        name="applications",
        icon_name="form",
        order=290,
    )
