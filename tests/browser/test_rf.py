"""Somebody without an account pays by the code of the notice; whose debt it is stays unsaid."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from .test_way import DECLINED, GOOD, RECEIPT

WRONG = "RF34912341000000000012345"


def test_pays_by_code_without_signing_in(arrive: Callable[..., Any]) -> None:
    citizen = arrive(role="citizen", folder="rf-citizen")
    citizen.visits("/el/account/debts/")
    citizen.presses(citizen.main().locator("tbody th a").first)
    code, owed = citizen.text_of("RF"), citizen.text_of("Οφείλονται σήμερα")
    name, number = citizen.text_of("Οφειλέτης"), citizen.text_of("Αριθμός")

    stranger = arrive(size="phone", folder="rf-stranger")
    stranger.visits("/el/pay/")
    find = stranger.main().locator("form button[type=submit]")
    stranger.types(stranger.page.locator("input[name=rf]"), WRONG)
    stranger.presses(find)
    field = stranger.page.locator("input[name=rf]")
    expect(stranger.page).to_have_title(re.compile("^Πρόβλημα: "))
    expect(field).to_have_attribute("aria-invalid", "true")
    summary = stranger.page.locator(".ds-error-summary a, [role=alert] a").first
    assert summary.get_attribute("href") == f"#{field.get_attribute('id')}"
    stranger.keeps("wrong-code")

    stranger.types(field, code)
    stranger.presses(find)
    expect(stranger.main()).to_contain_text(owed)
    expect(stranger.main()).not_to_contain_text(name)
    stranger.keeps("found")
    stranger.presses(stranger.main().locator("form button[type=submit]"))
    stranger.goes_to_the_card_page()
    stranger.presses(stranger.page.locator("button[name=action][value=cancel]"))
    stranger.keeps("not-paid")
    stranger.presses(stranger.link("Συνέχεια"))
    stranger.pays_with(DECLINED)
    expect(stranger.page.locator("[role=alert]")).to_be_visible()
    assert stranger.page.locator("#name").input_value() == "TEST"
    stranger.pays_with(GOOD)
    expect(stranger.main()).to_contain_text(RECEIPT)
    expect(stranger.main()).not_to_contain_text(name)
    stranger.keeps("receipt")

    citizen.visits("/el/account/debts/")
    expect(citizen.main()).not_to_contain_text(number)
