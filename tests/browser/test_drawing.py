"""A procedure drawn by hand, without a developer: changed, refused, mended, put in force."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from .visitor import Visitor

DRAWING = "council-decision"
TASK = "draft"
REDRAWN = "Σύνταξη σχεδίου εισήγησης"


def choose(person: Visitor, element: str) -> None:
    """Click an element of the drawing."""
    drawn = person.page.locator(f'#bp-canvas [data-element-id="{element}"]')
    drawn.first.click(force=True)


def field(person: Visitor, name: str) -> Any:
    """Return a field of the panel beside the drawing."""
    return person.page.locator(f"#bp-panel input[name={name}]")


def save(person: Visitor) -> None:
    """Leave the field and keep the draft."""
    person.page.keyboard.press("Tab")
    person.presses(person.page.locator("#bp-save button[type=submit]"))


def test_an_administrator_draws_mends_and_publishes(arrive: Callable[..., Any]) -> None:
    person = arrive(role="administrator", folder="drawing")
    person.visits(f"/cms/procedures/drawn/{DRAWING}/")
    person.keeps("procedure")
    person.visits(f"/cms/procedures/drawn/{DRAWING}/draw/")
    person.page.wait_for_selector("#bp-canvas[data-ready=yes]")
    choose(person, TASK)
    person.types(field(person, "name"), REDRAWN)
    person.types(field(person, "due"), "tomorrow")
    expect(field(person, "name")).to_have_value(REDRAWN)
    save(person)

    finding = person.page.locator("#bp-findings button").first
    finding.wait_for()
    person.keeps("finding")
    finding.click()
    expect(field(person, "due")).to_have_value("tomorrow")
    person.types(field(person, "due"), "P10WD")
    save(person)
    expect(person.page.locator("#bp-findings button")).to_have_count(0)

    person.presses(person.page.locator("#bp-publish"))
    expect(person.page.locator(".bp-confirm li")).to_have_count(4)
    person.keeps("confirm")
    person.presses(person.page.locator("form[method=post] .bp-actions button[type=submit]"))
    expect(person.main()).to_contain_text("2")
    person.visits(f"/cms/procedures/drawn/{DRAWING}/compare/")
    expect(person.main()).to_contain_text(REDRAWN)
    person.keeps("compared")
    person.visits(f"/cms/procedures/drawn/{DRAWING}/heat/")
    person.keeps("heat")


PAGES = {
    "head": {
        "procedures": "/cms/procedures/",
        "cases": "/cms/procedures/cases/",
        "tasks": "/cms/procedures/tasks/",
        "register": "/cms/registry/",
        "circulation": "/cms/circulation/",
        "figures": "/cms/circulation/figures/",
    },
}


def test_screens_of_procedures_and_documents(arrive: Callable[..., Any]) -> None:
    for role, pages in PAGES.items():
        person = arrive(role=role, folder=f"{role}-offices")
        for name, path in pages.items():
            person.visits(path)
            person.keeps(name)
            person.page.set_viewport_size({"width": 390, "height": 844})
            person.keeps(f"{name}-phone")
            person.page.set_viewport_size({"width": 1280, "height": 900})
