"""Where the admin finds paying by card."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from backoffice.kernel.menu import add_pages
from backoffice.ledger.menu import FINANCE_MENU

PAGES = (
    ("notices", _("Card notices"), "payments.view_notice", "mail"),
    ("attempts", _("Card page visits"), "payments.view_attempt", "order"),
    ("orders", _("Monthly card charges"), "payments.view_standingorder", "date"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put paying by card under /cms/card-payments/."""
    return [path("card-payments/", include("eservices.payments.urls_staff"))]


add_pages(FINANCE_MENU, PAGES, namespace="card_payments", first=150)
