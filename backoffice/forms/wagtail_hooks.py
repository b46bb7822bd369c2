"""Where the admin finds the forms."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

from . import access

PAGES = (
    ("list", _("Forms"), access.VIEW, "form"),
    ("parts", _("Shared parts"), access.VIEW, "snippet"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the forms under /cms/forms/."""
    return [path("forms/", include("backoffice.forms.urls"))]


@hooks.register("register_admin_menu_item")
def forms_menu() -> MenuItem:
    """Open the menu of the forms."""
    return office_menu(
        _("Forms"),
        PAGES,
        namespace="service_forms",
        name="service-forms",
        icon_name="form",
        order=310,
    )
