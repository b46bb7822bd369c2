"""Where the admin finds the forms."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from . import access

PAGES = (
    ("list", _("Forms"), "form"),
    ("parts", _("Shared parts"), "snippet"),
)


class RightItem(MenuItem):
    """A page in the menu, shown to those who may open it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the reader holds the right."""
        return request.user.has_perm(access.VIEW)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the forms under /cms/forms/."""
    return [path("forms/", include("backoffice.forms.urls"))]


@hooks.register("register_admin_menu_item")
def forms_menu() -> MenuItem:
    """Open the menu of the forms."""
    items: list[Any] = [
        RightItem(label, reverse(f"service_forms:{name}"), icon_name=icon, order=order)
        for order, (name, label, icon) in enumerate(PAGES)
    ]
    return SubmenuMenuItem(
        _("Forms"), Menu(items=items), name="service-forms", icon_name="form", order=310
    )
