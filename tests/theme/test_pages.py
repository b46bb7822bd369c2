"""The frame of every page: landmarks, no inline code, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation

import theme
from tests.theme.frame import page
from theme.styleguide import Specimen

PAGES = [
    "theme/styleguide.html",
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "429.html",
    "500.html",
    "lockout.html",
]
TEMPLATES = Path(theme.__file__).parent / "templates"


@pytest.mark.parametrize("template", PAGES)
@pytest.mark.parametrize("language", ["el", "en"])
def test_pages_stand_alone_and_complete(template: str, language: str) -> None:
    with translation.override(language):
        bare = BeautifulSoup(render_to_string(template, {}), "html.parser")
    full = BeautifulSoup(page(template, language), "html.parser")
    for soup in (bare, full):
        assert len(soup.select("h1")) == 1
        assert soup.select_one("html[lang]") is not None
        assert len(soup.select("main")) == 1
        assert soup.title is not None
        assert soup.title.get_text(strip=True)


@pytest.mark.parametrize("template", PAGES)
def test_identifiers_are_unique_and_references_resolve(template: str) -> None:
    soup = BeautifulSoup(page(template), "html.parser")
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    for tag in soup.select("[aria-describedby], [aria-labelledby]"):
        for name in str(tag.get("aria-describedby") or tag.get("aria-labelledby")).split():
            assert name in ids, tag


@pytest.mark.parametrize("template", PAGES)
def test_no_inline_code_and_no_third_party(template: str) -> None:
    soup = BeautifulSoup(page(template), "html.parser")
    assert [tag for tag in soup.select("script") if not tag.get("src")] == []
    assert soup.select("style, [style]") == []
    handlers = [
        (tag.name, key) for tag in soup.find_all(True) for key in tag.attrs if key.startswith("on")
    ]
    assert handlers == []
    fetched = [
        str(tag.get("src") or tag.get("href"))
        for tag in soup.select("script[src], link[rel~=stylesheet], link[rel~=preload], img[src]")
    ]
    assert [address for address in fetched if re.match(r"(https?:)?//", address)] == []


def test_the_frame_shows_what_it_is_given() -> None:
    soup = BeautifulSoup(page("404.html"), "html.parser")
    assert soup.select_one("a.ds-skip-link")["href"] == "#main"
    assert soup.select_one(".lo-nav [aria-current=page]").get_text() == "Υπηρεσίες"
    assert soup.select_one("details.lo-menu nav a") is not None
    assert soup.select_one("link[hreflang=en]")["href"] == "http://testserver/en/"
    assert "Διακοπή νερού" in soup.select_one(".lo-site-alert").get_text()
    assert "ΨΧ7ΛΩ6Υ-4Τ2" in soup.select_one("footer").get_text()
    assert soup.select_one("footer a[href='tel:2890012345']") is not None


def test_a_page_with_errors_says_so_in_its_title() -> None:
    assert "<title>Πρόβλημα: " in page("404.html", form=Specimen({}))
    assert "<title>Πρόβλημα: " in page("404.html", form_has_errors=True)
    assert "Πρόβλημα" not in page("404.html", form=Specimen())


def test_a_town_brings_its_own_tokens() -> None:
    soup = BeautifulSoup(page("404.html", site_tokens_url="/tokens/3.css"), "html.parser")
    sheets = [str(link["href"]) for link in soup.select("link[rel=stylesheet]")]
    assert sheets[-1] == "/tokens/3.css"
    assert len(sheets) == 2


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    sprite = (TEMPLATES.parent / "static" / "theme" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    asked = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked
    assert asked - drawn == set()
