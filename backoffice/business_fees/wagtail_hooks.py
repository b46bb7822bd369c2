"""Where the admin finds the office of business fees."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import office_menu

from .screens.law import LawGroup

PAGES = (
    ("overview", _("Expected and missing"), "business_fees.view_expectedperiod", "calendar-check"),
    ("declarations", _("Declarations"), "business_fees.view_declaration", "doc-full"),
    ("register", _("Register of establishments"), "business_fees.view_establishment", "list-ul"),
    ("aade", _("Declarations from ΑΑΔΕ"), "business_fees.import_aade", "download"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the office under /cms/business-fees/."""
    return [path("business-fees/", include("backoffice.business_fees.urls"))]


@hooks.register("register_admin_menu_item")
def business_fees_menu() -> MenuItem:
    """Open the menu of the office."""
    return office_menu(
        _("Business fees"),
        PAGES,
        namespace="business_fees",
        name="business-fees",
        icon_name="home",
        order=320,
    )


@hooks.register("register_admin_viewset")
def law() -> LawGroup:
    """Show categories and receivers."""
    return LawGroup()
