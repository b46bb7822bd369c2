"""Content as JSON, to read only."""

import pytest
from django.test import Client

from portal.news.models import NewsPage


def test_pages_are_listed_with_their_fields(client: Client) -> None:
    answer = client.get(
        "/api/content/v2/pages/?type=news.NewsPage&locale=el&fields=summary,published_on,body"
    )
    data = answer.json()
    assert data["meta"]["total_count"] == 12
    item = data["items"][0]
    assert item["summary"]
    assert item["published_on"]
    assert item["body"][0]["type"] == "text"


def test_unchanged_list_costs_nothing(client: Client) -> None:
    url = "/api/content/v2/pages/?type=news.NewsPage&locale=el"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    page = NewsPage.objects.get(slug="new-site", locale__language_code="el")
    page.title = "Άλλος τίτλος"
    page.save_revision().publish()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("part", ["images", "documents"])
def test_images_and_documents_have_lists(client: Client, part: str) -> None:
    data = client.get(f"/api/content/v2/{part}/").json()
    assert data["meta"]["total_count"] == (10 if part == "images" else 0)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    assert getattr(client, method)("/api/content/v2/pages/").status_code in (403, 404, 405)


def test_draft_is_not_shown(client: Client) -> None:
    NewsPage.objects.get(slug="new-site", locale__language_code="el").unpublish()
    data = client.get("/api/content/v2/pages/?type=news.NewsPage&locale=el").json()
    assert data["meta"]["total_count"] == 11


def test_newer_writing_api_is_not_mounted(client: Client) -> None:
    assert client.get("/api/v3/pages/", follow=True).status_code == 404
