"""Pages of forms seen by a browser: accessible, under the strict policy, without a script too."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from config.local.browser import ADVICE, find_browser

from .looking import ADDRESS, Counter
from .samples import EVERYTHING, FIELDS, OPTIONS, document, field

pytestmark = pytest.mark.browser
CONTINUE = ".lo-actions button"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        pytest.skip(ADVICE)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_every_kind_of_field_is_accessible(browser: Browser, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    counter = Counter(EVERYTHING)
    counter.open(page)
    page.click("button[name=_add]")
    page.wait_for_selector("#id_a_group-0-what")
    page.fill("#id_a_afm", "123")
    page.fill("#id_a_group-0-amount", "x")
    page.click(CONTINUE)
    page.wait_for_selector(".ds-error-summary")
    page.wait_for_load_state("networkidle")
    assert page.title().startswith("Πρόβλημα: ")
    assert page.evaluate("document.activeElement.id") == "problems"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert counter.complaints == []
    assert [address for address in counter.asked if not address.startswith(ADDRESS)] == []
    context.close()


CONDITIONAL = document(
    field("choice", "use", options=OPTIONS),
    field("text", "which", required=True, **{"if": 'use = "two"'}),
    field("money", "income"),
    field("text", "proof", **{"if": 'income > 1000 and use in ["one", "two"]'}),
    FIELDS["group"],
)


def test_questions_come_and_go_with_the_answers(browser: Browser) -> None:
    page = browser.new_page()
    counter = Counter(CONDITIONAL)
    counter.open(page)
    assert not page.is_visible("#id_which")
    page.check("input[name=use][value=two]")
    assert page.is_visible("#id_which")
    page.fill("#id_income", "1.234,50")
    assert page.is_visible("#id_proof")
    page.fill("#id_income", "900")
    assert not page.is_visible("#id_proof")
    page.click("button[name=_add]")
    page.wait_for_selector("#id_a_group-0-what")
    assert page.evaluate("document.activeElement.id") == "id_a_group-0-what"
    assert not page.is_visible("#id_a_group-0-where")
    page.check("input[name=a_group-0-used][value=true]")
    assert page.is_visible("#id_a_group-0-where")
    page.fill("#id_a_group-0-what", "α")
    page.fill("#id_a_group-0-where", "εκεί")
    page.fill("#id_which", "β")
    page.click(CONTINUE)
    page.wait_for_load_state("networkidle")
    assert counter.sent[-1].is_valid(), counter.sent[-1].checked.errors
    assert counter.complaints == []
    page.close()


def test_all_of_it_without_a_script(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    counter = Counter(document(*CONDITIONAL["pages"][0]["fields"], FIELDS["point"]))
    counter.open(page)
    assert not page.is_visible("#id_which")
    page.check("input[name=use][value=two]")
    page.fill("#id_a_point-place", "Μίνωος 10")
    page.press("#id_a_point-place", "Enter")  # the first button is the one that goes on
    page.wait_for_selector("[role=status] a[href='#id_which']")
    page.fill("#id_which", "β")
    page.click(CONTINUE)
    page.wait_for_load_state("networkidle")
    assert counter.sent[-1].is_valid(), counter.sent[-1].checked.errors
    assert counter.sent[-1].answers["a_point"]["lat"] > 35
    context.close()


def test_a_map_by_hand_and_by_keyboard(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    counter = Counter(document(FIELDS["point"], FIELDS["polygon"]))
    counter.open(page)
    area = page.locator("[data-map=polygon] [data-map-canvas]")
    for x, y in ((200, 100), (300, 100), (300, 160)):
        area.click(position={"x": x, "y": y})
    assert len(page.input_value("textarea").splitlines()) == 3
    add = page.locator("[data-map-do=add]")
    area.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(400)
    add.focus()
    page.keyboard.press("Enter")
    assert len(page.input_value("textarea").splitlines()) == 4
    page.click("[data-map-do=undo]")
    assert len(page.input_value("textarea").splitlines()) == 3
    told = page.text_content("[data-map=polygon] [data-map-status]")
    page.locator("[data-map-do=put]").press("Enter")
    assert page.input_value("#id_a_point-lat").startswith("35.36")
    page.click(CONTINUE)
    page.wait_for_load_state("networkidle")
    assert counter.sent[-1].is_valid()
    area_m2 = counter.sent[-1].checked.values["a_polygon"]
    assert len(area_m2) == 4
    assert "3" in told
    assert counter.complaints == []
    assert [address for address in counter.asked if not address.startswith(ADDRESS)] == []
    page.close()


def test_the_script_agrees_with_the_server(browser: Browser) -> None:
    """Trees of conditions, tried on a page by the script and by the server's own verdict."""
    page = browser.new_page()
    texts = [
        'use = "two"',
        'use != "two"',
        "not flag",
        "flag or income > 10",
        'use in ["one"] and flag = false',
        "income = 12.5",
        "income >= 1000",
        '"two" in some',
        'use = ""',
        "not (income < 5 or flag)",
    ]
    fields = [
        field("choice", "use", options=OPTIONS),
        field("yes_no", "flag"),
        field("money", "income"),
        field("choices", "some", options=OPTIONS),
        *[field("text", f"t{at}", **{"if": text}) for at, text in enumerate(texts)],
    ]
    counter = Counter(document(*fields))
    counter.open(page)
    for use, flag, income, some in (
        ("one", "false", "12,5", ["two"]),
        ("two", "true", "1.000", ["one"]),
        (None, "false", "abc", []),
    ):
        page.reload()
        if use:
            page.check(f"input[name=use][value={use}]")
        if flag:
            page.check(f"input[name=flag][value={flag}]")
        page.fill("#id_income", income)
        for value in some:
            page.check(f"input[name=some][value={value}]")
        seen = {at for at in range(len(texts)) if page.is_visible(f"#id_t{at}")}
        page.click(CONTINUE)
        page.wait_for_load_state("networkidle")
        asked = counter.sent[-1].checked.asked
        assert seen == {at for at in range(len(texts)) if f"t{at}" in asked}, (use, flag, income)
    page.close()
