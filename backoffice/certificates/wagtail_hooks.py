"""Where the admin finds certificates."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import RightItem
from backoffice.ledger.menu import FINANCE_MENU

from .access import SEE, STATE


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put certificates under /cms/certificates/."""
    return [path("certificates/", include("backoffice.certificates.urls"))]


@hooks.register(FINANCE_MENU)
def item() -> MenuItem:
    """Show the register of certificates in the financial menu."""
    return RightItem(
        _("Certificates"),
        reverse("certificates:list"),
        SEE,
        name="certificates",
        icon_name="doc-full",
        order=150,
    )


@hooks.register(FINANCE_MENU)
def stated_item() -> MenuItem:
    """Show attested certificates to whoever states their facts."""
    return RightItem(
        _("Stated certificates"),
        reverse("certificates:statements"),
        STATE,
        name="stated-certificates",
        icon_name="doc-full",
        order=151,
    )
