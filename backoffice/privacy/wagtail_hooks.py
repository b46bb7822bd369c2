"""Where the admin finds personal data."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

from . import access

PAGES = (
    ("requests", _("Requests about personal data"), access.SEE, "user"),
    ("looks", _("Looks at personal data"), access.LOOKS, "view"),
    ("erasures", _("Keeping and erasing"), access.SEE_ERASURES, "bin"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put personal data under /cms/privacy/."""
    return [path("privacy/", include("backoffice.privacy.urls"))]


@hooks.register("register_admin_menu_item")
def privacy_menu() -> MenuItem:
    """Open the menu of personal data."""
    return office_menu(
        _("Personal data"), PAGES, namespace="privacy", name="privacy", icon_name="lock", order=390
    )
