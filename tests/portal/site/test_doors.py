"""Languages at the door, maps of the site, and the conventions of the web."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import etree

from portal.home.models import TownSettings

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize(
    ("accepts", "cookie", "goes_to"),
    [
        ("", "", "/el/"),
        ("en-GB,en;q=0.9", "", "/en/"),
        ("de,fr;q=0.8", "", "/el/"),
        ("de,en;q=0.8,el;q=0.3", "", "/en/"),
        ("el-GR", "", "/el/"),
        ("en", "el", "/el/"),
        ("el", "en", "/en/"),
        ("en", "xx", "/en/"),
    ],
)
def test_root_chooses_by_cookie_then_browser_then_greek(
    client: Client, accepts: str, cookie: str, goes_to: str
) -> None:
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/", headers={"Accept-Language": accepts} if accepts else {})
    assert answer.status_code == 302
    assert answer["Location"] == goes_to
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_following_a_link_to_the_other_language_is_remembered(client: Client) -> None:
    answer = client.get("/en/news/", headers={"Referer": "http://testserver/el/news/"})
    assert answer.cookies["django_language"].value == "en"
    assert client.get("/")["Location"] == "/en/"
    stays = Client().get("/en/", headers={"Referer": "http://testserver/en/news/"})
    assert "django_language" not in stays.cookies
    stranger = Client().get("/en/", headers={"Referer": "https://elsewhere.example/el/"})
    assert "django_language" not in stranger.cookies


def test_sitemap_names_every_page_with_its_translation(client: Client) -> None:
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    places = [one.text or "" for one in tree.findall("s:url/s:loc", SITEMAP)]
    assert "http://localhost:8000/el/services/stay-fee/" in places
    assert "http://localhost:8000/en/services/stay-fee/" in places
    assert len(places) == len(set(places))
    for url in tree.findall("s:url", SITEMAP):
        codes = {link.get("hreflang") for link in url.findall("x:link", SITEMAP)}
        assert codes == {"el", "en"}


def test_robots_keep_out_of_what_is_personal(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /el/account/" in text
    assert "Disallow: /en/search/" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


def test_security_txt_names_a_contact_and_has_not_expired(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
    expires = datetime.fromisoformat(lines["Expires"].replace("Z", "+00:00"))
    assert lines["Contact"] == "mailto:security@minoa-akti.example"
    assert timedelta(0) < expires - datetime.now(UTC) < timedelta(days=365)


def test_security_txt_is_absent_without_a_contact(client: Client) -> None:
    town = TownSettings.load()
    town.security_email = town.email = ""
    town.save()
    assert client.get("/.well-known/security.txt").status_code == 404


def test_town_colours_come_as_a_stylesheet_of_their_own(client: Client) -> None:
    assert "/town.css" not in client.get("/el/").content.decode()
    town = TownSettings.load()
    town.accent = "#7a1f5c"
    town.save()
    html = client.get("/el/").content.decode()
    assert 'href="/town.css?v=' in html
    sheet = client.get("/town.css")
    assert sheet["Content-Type"] == "text/css"
    assert b"--ds-color-accent-base-default" in sheet.content
    assert client.get("/town.css", headers={"If-None-Match": sheet["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path", ["documents/x.pdf", "../config/settings/base.py", "images/../x.webp", "images/x.svg"]
)
def test_only_pictures_are_handed_out(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
