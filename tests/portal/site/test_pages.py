"""Every kind of page in both languages: it stands, it is light, it is safe, it is kept."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

KINDS = {
    "front": "",
    "section": "services/",
    "page": "services/stay-fee/",
    "page with table and questions": "living/waste/",
    "news index": "news/",
    "news item": "news/loggia-restoration/",
    "agenda": "agenda/",
    "event": "agenda/story-hour/",
    "all-day event": "agenda/christmas-village/",
    "cancelled event": "agenda/harbour-swim/",
    "bodies": "municipality/bodies/",
    "body": "municipality/bodies/council/",
    "accessibility statement": "site/accessibility/",
    "contact": "site/contact/",
}
PERSONAL = {"contact"}


def addresses() -> list[tuple[str, str]]:
    return [(kind, f"/{code}/{path}") for code in ("el", "en") for kind, path in KINDS.items()]


@pytest.mark.parametrize(("kind", "url"), addresses())
def test_page_stands_in_its_language(client: Client, kind: str, url: str) -> None:
    page = client.get(url)
    html = page.content.decode()

    assert page.status_code == 200
    assert f'<html lang="{url[1:3]}"' in html
    assert html.count("<h1") == 1
    assert f'<link rel="canonical" href="http://localhost:8000{url}">' in html
    assert re.search(r'<meta name="description" content="[^"]{10,}', html)
    other = {"el": "en", "en": "el"}[url[1:3]]
    assert f'href="/{other}/{url[4:]}" lang="{other}"' in html


@pytest.mark.parametrize(("kind", "url"), addresses())
def test_page_runs_under_the_strict_policy(client: Client, kind: str, url: str) -> None:
    html = client.get(url).content.decode()

    scripts = re.findall(r"<script([^>]*)>", html)
    assert all("src=" in attrs or "application/ld+json" in attrs for attrs in scripts)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", html)
    assert not re.search(r'(src|srcset)="(https?:)?//', html)


@pytest.mark.parametrize(("kind", "url"), addresses())
def test_page_is_kept_for_the_next_visitor(
    client: Client, kind: str, url: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(url)
    if kind in PERSONAL:
        assert "ETag" not in first
        return
    with django_assert_num_queries(1):  # the version of the content, nothing else
        second = Client().get(url)
    assert second.content == first.content
    assert Client().get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_first_visit_weighs_at_most_forty_kibibytes(client: Client) -> None:
    html = client.get("/el/").content
    files = ["theme/loggia.css", "theme/loggia.js", "home/portal.css"]
    weight = len(gzip.compress(html))
    for name in files:
        with open(finders.find(name), "rb") as file:
            weight += len(gzip.compress(file.read()))
    assert weight <= 40 * 1024


def test_greek_interface_is_wholly_greek(client: Client) -> None:
    html = client.get("/el/").content.decode()
    for english in ("All news", "Next events", "Next session", "Search", "Was this page"):
        assert english not in html


def test_structured_data_cannot_break_out_of_its_block(client: Client) -> None:
    from portal.home.templatetags.portal import structured_data

    block = structured_data({"name": "</script><script>alert(1)</script>&"})
    assert block.count("<script") == 1
    assert block.count("</script>") == 1


def test_missing_page_says_so_in_style(client: Client) -> None:
    page = client.get("/el/no-such-page/")
    assert page.status_code == 404
    assert "Δήμος Μινώας Ακτής" in page.content.decode()


def test_body_lists_its_members_by_party(client: Client) -> None:
    html = client.get("/en/municipality/bodies/council/").content.decode()
    assert "Akti Together" in html
    assert html.index("Akti Together") < html.index("New Horizon")
    assert "Ariadni Litharaki" in html
    assert ">27<" in html
