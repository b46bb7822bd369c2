"""Where the admin finds arrangements."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from backoffice.kernel.menu import add_pages
from backoffice.ledger.menu import FINANCE_MENU

PAGES = (
    ("arrangements", _("Arrangements"), "arrangements.view_arrangement", "list-ol"),
    ("law", _("Schemes of instalments"), "arrangements.view_terms", "clipboard-list"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put arrangements under /cms/arrangements/."""
    return [path("arrangements/", include("backoffice.arrangements.urls"))]


add_pages(FINANCE_MENU, PAGES, namespace="arrangements", first=120)
