"""The card of a service and the catalogue, as visitors see them."""

import gzip
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from eservices.catalogue import queries, services
from portal.cards import facts
from portal.cards.models import CataloguePage, ServicePage
from portal.cards.writing import turned_into_catalogue
from portal.pages.models import SectionPage, StandardPage
from portal.search.queries import find

from .conftest import AT, FOLDER

CARD = "/en/services/tables-and-chairs/"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 22 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


def test_card_says_all_that_one_needs_to_know(client: Client) -> None:
    page = text_of(client, CARD)
    for said in (
        "Tables and chairs permit",
        "Catering businesses.",
        "A permit for one year.",
        "Per square metre and month, by zone.",
        "30 days",
        "Site plan",
        "We fetch it ourselves",
        "Only in some cases",
        "An appeal within 15 days.",
        "Revenue and municipal property",
        "Royal decree",
        "135645",
    ):
        assert said in page, said


def test_start_says_whether_one_must_sign_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An address with one code, whoever takes applications in this house.
    monkeypatch.setattr(facts, "APPLY", "api_service")
    page = text_of(client, CARD)
    assert 'data-kind="start" href="/api/v1/services/tables-and-chairs/"' in page
    assert "You sign in with your TAXISnet codes." in page


def test_greek_card_stands_at_the_same_address(client: Client) -> None:
    page = text_of(client, "/el/services/tables-and-chairs/")
    assert "<h1>Άδεια τραπεζοκαθισμάτων</h1>" in page
    assert "<b>τραπέζια</b>" in page


def test_closed_window_says_when_it_opens(client: Client, early: None) -> None:
    page = text_of(client, "/en/services/nursery/")
    assert "20/05/2027" in page
    assert "20/06/2027" in page
    assert 'data-kind="start"' not in page


def test_redirect_says_why_and_leads_there(client: Client) -> None:
    page = text_of(client, "/en/services/itinerant-trade/")
    assert "The Region is competent." in page
    assert 'href="https://www.gov.gr/"' in page


def test_fee_that_was_announced_is_told_before_it_applies(client: Client, early: None) -> None:
    found = queries.service("nursery")
    assert found is not None
    later = date(2027, 1, 1)
    fee: dict[str, Any] = {"kind": "fixed", "amount": Decimal("25.00"), "valid_from": later}
    fee |= {"text_en": "€25.00 a month", "text_el": "25 € τον μήνα", "decision": "ΔΣ 9/2026"}
    services.set_fee(service_id=found.pk, facts=fee, actor=None, at=AT)
    page = text_of(client, "/en/services/nursery/")
    assert "Free" in page
    assert "01/01/2027" in page
    assert "€25.00 a month" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?a1=no", "Notify your business first."),
        ("?a1=yes&amp;a2=yes", "this service is not for you yet"),
        ("?a1=yes&a2=no", "you can use this service"),
        ("?a1=yes", "Answer the remaining questions too."),
    ],
)
def test_can_i_use_this_answers_with_reasons_at_an_address_of_its_own(
    client: Client, query: str, said: str
) -> None:
    answer = client.get(CARD + query.replace("&amp;", "&"))
    assert said in answer.content.decode()
    assert "no-cache" not in answer.get("Cache-Control", "")


def test_card_describes_itself_by_cpsv_ap(client: Client) -> None:
    block = re.search(r'<script type="application/ld\+json">(.+?)</script>', text_of(client, CARD))
    assert block is not None
    graph = json.loads(block[1])["@graph"]
    (service,) = (one for one in graph if one["@type"] == "cpsv:PublicService")
    assert {one["@language"] for one in service["dct:title"]} == {"el", "en"}
    assert service["cv:processingTime"]["@value"] == "P30D"


def test_catalogue_counts_by_topic_life_event_and_letter(client: Client) -> None:
    page = text_of(client, "/en/services/")
    assert re.search(r"\?topic=business\">Business</a> <span[^>]*>2<", page)
    assert re.search(r"\?event=having-a-child\">Having a child <span>1<", page)
    assert page.index("Itinerant-trade") < page.index("Nursery") < page.index("Tables and")
    assert "On another platform" in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?topic=business", ["Άδεια πλανόδιου εμπορίου", "Άδεια τραπεζοκαθισμάτων"]),
        ("?topic=business&way=online", ["Άδεια τραπεζοκαθισμάτων"]),
        ("?who=guardian", ["Εγγραφή σε παιδικό σταθμό"]),
        ("?q=ΠΑΙΔΙΚΟΙ σταθμοι", ["Εγγραφή σε παιδικό σταθμό"]),
        ("?q=πεζοδρομια", ["Άδεια τραπεζοκαθισμάτων"]),
        ("?q=trapezokathismata", ["Άδεια τραπεζοκαθισμάτων"]),
        ("?q=πλανόδιοι έμποροι", ["Άδεια πλανόδιου εμπορίου"]),
        ("?q=ελικόπτερο", []),
        ("?topic=nonsense&q=", None),
    ],
)
def test_catalogue_is_searched_in_place(
    client: Client, query: str, titles: list[str] | None
) -> None:
    page = text_of(client, f"/el/services/{query}")
    shown = re.findall(r"<h3><a href=\"/el/services/[^\"]+\">([^<]+)</a>", page)
    assert shown == ([] if titles is None else titles)
    if titles == []:
        assert "lo-empty" in page


