"""Lists: filters, and a number of queries that does not grow with the rows."""

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.home import versions


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # renditions and Wagtail's own look-ups are made once
    caches["pages"].clear()
    versions.forget()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_news_takes_as_many_queries_for_three_items_as_for_nine(client: Client) -> None:
    assert queries_of(client, "/el/news/?category=works") == queries_of(client, "/el/news/")


def test_agenda_takes_as_many_queries_for_few_as_for_many(client: Client) -> None:
    assert queries_of(client, "/el/agenda/?category=sport") == queries_of(client, "/el/agenda/")


def test_front_page_stays_within_its_queries(client: Client) -> None:
    assert queries_of(client, "/el/") <= 45


def test_news_can_be_filtered_by_subject_and_month(client: Client) -> None:
    index = client.get("/el/news/").context
    everything = index["items"].paginator.count
    works = client.get("/el/news/?category=works").context
    assert 0 < works["items"].paginator.count < everything
    assert {item.category.slug for item in works["items"]} == {"works"}

    month = index["months"][-1]["value"]
    older = client.get(f"/el/news/?month={month}").context["items"]
    assert {f"{item.published_on:%Y-%m}" for item in older} == {month}


def test_nonsense_in_a_filter_shows_everything(client: Client) -> None:
    page = client.get("/el/news/?category=x'--&month=2026-99&page=zzz")
    assert page.status_code == 200
    assert page.context["items"].paginator.count == 12


def test_empty_list_helps_on(client: Client) -> None:
    html = client.get("/el/news/?month=2001-01").content.decode()
    assert "Κανένα νέο δεν ταιριάζει" in html


def test_agenda_begins_today_and_keeps_order(client: Client, town: object) -> None:
    items = list(client.get("/el/agenda/").context["items"])
    assert items
    assert [item.when for item in items] == sorted(item.when for item in items)
    assert not items[0].is_over or items[0].when.starts_at.date() == items[0].when.ends_at.date()


def test_front_page_names_each_repeated_event_once(client: Client) -> None:
    events = client.get("/el/").context["events"]
    assert len({item.page.pk for item in events}) == len(events) == 5
