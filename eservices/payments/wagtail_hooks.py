"""Where the admin finds paying by card."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.ledger.menu import FINANCE_MENU, RightMenuItem


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put paying by card under /cms/card-payments/."""
    return [path("card-payments/", include("eservices.payments.urls_staff"))]


@hooks.register(FINANCE_MENU)
def notices() -> MenuItem:
    """Lead to the notices."""
    return RightMenuItem(
        _("Card notices"),
        reverse("card_payments:notices"),
        "payments.view_notice",
        name="card-notices",
        icon_name="mail",
        order=150,
    )


@hooks.register(FINANCE_MENU)
def attempts() -> MenuItem:
    """Lead to the visits."""
    return RightMenuItem(
        _("Card page visits"),
        reverse("card_payments:attempts"),
        "payments.view_attempt",
        name="card-visits",
        icon_name="order",
        order=151,
    )


@hooks.register(FINANCE_MENU)
def orders() -> MenuItem:
    """Lead to the standing orders."""
    return RightMenuItem(
        _("Monthly card charges"),
        reverse("card_payments:orders"),
        "payments.view_standingorder",
        name="card-orders",
        icon_name="date",
        order=152,
    )
