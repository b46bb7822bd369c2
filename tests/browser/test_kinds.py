"""The staff's pages of every module on a phone at night: axe finds nothing, the edge cuts nothing.

Where a list has rows, the first one's page is looked at too. Pages with a test of their own, such
as the ways through a form, are left to it.
"""

from collections.abc import Callable
from typing import Any

import pytest

from .looking import cut_faults, faults_of
from .visitor import Visitor

# By reader: lists, of which the first row is opened too, and pages that stand alone.
LISTS = {
    "officer": [
        "/cms/applications/",
        "/cms/circulation/",
        "/cms/circulation/drafts/",
        "/cms/procedures/",
        "/cms/registry/",
        "/cms/services/",
    ],
    "clerk": [
        "/cms/arrangements/",
        "/cms/certificates/",
        "/cms/enforcement/batches/",
        "/cms/enforcement/notices/",
        "/cms/messages/",
        "/cms/revenue/acts/",
        "/cms/revenue/charges/",
        "/cms/revenue/debtors/",
        "/cms/revenue/lists/",
        "/cms/revenue/payments/",
    ],
    "treasurer": ["/cms/treasury/sessions/", "/cms/books/entries/"],
    "registry": ["/cms/registry/tray/"],
    "head": ["/cms/procedures/cases/"],
}
ALONE = {
    "officer": [
        "/cms/applications/counter/",
        "/cms/appointments/",
        "/cms/business-fees/",
        "/cms/certificates/state/permanent-residence/",
        "/cms/certificates/stated/",
        "/cms/circulation/drafts/new/",
        "/cms/circulation/figures/",
        "/cms/desk/absences/new/",
        "/cms/forms/",
        "/cms/revenue/january/",
        "/cms/revenue/uncertified/",
    ],
    "clerk": [
        "/cms/appointments/places/town-hall/book/",
        "/cms/arrangements/law/",
        "/cms/enforcement/ladder/",
        "/cms/parties/",
        "/cms/revenue/kinds/",
        "/cms/revenue/reconciliation/",
        "/cms/treasury/bank/",
    ],
    "treasurer": ["/cms/treasury/desks/", "/cms/treasury/totals/"],
    "registry": ["/cms/privacy/erasures/", "/cms/registry/new/"],
    "editor": [
        "/cms/forms/form/goods-on-the-pavement/edit/",
        "/cms/forms/form/goods-on-the-pavement/preview/",
        "/cms/services/contacts/",
        "/cms/services/family-status-certificate/documents/",
    ],
    "administrator": ["/cms/reports/audit-trail/"],
    "head": [
        "/cms/certificates/figures/",
        "/cms/circulation/authority/",
        "/cms/messages/log/",
        "/cms/messages/wordings/",
        "/cms/privacy/",
    ],
}


def looks_at(person: Visitor, path: str) -> None:
    """Open a page and note what is wrong with it."""
    person.visits(path)
    person.complaints += faults_of(person.page, path)
    person.complaints += cut_faults(person.page, path)


@pytest.mark.parametrize("role", sorted(LISTS | ALONE))
def test_staff_pages_fit_a_phone(arrive: Callable[..., Any], role: str) -> None:
    person = arrive(size="phone", scheme="dark", role=role)
    for path in ALONE.get(role, []):
        looks_at(person, path)
    for path in LISTS.get(role, []):
        looks_at(person, path)
        rows = person.main().locator(f"tbody a[href^='{path}']:not([href*='?'])")
        if rows.count():
            looks_at(person, str(rows.first.get_attribute("href")))
