"""A hotelier declares, pays and keeps the receipt: on a phone, at a desk, by keyboard alone."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import Town
from .visitor import Typist, Visitor

GOOD, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000002760003184"
RECEIPT = re.compile(r"[AΑ]-\d{4}-\d{6}")
FEE = "240,00"  # 0.5 % of 48,000.00 of rooms


def pays(person: Visitor, cards: list[str]) -> str:
    """Pay with one card after the other until one pays, and return the receipt's number."""
    for card in cards:
        person.pays_with(card)
        if card == DECLINED:
            expect(person.page.locator("[role=alert]")).to_be_visible()
            person.keeps("declined")
        if card == CHALLENGED:
            person.keeps("challenge")
            person.presses(person.page.locator("button[value=complete]"))
    expect(person.main()).to_contain_text(RECEIPT)
    expect(person.main()).to_contain_text(FEE)
    person.keeps("receipt")
    number = RECEIPT.search(person.main().inner_text())
    assert number
    return number.group()


def keeps_the_receipt(person: Visitor, number: str) -> None:
    """Save the receipt as a PDF and read it."""
    words = PdfReader(io.BytesIO(person.saves("PDF"))).pages[0].extract_text()
    assert number in words
    assert FEE in words


def owes_it_no_more(person: Visitor, charge: str) -> None:
    """Look among the debts and in the statement."""
    person.visits("/el/account/debts/")
    person.keeps("debts-after")
    expect(person.main()).not_to_contain_text(charge)
    person.visits("/el/account/debts/statement/")
    person.keeps("statement")


@pytest.mark.parametrize(
    ("kind", "facts", "citizen", "establishment", "cards"),
    [
        pytest.param(
            Visitor, {"size": "phone", "scheme": "dark", "folder": "way-phone"},
            8, "Αριάδνη", [GOOD], id="phone",
        ),
        pytest.param(
            Visitor, {"size": "phone", "has_script": False, "folder": "way-without-script"},
            9, "Μίνωας", [DECLINED, GOOD], id="phone-without-script",
        ),
        pytest.param(
            Typist, {"folder": "way-keyboard"}, 11, "Ελιά", [CHALLENGED], id="keyboard"
        ),
    ],
)  # fmt: skip
def test_declares_pays_and_keeps_the_receipt(
    arrive: Callable[..., Any],
    town: Town,
    kind: type[Visitor],
    facts: dict[str, Any],
    citizen: int,
    establishment: str,
    cards: list[str],
) -> None:
    person = arrive(kind, **facts)
    person.comes_from_taxisnet(town.citizens[citizen]["taxid"])
    person.declares(establishment, "48.000,00")
    expect(person.main()).to_contain_text(FEE)
    person.presses(person.link("πληρωμή"))
    person.keeps("debt")
    charge = person.text_of("Αριθμός")
    person.presses(person.main().locator("form button[type=submit]").last)
    person.goes_to_the_card_page()
    keeps_the_receipt(person, pays(person, cards))
    owes_it_no_more(person, charge)
