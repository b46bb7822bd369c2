"""A hotelier declares, pays and keeps the receipt: on a phone, at a desk, by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Town
from .visitor import Typist, Visitor

GOOD, DECLINED, CHALLENGED = "4242424242424242", "4000000000000002", "4000002760003184"
RECEIPT = re.compile(r"Α-\d{4}-\d{6}|A-\d{4}-\d{6}")


@pytest.fixture
def hotelier(request: pytest.FixtureRequest, chromium: Browser, town: Town) -> Iterator[Visitor]:
    kind, facts = request.param
    person = kind(chromium, town, **facts)
    yield person
    assert person.violations == []
    person.close()


# Without JavaScript on the phone: nothing of the way may need it.
PEOPLE = {
    "phone": (Visitor, {"size": "phone", "has_script": False, "folder": "way-phone"}),
    "desktop": (Visitor, {"size": "desktop", "folder": "way-desktop"}),
    "keyboard": (Typist, {"size": "desktop", "folder": "way-keyboard"}),
}


@pytest.mark.parametrize(
    ("hotelier", "establishment", "cards"),
    [
        pytest.param(PEOPLE["phone"], "Αριάδνη", [GOOD], id="phone-without-script"),
        pytest.param(PEOPLE["desktop"], "Μίνωας", [DECLINED, CHALLENGED], id="desktop"),
        pytest.param(PEOPLE["keyboard"], "Λιμανάκι", [GOOD], id="keyboard"),
    ],
    indirect=["hotelier"],
)
def test_declare_pay_receipt(hotelier: Visitor, establishment: str, cards: list[str]) -> None:
    hotelier.signs_in("hotelier")
    label = hotelier.declares(establishment, "48.000,00")
    assert "240,00" in label
    hotelier.presses(
        hotelier.page.locator(
            "main a[href*='/payments/review/'], main form[action$='/payments/review/'] button"
        ).first
    )
    hotelier.goes_to_the_card_page()
    for card in cards:
        hotelier.pays_with(card)
        if card == DECLINED:
            hotelier.keeps("declined")
            expect(hotelier.page.locator("#number")).to_be_visible()
        if card == CHALLENGED:
            hotelier.keeps("challenge")
            hotelier.presses(hotelier.page.locator("button[value=complete]"))
    expect(hotelier.page.locator("main")).to_contain_text(RECEIPT)
    expect(hotelier.page.locator("main")).to_contain_text("240,00")
    hotelier.keeps("receipt")


def test_wrong_amount_says_how_to_mend(chromium: Browser, town: Town) -> None:
    person = Visitor(chromium, town, size="phone", folder="errors")
    person.visits("/el/pay/")
    person.types(person.page.locator("input[name=rf]"), "RF34912341000000000012345")
    person.presses(person.page.locator("main form button[type=submit]"))
    expect(person.page).to_have_title(re.compile("^Πρόβλημα: "))
    summary = person.page.locator("[role=alert] a").first
    expect(person.page.locator("input[name=rf]")).to_have_attribute("aria-invalid", "true")
    assert (
        summary.get_attribute("href")
        == f"#{person.page.locator('input[name=rf]').get_attribute('id')}"
    )
    person.keeps("wrong-code")
    person.close()


def test_taxisnet_brings_a_citizen_in(chromium: Browser, town: Town) -> None:
    person = Visitor(chromium, town, size="phone", folder="taxisnet")
    person.visits("/el/account/login/")
    person.keeps("sign-in")
    person.presses(person.page.locator("main a[href*='gsis']").first)
    person.keeps("taxisnet")
    person.presses(person.page.locator("main button, form button").first)
    person.keeps("back")
    expect(person.page.locator("main input[type=email]")).to_be_visible()
    person.close()
