"""Where the admin finds revenue."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from backoffice.kernel.menu import add_pages
from backoffice.ledger.menu import FINANCE_MENU

PAGES = (
    ("charges", pgettext_lazy("register", "Charges"), "revenue.view_charge", "doc-full"),
    ("lists", _("Lists of charges"), "revenue.view_chargelist", "list-ol"),
    ("uncertified", _("Not in a certified list"), "revenue.view_charge", "list-ul"),
    ("payments", _("Payments"), "revenue.view_payment", "order"),
    ("receipts", pgettext_lazy("money", "Receipts"), "revenue.view_receipt", "tick-inverse"),
    ("credits", _("Credits kept"), "revenue.view_credit", "plus-inverse"),
    ("acts", _("Acts on debts and credits"), "revenue.view_act", "form"),
    ("objections", _("Objections"), "revenue.view_objection", "comment"),
    ("orders", _("Bank orders"), "revenue.view_bankorder", "download"),
    ("debtors", _("Cards of debtors"), "revenue.view_charge", "user"),
    ("lapsing", _("About to lapse"), "revenue.view_charge", "time"),
    ("january", _("January report"), "revenue.view_charge", "date"),
    ("aged", _("Debts by age"), "revenue.view_charge", "history"),
    ("tariffs", _("Tariffs"), "revenue.view_tariff", "clipboard-list"),
    ("kinds", _("Kinds of charge"), "revenue.view_chargekind", "tag"),
    ("reconciliation", _("Reconciliation"), "revenue.view_reconciliation", "check"),
)


@hooks.register("register_admin_urls")
def urls() -> list[URLResolver]:
    """Put revenue under /cms/revenue/."""
    return [path("revenue/", include("backoffice.revenue.urls"))]


add_pages(FINANCE_MENU, PAGES, namespace="revenue", first=100)
