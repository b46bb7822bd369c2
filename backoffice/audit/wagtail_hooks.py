"""Where the trail shows itself to staff."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import RightItem


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the trail under /cms/reports/."""
    return [path("reports/audit-trail/", include("backoffice.audit.urls"))]


@hooks.register("register_reports_menu_item")
def trail_item() -> MenuItem:
    """Offer the trail among the reports."""
    return RightItem(
        _("Audit trail"),
        reverse("audit:trail"),
        "audit.view_entry",
        name="trail",
        icon_name="history",
        order=10,
    )
