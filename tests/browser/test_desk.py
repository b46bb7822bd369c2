"""A clerk's worklist: filtered, walked by keys; a step taken, carried out, gone from the list."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from .visitor import Visitor

WORK = "/cms/desk/"
ANSWERS = {"number": "1", "date": "2026-12-01", "time": "10:00", "email": "test@example.org"}


def rows(person: Visitor) -> Locator:
    """Return the rows of the list."""
    return person.main().locator("[data-row]")


def narrows(person: Visitor) -> None:
    """Choose the steps of procedures that nobody took, and keep the filter."""
    person.visits(WORK)
    person.keeps("everything")
    page = person.page
    page.locator("select[name=kind]").select_option("procedures.task")
    page.locator("select[name=whose]").select_option("free")
    person.presses(person.main().locator(".desk-filter button[type=submit]"))
    person.types(page.locator("#filter-name"), "Ελεύθερα βήματα")
    person.presses(person.main().locator("button[name=save]"))
    expect(person.main().locator(".desk-filters")).to_contain_text("Ελεύθερα βήματα")
    person.keeps("filtered")


def takes_by_keys(person: Visitor) -> str:
    """Move to the first row, tick it, take it, and return the address of its step."""
    first = rows(person).first.locator("th a")
    page, address = person.page, str(first.get_attribute("href"))
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("x")
    expect(rows(person).first.locator("input")).to_be_checked()
    person.presses(person.main().locator("button[value='procedures.task:take']"))
    expect(person.main().locator(f"th a[href='{address}']")).to_have_count(0)
    return address


def opens_by_keys(person: Visitor, address: str) -> None:
    """Search for what is in the own hands, and open it with Enter."""
    page = person.page
    person.visits(f"{WORK}?whose=mine")
    page.keyboard.press("/")
    expect(page.locator("#id_q")).to_be_focused()
    page.locator("#id_q").evaluate("field => field.blur()")
    places = rows(person).locator("th a").evaluate_all("all => all.map(a => a.pathname)")
    for _press in range(places.index(address) + 1):
        page.keyboard.press("j")
    # The address stands before the page does, and the page is asked at once what it asks.
    with page.expect_navigation(url=re.compile(re.escape(address))):
        page.keyboard.press("Enter")


def answers(person: Visitor) -> None:
    """Answer every question of the step with something that fits, and come to the list."""
    form = person.main().locator("form.bp-answers")
    expect(form.locator("button[value=complete]")).to_be_visible()
    for field in form.locator("input:not([type=hidden]), select, textarea").all():
        kind = field.get_attribute("type") or field.evaluate("it => it.tagName.toLowerCase()")
        if kind == "select":
            field.select_option(index=1)
        elif kind in {"radio", "checkbox"}:
            person.chooses(field)
        else:
            person.types(field, ANSWERS.get(kind, "12"))
    person.keeps("answers")
    person.presses(form.locator("button[value=complete]"))
    expect(person.page).to_have_url(re.compile("/cms/procedures/tasks/$"))


def test_a_clerk_carries_out_a_step(arrive: Callable[..., Any]) -> None:
    person = arrive(role="officer", folder="desk")
    narrows(person)
    address = takes_by_keys(person)
    opens_by_keys(person, address)
    answers(person)
    person.visits(f"{WORK}?whose=mine")
    expect(person.main().locator(f"th a[href='{address}']")).to_have_count(0)

    person.visits(f"{WORK}absences/")
    person.keeps("absences")
    person.visits(f"{WORK}absences/new/")
    person.keeps("absence")
    person.page.emulate_media(color_scheme="dark")
    person.visits(WORK)
    person.keeps("dark")
    person.page.set_viewport_size({"width": 390, "height": 844})
    person.keeps("phone")
