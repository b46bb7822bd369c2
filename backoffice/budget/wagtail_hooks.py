"""Where the admin finds the budget."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from backoffice.kernel.menu import RightItem
from backoffice.ledger.menu import FINANCE_MENU


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put the budget under /cms/budget/."""
    return [path("budget/", include("backoffice.budget.urls"))]


@hooks.register(FINANCE_MENU)
def budget_page() -> MenuItem:
    """Show the execution of the budget in the financial menu."""
    return RightItem(
        _("Budget"),
        reverse("budget:start"),
        "budget.view_budgetyear",
        name="budget",
        icon_name="clipboard-list",
        order=400,
    )
