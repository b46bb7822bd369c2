"""A form changed by hand, without a developer: a condition by choices, a fault, undo, in force."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from .visitor import Visitor

FORM = "/cms/forms/form/nursery-enrolment/"
ASKED = "Πόσα αδέρφια έχει;"


def step(person: Visitor, do: str) -> None:
    """Press a button of the list of pages and fields."""
    person.presses(person.main().locator(f'button[name=do][value="{do}"]'))


def adds_a_question(person: Visitor) -> None:
    """Add a number that is asked only on a condition made of choices."""
    person.visits(f"{FORM}edit/choose/1.5/")
    person.keeps("kinds")
    person.presses(person.main().locator('a[href$="/add/1.5/number/"]'))
    page = person.page
    person.types(page.locator("[name=label_el]"), ASKED)
    person.chooses(page.locator("[name=required][value=no]"))
    person.chooses(page.locator("[name=when][value=choices]"))
    page.locator("[name=field_0]").select_option("vaccinated")
    person.types(page.locator("[name=value_0]"), "ίσως")
    # A browser tells of every refusal in its console; this one is meant.
    person.refused.add(page.url)
    person.presses(person.button("Προσθήκη"))
    expect(person.main()).to_contain_text("απαντιέται με ναι ή όχι")
    person.keeps("unclear-condition")
    person.types(page.locator("[name=value_0]"), "ναι")
    person.presses(person.button("Προσθήκη"))
    expect(person.main()).to_contain_text(ASKED)


def test_staff_change_a_form_without_code(arrive: Callable[..., Any]) -> None:
    person = arrive(role="administrator", folder="forms")
    person.visits("/cms/forms/?q=nursery")
    person.keeps("list")
    person.visits(f"{FORM}edit/")
    adds_a_question(person)
    person.keeps("outline")

    step(person, "remove:1.2")
    faults = person.main().locator("#fe-faults")
    faults.wait_for()
    person.keeps("faults")
    step(person, "undo")
    expect(faults).to_have_count(0)

    person.visits(f"{FORM}preview/")
    phone = person.page.frame_locator("iframe").first
    expect(phone.locator("main form")).to_be_visible()
    phone.locator("main form button[type=submit]").last.click()
    expect(phone.locator(".lo-invalid").first).to_be_visible()
    person.keeps("preview")

    person.visits(f"{FORM}publish/")
    expect(person.main()).to_contain_text(ASKED)
    person.types(person.page.locator("[name=note]"), "Ρωτώνται και τα αδέρφια.")
    person.keeps("publish")
    person.presses(person.button("σε ισχύ"))
    person.visits(f"{FORM}compare/")
    expect(person.main()).to_contain_text(ASKED)
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.visits(f"{FORM}edit/")
    person.keeps("outline-phone")
