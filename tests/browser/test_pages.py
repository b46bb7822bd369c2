"""Every kind of page: no accessibility violation, no policy violation, no sideways scrolling."""

import re
from collections.abc import Iterator

import brotli
import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from .conftest import Town
from .visitor import SIZES, Visitor

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PUBLIC = {
    "home": "/el/",
    "home-en": "/en/",
    "news": "/el/news/",
    "agenda": "/el/agenda/",
    "search": "/el/search/?q=δήλωση",
    "search-empty": "/el/search/?q=ξψζω",
    "pay": "/el/pay/",
    "stay-fee": "/el/services/tourist-fee/",
    "sign-in": "/el/account/login/",
    "sign-up": "/el/account/signup/",
    "not-found": "/el/no-such-page/",
}
SIGNED_IN = {
    "account": "/el/account/",
    "profile": "/el/account/profile/",
    "mandates": "/el/account/mandates/",
    "security": "/el/account/security/",
    "debts": "/el/account/debts/",
    "statement": "/el/account/debts/statement/",
    "establishments": "/el/services/tourist-fee/establishments/",
}
LIMIT = 40 * 1024
SCRIPT_LIMIT = 10 * 1024
FONT_LIMIT = 55 * 1024


@pytest.fixture(params=[(s, c) for s in SIZES for c in ("light", "dark")], ids="-".join)
def visitor(request: pytest.FixtureRequest, chromium: Browser, town: Town) -> Iterator[Visitor]:
    size, scheme = request.param
    person = Visitor(chromium, town, size=size, scheme=scheme)
    yield person
    person.close()


def problems_of(person: Visitor, name: str) -> list[str]:
    """Return what axe finds on the page, and whether it scrolls sideways."""
    person.keeps(name)
    found = Axe().run(person.page, options=RULES).response["violations"]
    lines = [f"{name}: {v['id']} {v['nodes'][0]['html'][:160]}" for v in found]
    if person.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        lines.append(f"{name}: scrolls sideways")
    return lines


def test_public_pages(visitor: Visitor) -> None:
    problems = []
    for name, path in PUBLIC.items():
        visitor.visits(path)
        problems += problems_of(visitor, name)
    for name, index in (("news-item", "/el/news/"), ("event", "/el/agenda/"), ("body", "/el/")):
        visitor.visits(index)
        links = visitor.page.locator("main a[href]").evaluate_all("all => all.map(a => a.pathname)")
        deeper = [link for link in links if re.match(rf"{index}[\w-]+/", link)]
        if deeper:
            visitor.visits(deeper[0])
            problems += problems_of(visitor, name)
    assert problems == []
    assert visitor.violations == []


def test_pages_of_the_account(visitor: Visitor) -> None:
    visitor.signs_in("hotelier")
    problems = []
    for name, path in SIGNED_IN.items():
        visitor.visits(path)
        problems += problems_of(visitor, name)
    visitor.visits("/el/account/debts/")
    visitor.presses(visitor.page.locator("main th a").first)
    problems += problems_of(visitor, "debt")
    assert problems == []
    assert visitor.violations == []


def test_staff_screens_open(chromium: Browser, town: Town) -> None:
    person = Visitor(chromium, town, folder="staff")
    person.signs_in("treasurer")
    for name, path in {
        "desk": "/cms/",
        "charges": "/cms/revenue/charges/",
        "entries": "/cms/books/entries/",
        "balance": "/cms/books/balance/",
        "agreement": "/cms/revenue/reconciliation/",
    }.items():
        response = person.page.goto(town.url + path)
        assert response is not None
        assert response.status == 200, path
        person.keeps(name)
    assert person.violations == []
    person.close()


@pytest.mark.parametrize("path", ["/el/", "/el/news/", "/el/pay/"])
def test_first_visit_is_light(town: Town, path: str) -> None:
    page = requests.get(town.url + path, timeout=20).text
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    scripts = re.findall(r'<script src="([^"]+)"', page)
    fonts = re.findall(r'href="([^"]+\.woff2)"', page)
    weigh = {kind: _weight(town, links) for kind, links in (("css", styles), ("js", scripts))}
    html = len(brotli.compress(page.encode()))
    assert html + weigh["css"] + weigh["js"] <= LIMIT
    assert weigh["js"] <= SCRIPT_LIMIT
    assert sum(len(_read(town, link)) for link in fonts) <= FONT_LIMIT


def _weight(town: Town, links: list[str]) -> int:
    return sum(len(brotli.compress(_read(town, link))) for link in links)


def _read(town: Town, link: str) -> bytes:
    return requests.get(town.url + link, timeout=20).content
