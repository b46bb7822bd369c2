"""Answers kept whole: complete with their headers, made once, given again without a query."""

import gzip
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.home import cache, pictures, versions

PAGE = "/el/services/paying/"


@pytest.fixture(autouse=True)
def _long_trust(settings: Any) -> None:
    settings.CONTENT_VERSION_SECONDS = 60


def test_a_kept_answer_and_its_confirmation_take_no_query(
    client: Client, django_assert_num_queries: Any
) -> None:
    first = client.get(PAGE)
    with django_assert_num_queries(0):
        again = client.get(PAGE)
        same = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert again.content == first.content
    assert (same.status_code, same.content) == (304, b"")


@pytest.mark.parametrize(
    "header",
    ["Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"],
)
def test_what_protects_a_page_is_kept_with_it(client: Client, header: str) -> None:
    made, kept = client.get(PAGE), client.get(PAGE)
    assert made[header] == kept[header]
    assert made[header]
    confirmed = client.get(PAGE, headers={"If-None-Match": made["ETag"]})
    assert confirmed[header] == made[header]


def test_what_a_reader_is_answered_is_not_given_to_strangers(client: Client) -> None:
    reader = Client()
    reader.force_login(get_user_model().objects.create_user("r@example.com", "a-long-password-1"))
    read = reader.get(PAGE)
    stranger = client.get(PAGE)
    assert stranger.content.split() == read.content.split()
    assert stranger["X-Frame-Options"] == read["X-Frame-Options"]
    assert stranger["Content-Security-Policy"] == read["Content-Security-Policy"]


def test_a_switch_of_language_is_remembered_even_for_a_kept_page(client: Client) -> None:
    client.get("/en/")
    client.get("/en/")
    answer = client.get("/en/", headers={"Referer": "http://testserver/el/"})
    assert answer.cookies["django_language"].value == "en"


class Maker:
    """A view that takes its time and counts."""

    def __init__(self, mark: Any) -> None:
        self.mark, self.calls = mark, 0

    def __call__(self, request: Any) -> HttpResponse:
        self.calls += 1
        time.sleep(0.2)
        return self.mark(HttpResponse(b"x"))


def visit(maker: Callable[[Any], HttpResponse], path: str, count: int) -> list[HttpResponse]:
    middleware, gate = cache.PageCacheMiddleware(maker), Barrier(count)

    def one(_: int) -> HttpResponse:
        gate.wait(60)
        return middleware(RequestFactory().get(path))

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_of_several_first_visitors_one_makes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "current", lambda: 1)
    maker = Maker(cache.keep)
    answers = visit(maker, "/el/first/", 6)
    assert maker.calls == 1
    assert {answer["ETag"] for answer in answers} == {answers[0]["ETag"]}
    assert cache.FLIGHTS._makers == {}


def test_pages_that_are_nobodys_are_made_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "current", lambda: 1)
    cache.PageCacheMiddleware(Maker(lambda response: response))(RequestFactory().get("/el/form/"))
    # Nobody leaves before all are inside: one after the other would break it.
    inside = Barrier(4)

    def make(request: Any) -> HttpResponse:
        inside.wait(20)
        return HttpResponse(b"x")

    assert [answer.status_code for answer in visit(make, "/el/form/", 4)] == [200] * 4


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip,deflate", "gzip"), ("identity", ""), ("", "")],
)
def test_a_kept_page_travels_packed(client: Client, accepted: str, coding: str) -> None:
    plain = client.get(PAGE)
    sent = client.get(PAGE, headers={"Accept-Encoding": accepted})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert sent.get("Content-Encoding", "") == coding
    assert unpack(sent.content) == plain.content
    assert not coding or len(sent.content) < len(plain.content) / 3
    assert sent["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in sent["Vary"]


def test_a_picture_is_drawn_once_and_found_again(django_assert_num_queries: Any) -> None:
    from wagtail.images import get_image_model

    image = get_image_model().objects.order_by("pk").first()
    wanted = pictures.filters("small")
    made = pictures.sizes_of(image, wanted)
    with django_assert_num_queries(0):
        again = pictures.sizes_of(image, wanted)
    assert {r.file.name for r in again.values()} == {r.file.name for r in made.values()}
