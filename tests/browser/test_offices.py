"""What a citizen did stands in the offices: the declaration, the entry, the budget, by code."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from playwright.sync_api import Locator, expect

from .test_way import CHALLENGED, FEE, keeps_the_receipt, owes_it_no_more, pays
from .visitor import Visitor

ESTABLISHMENT = "Μίνωας"
STAY_FEE = "1110801001"
MONEY = re.compile(r"-?[\d.]+,\d{2}")


def euros(text: str) -> Decimal:
    """Read an amount as 1.234,56 €; an empty cell is nothing."""
    found = MONEY.search(text)
    return Decimal(found.group().replace(".", "").replace(",", ".")) if found else Decimal(0)


def row_of(person: Visitor, text: str) -> Locator:
    """Return the table row that holds a text."""
    return person.main().locator("tr", has_text=text).first


def execution_of(person: Visitor) -> tuple[Decimal, Decimal]:
    """Read what the budget says was assessed and collected of the stay fee."""
    person.visits("/cms/budget/")
    cells = row_of(person, STAY_FEE).locator("td").all_inner_texts()
    return euros(cells[5]), euros(cells[6])


def test_the_offices_see_what_the_hotelier_did(arrive: Callable[..., Any]) -> None:
    treasurer = arrive(role="treasurer", folder="treasurer")
    before = execution_of(treasurer)

    hotelier = arrive(role="hotelier", folder="way-desktop")
    hotelier.declares(ESTABLISHMENT, "48.000,00")
    number = hotelier.main().locator(".lo-panel").inner_text().split()[-1]
    hotelier.presses(hotelier.link("πληρωμή"))
    hotelier.keeps("debt")
    charge = hotelier.text_of("Αριθμός")
    hotelier.presses(hotelier.main().locator("form button[type=submit]").last)
    hotelier.goes_to_the_card_page()
    receipt = pays(hotelier, [CHALLENGED])
    keeps_the_receipt(hotelier, receipt)
    owes_it_no_more(hotelier, charge)

    clerk = arrive(role="clerk", folder="clerk")
    clerk.visits("/cms/business-fees/declarations/")
    clerk.keeps("declarations")
    expect(row_of(clerk, number)).to_contain_text(ESTABLISHMENT)
    clerk.presses(row_of(clerk, number).get_by_role("link").first)
    expect(clerk.main()).to_contain_text(FEE)
    clerk.keeps("declaration")

    treasurer.visits("/cms/books/entries/")
    treasurer.keeps("entries")
    treasurer.presses(treasurer.main().locator("tbody th a").first)
    treasurer.keeps("entry")
    lines = treasurer.main().locator("tbody tr")
    debit = sum(euros(text) for text in lines.locator("td:nth-of-type(4)").all_inner_texts())
    credit = sum(euros(text) for text in lines.locator("td:nth-of-type(5)").all_inner_texts())
    assert debit == credit == Decimal("240.00")
    assessed, collected = execution_of(treasurer)
    treasurer.keeps("budget")
    assert (assessed - before[0], collected - before[1]) == (Decimal(240), Decimal(240))


STAFF_PAGES = {
    "clerk": {
        "desk": "/cms/",
        "overview": "/cms/business-fees/",
        "register": "/cms/business-fees/register/",
        "charges": "/cms/revenue/charges/",
    },
    "treasurer": {
        "desk": "/cms/",
        "charges": "/cms/revenue/charges/",
        "aged": "/cms/revenue/aged/",
        "payments": "/cms/revenue/payments/",
        "receipts": "/cms/revenue/receipts/",
        "tariffs": "/cms/revenue/tariffs/",
        "balance": "/cms/books/balance/",
        "chart": "/cms/books/chart/",
        "periods": "/cms/books/periods/",
        "agreement": "/cms/revenue/reconciliation/",
        "notices": "/cms/card-payments/notices/",
    },
    "editor": {"desk": "/cms/", "site": "/el/", "pages": "/cms/pages/"},
    "administrator": {"desk": "/cms/", "audit": "/cms/reports/audit-trail/"},
}


def test_staff_screens(arrive: Callable[..., Any]) -> None:
    for role, pages in STAFF_PAGES.items():
        person = arrive(role=role, folder=role)
        for name, path in pages.items():
            person.visits(path)
            person.keeps(name)
        person.page.emulate_media(color_scheme="dark")
        person.keeps(f"{name}-dark")
        person.page.set_viewport_size({"width": 390, "height": 844})
        person.keeps(f"{name}-phone")
