"""Seen by a browser: accessible at every width, in both appearances, and without script."""

import mimetypes
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from config.local.browser import ADVICE, find_browser
from tests.theme.frame import page as rendered

pytestmark = pytest.mark.browser
ADDRESS = "http://styleguide.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        pytest.skip(ADVICE)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def serve(page: Page, template: str, asked: list[str]) -> None:
    html = rendered(template)

    def answer(route: Route) -> None:
        address = route.request.url
        asked.append(address)
        if "/static/" not in address:
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
            return
        found = finders.find(address.split("/static/", 1)[1])
        if not found:
            route.fulfill(status=404, body="")
            return
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        route.fulfill(path=found, content_type=kind, headers={"access-control-allow-origin": "*"})

    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/el/")


@pytest.mark.parametrize("template", ["theme/styleguide.html", "404.html"])
@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, template: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    serve(page, template, [])
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_a_strict_policy_suffices_and_nothing_comes_from_elsewhere(browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    failed: list[str] = []
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on(
        "response", lambda response: failed.append(response.url) if response.status >= 400 else None
    )
    serve(page, "theme/styleguide.html", asked)
    page.wait_for_load_state("networkidle")
    assert complaints == []
    assert [address for address in asked if not address.startswith(ADDRESS)] == []
    assert failed == []
    assert any("commissioner-greek" in address for address in asked)
    page.close()


def test_the_error_summary_takes_the_focus(browser: Browser) -> None:
    page = browser.new_page()
    serve(page, "theme/styleguide.html", [])
    assert page.evaluate("document.activeElement.id") == "problems"
    page.close()


def test_the_menu_opens_on_a_phone_without_script(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    serve(page, "404.html", [])
    link = page.locator(".lo-menu nav a").first
    assert not link.is_visible()
    page.locator(".lo-menu > summary").click()
    assert link.is_visible()
    context.close()


def test_the_chosen_appearance_is_kept(browser: Browser) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    serve(page, "404.html", [])
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-theme-toggle]").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page.reload()
    page.wait_for_function("document.documentElement.dataset.colorScheme === 'dark'")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after
    context.close()


def test_text_hardly_moves_when_the_font_arrives(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    serve(page, "theme/styleguide.html", [])
    page.wait_for_function("document.fonts.status === 'loaded'")
    heights = page.evaluate(
        """() => {
          const p = document.querySelector('.lo-lead');
          const own = p.getBoundingClientRect().height;
          const root = document.documentElement.style;
          root.setProperty('--lo-font', '"Commissioner Stand-in", sans-serif');
          return [own, p.getBoundingClientRect().height];
        }"""
    )
    assert heights[0] == heights[1]
    page.close()
