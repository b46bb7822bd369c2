"""Where the admin finds appointments."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import access
from .screens import PlacesGroup


class DayItem(MenuItem):
    """The day, shown to those who receive people."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds the right."""
        return bool(request.user.has_perm(access.SEE))


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put appointments under /cms/appointments/."""
    return [path("appointments/", include("backoffice.appointments.urls"))]


@hooks.register("register_admin_menu_item")
def day_item() -> MenuItem:
    """Show the appointments of the day."""
    url = reverse("appointments:day")
    return DayItem(_("Appointments"), url, name="appointments", icon_name="calendar", order=315)


@hooks.register("register_admin_viewset")
def places() -> Any:
    """Show places, counters and matters."""
    return PlacesGroup()
