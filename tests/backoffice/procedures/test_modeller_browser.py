"""Drawn by hand in a browser: a name and a role changed, saved, a finding followed, published."""

import mimetypes
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, sync_playwright

from backoffice.procedures import services, shipped
from backoffice.procedures.models import Version
from config.local.browser import ADVICE, find_browser

from .test_screens import KEY, staff, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ADDRESS = "http://town.test"
RIGHTS = ("view_definition", "draw_definition", "publish_version")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if not path:
        pytest.skip(ADVICE)
    # The browser's driver runs an event loop; the test itself stays in one thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def serve(page: Page, client: Client) -> None:
    """Answer the page's requests by the test's own client, within the test's transaction."""

    def answer(route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        if parts.path.startswith("/static/"):
            found = finders.find(parts.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(parts.path)[0] or "application/octet-stream"
            if found:
                route.fulfill(path=found, content_type=kind)
            else:
                route.fulfill(status=404, body="")
            return
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if request.method == "POST":
            body, kind = request.post_data_buffer or b"", request.headers["content-type"]
            response = client.generic("POST", path, body, content_type=kind, follow=False)
        else:
            response = client.get(path)
        headers = {
            name: value
            for name, value in response.headers.items()
            if name in ("Content-Type", "Location", "Content-Security-Policy")
        }
        route.fulfill(status=response.status_code, headers=headers, body=response.content)

    page.route("**/*", answer)


def choose(page: Page, element: str) -> None:
    page.locator(f'#bp-canvas [data-element-id="{element}"]').first.click(force=True)


def test_a_clerk_draws_mends_and_publishes(browser: Browser) -> None:
    drawing = next(d for d in shipped.drawings() if d.key == KEY)
    draft = services.save_draft(
        key=KEY, xml=drawing.xml, name_el="Απόφαση", actor=None, at=timezone.now()
    )
    services.publish_version(version_id=draft.pk, actor=None, at=timezone.now())
    client = staff(*RIGHTS)
    client.handler.enforce_csrf_checks = True
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    serve(page, client)
    page.goto(ADDRESS + url("draw", KEY))
    page.wait_for_selector("#bp-canvas[data-ready=yes]")

    choose(page, "draft")
    name = page.locator("#bp-panel input[name=name]")
    assert name.input_value() == "Σύνταξη εισήγησης"
    name.fill("Σύνταξη σχεδίου απόφασης")
    page.locator("#bp-panel input[name=due]").fill("tomorrow")
    page.keyboard.press("Tab")
    page.locator("#bp-save button[type=submit]").click()
    finding = page.locator("#bp-findings button").first
    finding.wait_for()
    saved = Version.objects.get(state="draft")
    assert saved.number == 2
    assert 'name="Σύνταξη σχεδίου απόφασης"' in saved.xml
    # What the panel does not show is still there: forms, roles, conditions, repeated lists.
    for kept in ("loggia:form", 'loggia:role="council_secretary"', "facts.session_on"):
        assert kept in saved.xml

    page.locator("#bp-canvas svg").first.click(position={"x": 5, "y": 5})
    finding.click()
    assert page.locator("#bp-panel input[name=due]").input_value() == "tomorrow"
    page.locator("#bp-panel input[name=due]").fill("P10WD")
    page.keyboard.press("Tab")
    page.locator("#bp-save button[type=submit]").click()
    page.wait_for_function("!document.querySelector('#bp-findings button')")

    page.locator("#bp-publish").click()
    page.locator(".bp-confirm").wait_for()
    assert page.locator(".bp-confirm li").count() == 4
    page.locator("form[method=post] .bp-actions button[type=submit]").click()
    page.wait_for_url("**" + url("definition", KEY))
    assert Version.objects.get(number=2).state == "published"
    assert complaints == []
    page.close()