def test_only_services_open_now(client: Client, early: None) -> None:
    page = text_of(client, "/el/services/?now=1")
    assert "Άδεια τραπεζοκαθισμάτων" in page
    assert "Εγγραφή σε παιδικό" not in page


def test_words_of_a_visitor_are_escaped(client: Client) -> None:
    page = text_of(client, "/el/services/?q=<script>alert(1)</script>")
    assert "<script>alert" not in page


def test_catalogue_takes_as_many_queries_for_one_service_as_for_three(client: Client) -> None:
    def count() -> int:
        client.get("/en/services/?topic=children")  # languages, frame and site are read once
        with CaptureQueriesContext(connection) as taken:
            text_of(client, "/en/services/?who=natural")
            text_of(client, "/en/services/")
        return len(taken)

    of_three = count()
    for code in ("nursery", "itinerant-trade"):
        found = queries.service(code)
        assert found is not None
        services.change_service(service_id=found.pk, facts={"is_offered": False}, actor=None, at=AT)
    assert count() == of_three


@pytest.mark.parametrize("path", ["/el/services/", "/el/services/tables-and-chairs/"])
def test_page_is_kept_and_light(client: Client, path: str) -> None:
    html = text_of(client, path)
    with CaptureQueriesContext(connection) as taken:
        text_of(client, path)
    assert len(taken) <= 1  # the content's version
    weight = len(gzip.compress(html.encode()))
    for link in re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js))', html):
        found = finders.find(link)
        assert found, link
        with open(found, "rb") as file:
            weight += len(gzip.compress(file.read()))
    assert weight <= 40 * 1024


def test_change_of_the_machine_part_is_seen_at_once(client: Client) -> None:
    assert "30 days" in text_of(client, CARD)
    found = queries.service("tables-and-chairs")
    assert found is not None
    services.change_service(service_id=found.pk, facts={"deadline_days": 12}, actor=None, at=AT)
    assert "12 days" in text_of(client, CARD)


def test_site_search_finds_the_service_first() -> None:
    hits = find("τραπεζοκαθίσματα", "el").hits
    assert hits[0].kind == "service"
    assert hits[0].url == "/el/services/tables-and-chairs/"


def test_what_an_editor_changed_stays_and_what_nobody_did_is_renewed(tmp_path: Any) -> None:
    page = ServicePage.objects.get(code="nursery", locale__language_code="el")
    page.summary = "Τα λόγια του Δήμου."
    page.save_revision().publish()
    folder = tmp_path / "services"
    folder.mkdir()
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text().replace("Θέση σε δημοτικό", "Μια θέση σε δημοτικό")
        (folder / path.name).write_text(text.replace("Τη δίνει", "Τη δίνει πάντα"))
    assert services.load_services(at=AT, folder=folder).pages == 1
    page.refresh_from_db()
    assert page.summary == "Τα λόγια του Δήμου."
    renewed = ServicePage.objects.get(code="itinerant-trade", locale__language_code="el")
    assert renewed.summary == "Τη δίνει πάντα η Περιφέρεια."


def test_page_is_known_by_its_service_and_back() -> None:
    page = ServicePage.objects.get(code="nursery", locale__language_code="el")
    found = queries.service_of_page(page.pk)
    assert found is not None
    assert found.code == "nursery"
    assert queries.address_of(found, "en") == "/en/services/nursery/"


def test_section_becomes_the_catalogue_with_its_children_and_history(client: Client) -> None:
    home = Page.objects.get(depth=2, locale__language_code="el")
    section = SectionPage(title="Παλιές", slug="old", summary="Λόγια", locale=home.locale)
    home.add_child(instance=section)
    section.save_revision().publish()
    child = StandardPage(title="Οδηγός πληρωμών", slug="paying", locale=home.locale)
    section.add_child(instance=child)
    made = turned_into_catalogue(SectionPage.objects.get(pk=section.pk))
    assert isinstance(Page.objects.get(pk=section.pk).specific, CataloguePage)
    assert made.revisions.count() == 2
    assert not SectionPage.objects.filter(pk=section.pk).exists()
    assert "Οδηγός πληρωμών" in text_of(client, "/el/old/")
    assert client.get("/el/old/paying/").status_code == 200


def test_card_is_kept_no_longer_than_until_its_window_opens(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = queries.opening_of(queries.service("nursery"), AT).opens_at
    assert opens is not None
    page = ServicePage.objects.get(code="nursery", locale__language_code="el")
    monkeypatch.setattr(timezone, "now", lambda: opens - timedelta(seconds=20))
    client.get("/el/services/nursery/")
    context = page.get_context(client.get("/el/services/nursery/").wsgi_request)
    assert context["next_change"] == opens
