"""Where the admin finds the catalogue."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import RightItem

from .access import SEE


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the catalogue under /cms/services/."""
    return [path("services/", include("eservices.catalogue.urls_staff"))]


@hooks.register("register_admin_menu_item")
def item() -> MenuItem:
    """Show the services in the main menu."""
    return RightItem(
        _("Services"),
        reverse("catalogue:list"),
        SEE,
        name="services",
        icon_name="list-ul",
        order=310,
    )
