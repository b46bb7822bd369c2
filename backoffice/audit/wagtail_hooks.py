"""Where the trail shows itself to staff."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class TrailMenuItem(MenuItem):
    """Stands in the menu of those who may see the trail."""

    def is_shown(self, request: HttpRequest) -> Any:
        """Tell whether the visitor may see the trail."""
        return request.user.has_perm("audit.view_entry")


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the trail under /cms/reports/."""
    return [path("reports/audit-trail/", include("backoffice.audit.urls"))]


@hooks.register("register_reports_menu_item")
def trail_item() -> MenuItem:
    """Offer the trail among the reports."""
    return TrailMenuItem(
        _("Audit trail"), reverse("audit:trail"), name="trail", icon_name="history", order=10
    )
