"""Every kind of page: accessible in both appearances, narrow and wide, light to load."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Response

from .conftest import Town
from .looking import NARROW, width_faults
from .visitor import SIZES, Visitor

# Name of the page, and where it is; None follows the first link below the page before it.
PUBLIC = {
    "home": "/el/",
    "news": "/el/news/",
    "news-item": None,
    "agenda": "/el/agenda/",
    "event": None,
    "section": "/el/municipality/",
    "bodies": "/el/municipality/bodies/",
    "body": None,
    "services": "/el/services/",
    "service": None,
    "contact": "/el/site/contact/",
    "statement": "/el/site/accessibility/",
    "search": "/el/search/?q=δήλωση",
    "search-empty": "/el/search/?q=ξψζω",
    "feedback": "/el/feedback/?clear=no",
    "pay": "/el/pay/",
    "stay-fee": "/el/services/tourist-fee/",
    "sign-in": "/el/account/login/",
    "sign-up": "/el/account/signup/",
    "forgotten": "/el/account/password/reset/",
    "home-en": "/en/",
    "news-en": "/en/news/",
    "agenda-en": "/en/agenda/",
    "pay-en": "/en/pay/",
    "stay-fee-en": "/en/services/tourist-fee/",
    "sign-in-en": "/en/account/login/",
}
OWN = {
    "account": "/el/account/",
    "profile": "/el/account/profile/",
    "mandates": "/el/account/mandates/",
    "mandate-give": "/el/account/mandates/give/",
    "security": "/el/account/security/",
    "second-factor": "/el/account/second-factor/setup/",
    "known": "/el/account/what-we-know/",
    "debts": "/el/account/debts/",
    "debt": None,
    "statement": "/el/account/debts/statement/",
    "establishments": "/el/services/tourist-fee/establishments/",
    "account-en": "/en/account/",
    "debts-en": "/en/account/debts/",
    "establishments-en": "/en/services/tourist-fee/establishments/",
}
# Full looks at a phone by night and a desk by day; the other two pairs differ in nothing axe sees.
LOOKS = [("phone", "dark"), ("desktop", "light")]
LIMIT, SCRIPT_LIMIT, FONT_LIMIT = 40 * 1024, 10 * 1024, 55 * 1024


def follows_first_link(person: Visitor) -> None:
    """Open the first page below this one that its list leads to."""
    here = urlsplit(person.page.url).path
    links = person.main().locator("a[href]").evaluate_all("all => all.map(a => a.pathname)")
    below = [link for link in links if re.fullmatch(rf"{re.escape(here)}[\w-]+/", link)]
    assert below, f"no page below {here}: {links}"
    person.visits(below[0])


def walks(person: Visitor, pages: dict[str, str | None]) -> None:
    """Look at each page, then make the window as narrow as the smallest phone."""
    for name, path in pages.items():
        if path is None:
            follows_first_link(person)
        else:
            person.visits(path)
        person.keeps(name)
        person.page.set_viewport_size({"width": NARROW, "height": 640})
        person.complaints += width_faults(person.page, name)
        person.page.set_viewport_size(SIZES[person.size])


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_public_pages(arrive: Callable[..., Any], size: str, scheme: str) -> None:
    person = arrive(size=size, scheme=scheme, folder=f"public-{size}-{scheme}")
    walks(person, PUBLIC)
    person.visits("/el/no-such-page/", status=404)
    person.keeps("not-found")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_pages_of_the_account(arrive: Callable[..., Any], size: str, scheme: str) -> None:
    person = arrive(size=size, scheme=scheme, folder=f"account-{size}-{scheme}", role="hotelier")
    walks(person, OWN)


@pytest.mark.parametrize("path", ["/el/", "/en/", "/el/news/", "/el/pay/", "/el/account/login/"])
def test_first_visit_is_light(arrive: Callable[..., Any], path: str) -> None:
    """Weigh what the browser really asks for; texts as they travel compressed."""
    person = arrive(size="phone")
    got: list[Response] = []
    person.context.on("response", lambda response: got.append(response))
    person.visits(path)
    person.page.wait_for_load_state("networkidle")
    weight = {"document": 0, "stylesheet": 0, "script": 0, "font": 0}
    for response in got:
        kind = response.request.resource_type
        if kind in weight:
            body = response.body()
            weight[kind] += len(body if kind == "font" else brotli.compress(body, quality=5))
    print(path, weight)
    assert weight["document"] + weight["stylesheet"] + weight["script"] <= LIMIT, weight
    assert 0 < weight["script"] <= SCRIPT_LIMIT, weight
    assert 0 < weight["font"] <= FONT_LIMIT, weight


def test_nothing_moves_when_the_page_has_loaded(arrive: Callable[..., Any], town: Town) -> None:
    person = arrive(size="phone")
    for path in ("/el/", "/el/news/", "/el/agenda/"):
        person.visits(path)
        person.page.wait_for_load_state("networkidle")
        moved = person.page.evaluate(
            """() => new Promise(done => {
              let sum = 0;
              new PerformanceObserver(list => {
                for (const entry of list.getEntries()) sum += entry.value;
              }).observe({type: 'layout-shift', buffered: true});
              setTimeout(() => done(sum), 100);
            })"""
        )
        assert moved < 0.05, (path, moved)
