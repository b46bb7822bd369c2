"""What other programs subscribe to: Atom and iCalendar."""

import pytest
from django.test import Client
from icalendar import Calendar
from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize("code", ["el", "en"])
def test_news_feed_is_atom_with_stable_ids(client: Client, code: str) -> None:
    answer = client.get(f"/{code}/news/feed/")
    feed = etree.fromstring(answer.content)

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"a:{name}", namespaces=ATOM)
    entries = feed.findall("a:entry", ATOM)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(entries) == 12
    assert len(set(ids)) == 12
    assert all(one and one.startswith("urn:uuid:") for one in ids)
    links = [entry.find("a:link", ATOM).get("href") for entry in entries]
    assert all(link.startswith(f"http://localhost:8000/{code}/news/") for link in links)


def test_feed_answers_not_modified(client: Client) -> None:
    first = client.get("/el/news/feed/")
    again = client.get("/el/news/feed/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("code", ["el", "en"])
def test_agenda_calendar_can_be_read_by_a_calendar(client: Client, code: str) -> None:
    answer = client.get(f"/{code}/agenda/calendar.ics")
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events) == 20
    assert len({str(event["UID"]) for event in events}) == 20
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Europe/Athens"
    assert {event["DTSTART"].params.get("TZID") for event in events} == {"Europe/Athens", None}
    cancelled = [event for event in events if event["STATUS"] == "CANCELLED"]
    assert len(cancelled) == 1


def test_lines_are_folded_and_end_as_the_standard_says(client: Client) -> None:
    body = client.get("/el/agenda/calendar.ics").content
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_one_event_as_a_file(client: Client) -> None:
    answer = client.get("/el/agenda/story-hour/event.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    assert "EXDATE" in event
    assert event["URL"] == "http://localhost:8000/el/agenda/story-hour/"
    assert client.get("/el/agenda/nothing/event.ics").status_code == 404
