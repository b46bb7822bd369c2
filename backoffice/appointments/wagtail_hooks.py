"""Where the admin finds appointments."""

from typing import Any

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import RightItem

from . import access
from .screens import PlacesGroup


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put appointments under /cms/appointments/."""
    return [path("appointments/", include("backoffice.appointments.urls"))]


@hooks.register("register_admin_menu_item")
def day_item() -> MenuItem:
    """Show the appointments of the day."""
    return RightItem(
        _("Appointments"),
        reverse("appointments:day"),
        access.SEE,
        name="appointments",
        icon_name="calendar",
        order=315,
    )


@hooks.register("register_admin_viewset")
def places() -> Any:
    """Show places, counters and matters."""
    return PlacesGroup()
