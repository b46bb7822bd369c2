"""Where the admin finds the procedures."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

PAGES = (
    ("work", _("My tasks"), "wagtailadmin.access_admin", "tasks"),
    ("cases", _("Cases"), "procedures.view_case", "folder-open-inverse"),
    ("incidents", _("Incidents"), "procedures.solve_incident", "warning"),
    ("definitions", _("Drawn procedures"), "procedures.view_definition", "pick"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the procedures under /cms/procedures/."""
    return [path("procedures/", include("backoffice.procedures.urls"))]


@hooks.register("register_admin_menu_item")
def procedures_menu() -> MenuItem:
    """Open the menu of the procedures."""
    return office_menu(
        _("Procedures"),
        PAGES,
        namespace="procedures",
        name="procedures",
        icon_name="tasks",
        order=300,
    )
