"""Searching in Greek: inflection, accents, capitals, Latin letters."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from portal.pages.models import StandardPage
from portal.search.models import SearchEntry
from portal.search.queries import find
from portal.search.services import Item, index_item, rebuild
from portal.search.words import sound_of

# As it stands in a text, and as somebody looks for it.
PAIRS = [
    ("πιστοποιητικό", "πιστοποιητικά"), ("οφειλή", "οφειλές"), ("πληρωμή", "πληρωμές"),
    ("δημότης", "δημότες"), ("εκδήλωση", "εκδηλώσεις"), ("απόφαση", "ΑΠΟΦΑΣΕΙΣ"),
    ("σχολείο", "σχολεία"), ("παραλία", "παραλιες"), ("βιβλιοθήκη", "βιβλιοθήκης"),
    ("κάδος", "κάδοι"), ("τέλος", "τέλη"), ("άδεια", "άδειες"), ("αίτηση", "αιτήσεις"),
    ("κοινότητα", "κοινότητες"), ("συνεδρίαση", "συνεδριάσεις"), ("δόση", "δόσεις"),
    ("ΕΝΣΤΑΣΗ", "ένσταση"), ("κατάλυμα", "καταλύματα"), ("ξενοδοχείο", "ξενοδοχεία"),
    ("απορρίμματα", "απορριμμάτων"), ("νερό", "νερού"), ("δρόμος", "δρόμοι"),
    ("δέντρο", "δέντρα"), ("κάτοικος", "κατοίκους"), ("προϋπολογισμός", "προυπολογισμου"),
]  # fmt: skip
LATIN = [
    ("δήμος", "dimos"), ("δήμος", "dhmos"), ("πληρωμή", "plhrwmi"), ("πληρωμή", "pliromi"),
    ("οφειλές", "ofeiles"), ("πιστοποιητικό", "pistopoiitiko"), ("βιβλιοθήκη", "vivliothiki"),
    ("παραλία", "paralia"), ("σχολείο", "sxoleio"), ("σχολείο", "scholeio"),
    ("ένσταση", "enstasi"), ("απορρίμματα", "aporrimmata"),
]  # fmt: skip


def put(word: str, key: str, kind: str = "page", text: str = "") -> None:
    index_item(
        item=Item(
            key=key, kind=kind, language="el", title=f"Σελίδα {key}", summary="",
            text=text or f"Κείμενο με τη λέξη {word} μέσα.", url=f"/el/{key}/",
        )
    )  # fmt: skip


def found(query: str) -> set[str]:
    return {hit.url for hit in find(query, "el").hits}


def test_recall_over_inflected_pairs() -> None:
    missed = []
    for number, (written, asked) in enumerate(PAIRS):
        put(written, f"w{number}")
        if f"/el/w{number}/" not in found(asked):
            missed.append((written, asked))
    assert len(PAIRS) == 25
    assert len(PAIRS) - len(missed) >= 23, missed


def test_recall_over_greek_in_latin_letters() -> None:
    missed = []
    for number, (written, asked) in enumerate(LATIN):
        put(written, f"l{number}")
        if f"/el/l{number}/" not in found(asked):
            missed.append((written, asked))
    assert len(missed) <= 1, missed


def test_unrelated_word_finds_nothing() -> None:
    put("πιστοποιητικό", "only")
    assert "/el/only/" not in found("ελικόπτερο")
    assert "/el/only/" not in found("zzzz")


@pytest.mark.parametrize("one", ["δημοσ", "dimos", "dhmos"])
def test_three_spellings_sound_the_same(one: str) -> None:
    assert sound_of(one) == "dimos"


def test_page_of_results_marks_words_and_counts_kinds(client: Client) -> None:
    page = client.get("/el/search/", {"q": "ΟΦΕΙΛΕΣ"})
    html = page.content.decode()
    assert "<mark>οφειλές</mark>" in html
    kinds = {one["value"] for one in page.context["kinds"]}
    assert {"page", "service"} <= kinds
    only = client.get("/el/search/", {"q": "ΟΦΕΙΛΕΣ", "kind": "service"})
    assert {hit.kind for hit in only.context["items"]} == {"service"}


def test_service_stands_first(client: Client) -> None:
    hits = list(client.get("/el/search/", {"q": "οφειλών"}).context["items"])
    assert hits[0].kind == "service"


def test_english_has_its_own_results(client: Client) -> None:
    html = client.get("/en/search/", {"q": "libraries"}).content.decode()
    assert "Public library" in html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    "q", ["", "   ", "'", "a & | !", ":*", "<script>alert(1)</script>", "%", "α" * 5000]
)
def test_any_input_is_answered(client: Client, q: str) -> None:
    page = client.get("/el/search/", {"q": q})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_marked_text_is_escaped() -> None:
    put("x", "evil", text="x")
    SearchEntry.objects.filter(key="evil").update(
        title="<img onerror=1> Σελίδα", summary="<b>Σελίδα</b>"
    )
    hit = next(one for one in find("σελίδα", "el").hits if one.url == "/el/evil/")
    assert "<img" not in hit.title
    assert "<b>" not in hit.summary


def test_nothing_found_helps_on(client: Client) -> None:
    html = client.get("/el/search/", {"q": "αβραδακαταβρα"}).content.decode()
    assert "Δεν βρήκαμε τίποτε" in html
    assert "28990 00100" in html


def test_unpublished_and_restricted_pages_are_not_found() -> None:
    page = StandardPage.objects.get(slug="waste", locale__language_code="el")
    assert "/el/living/waste/" in found("ανακύκλωση")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "/el/living/waste/" not in found("ανακύκλωση")
    restriction.delete()
    assert "/el/living/waste/" in found("ανακύκλωση")
    page.unpublish()
    assert "/el/living/waste/" not in found("ανακύκλωση")


def test_search_takes_one_query_whatever_it_finds() -> None:
    for words in ("δήμος", "λέξη που δεν υπάρχει πουθενά"):
        with CaptureQueriesContext(connection) as seen:
            find(words, "el")
        assert len(seen) <= 2


def test_ranking_weighs_only_so_many_however_common_the_word() -> None:
    for number in range(230):
        put("κοινή", f"c{number}")
    assert find("κοινή", "el").total <= 200


def test_index_can_be_made_anew() -> None:
    before = SearchEntry.objects.count()
    SearchEntry.objects.all().delete()
    assert rebuild() == before
