"""Finding: Greek in any inflection, numbers, and the text of files."""

from datetime import date, timedelta

import pytest

from backoffice.documents import queries, services
from backoffice.documents.queries import Filters
from backoffice.documents.queries.entries import MOST_COUNTED, PAGE
from backoffice.documents.rules.finding import number_asked, tsquery_of, words_of
from backoffice.documents.services import Correspondent

from . import corpus
from .office import AT, entry, staff, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town):
    return staff("registry", "registry")


def found(user, text, **filters) -> list[int]:
    rows = queries.search_entries(user, text, Filters(**filters))
    return sorted(row.number for row in rows)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("ΑΔΕΙΑ", "Αίτηση για άδεια μουσικής"),
        ("άδειας", "Αίτηση για άδεια μουσικής"),
        ("πεζοδρόμια", "Κατάληψη πεζοδρομίου"),
        ("πιστοποιητικών", "Χορήγηση πιστοποιητικού γέννησης"),
        ("πιστοποιητ", "Χορήγηση πιστοποιητικού γέννησης"),
        ("γέννησης πιστοποιητικό", "Χορήγηση πιστοποιητικού γέννησης"),
        ("Προϋπολογισμός", "ΠΡΟΥΠΟΛΟΓΙΣΜΟΣ ΕΡΓΟΥ"),
    ],
)
def test_greek_is_found_in_any_inflection(clerk, asked, says):
    entry(subject="Κάτι άλλο εντελώς")
    entry(subject=says)
    assert found(clerk, asked) == [2]


@pytest.mark.parametrize("asked", ["δοκιμακης", "Δοκιμάκης Ιωάννης", "ΔΥ/123", "123"])
def test_sender_and_number_are_found(clerk, asked):
    entry(sender=Correspondent("Άλλος"))
    entry(sender=Correspondent("Δοκιμάκης Ιωάννης"), sender_number="ΔΥ/123")
    if asked == "123":
        # A bare number asks for protocol and sender's numbers that are exactly it.
        assert found(clerk, asked) == []
    else:
        assert found(clerk, asked) == [2]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("412", (412, None)),
        ("412/2026", (412, 2026)),
        ("ΕΙΣ 412/2026", (412, 2026)),
        (" εξ 7 / 2025 ", (7, 2025)),
        ("412/26", None),
        ("άδεια 412", None),
        ("", None),
    ],
)
def test_numbers_are_told_from_words(typed, number):
    assert number_asked(typed) == number


def test_an_entry_is_found_by_its_number(clerk):
    entry()
    entry()
    assert found(clerk, "2") == [2]
    assert found(clerk, "ΕΙΣ 2/2026") == [2]
    assert found(clerk, "2/2025") == []


@pytest.mark.parametrize("typed", ["a & b", "':*", "!!!", "(((", "a | !b <-> c", "\x00", "'; drop"])
def test_no_typed_sign_is_an_operator(clerk, typed):
    entry(subject="a και b")
    queries.page_of(queries.search_entries(clerk, typed.replace("\x00", "")), 1)


def test_words_are_folded_alike_on_both_sides():
    assert words_of("Άδεια  ΜΟΥΣΙΚΉΣ, Σίσυφος!") == "αδεια μουσικησ σισυφοσ"
    assert tsquery_of("Άδεια το") == "(αδεια | αδεια:*) & το"


def test_the_text_of_a_file_is_found_once_it_was_read(clerk):
    kept = services.keep_file(
        content=corpus.docx("Ηλεκτροφωτισμός παραλίας"), name="a.docx", actor=None, at=AT
    )
    entry(files=[kept])
    assert found(clerk, "ηλεκτροφωτισμού") == []
    services.read_text(file_id=kept.pk)
    assert found(clerk, "ηλεκτροφωτισμού") == [1]
    kept.refresh_from_db()
    # Read already, it is found in the next entry at once, and after a correction still.
    second = entry(files=[kept])
    assert found(clerk, "ηλεκτροφωτισμού") == [1, 2]
    services.correct_entry(
        entry_id=second.pk, changes={"subject": "Νέο θέμα"}, reason="x", actor=clerk, at=AT
    )
    assert found(clerk, "ηλεκτροφωτισμός") == [1, 2]
    assert found(clerk, "νέα θέματα") == [2]


def test_filters_narrow(clerk):
    entry()
    entry(book="confidential")
    entry(direction="outgoing", department_id=unit("works").pk)
    entry(at=AT + timedelta(days=3), confidentiality="limited")
    assert found(clerk, "", book="general") == [1, 2, 3]
    assert found(clerk, "", direction="outgoing") == [2]
    assert found(clerk, "", department_id=unit("works").pk) == [2]
    assert found(clerk, "", confidentiality="limited") == [3]
    assert found(clerk, "", first_on=date(2026, 3, 3)) == [3]
    assert found(clerk, "", last_on=date(2026, 3, 2), book="general") == [1, 2]
    assert found(clerk, "", year=2025) == []
    assert found(clerk, "", state="cancelled") == []


def test_a_page_counts_no_further_than_it_must(clerk, django_assert_num_queries):
    for _ in range(PAGE + 1):
        entry()
    rows = queries.search_entries(clerk, "")
    with django_assert_num_queries(2):
        first = queries.page_of(rows, "1")
    assert (len(first.rows), first.has_next, first.shown, first.is_more) == (50, True, 51, False)
    second = queries.page_of(rows, 2)
    assert (len(second.rows), second.has_next, second.has_previous) == (1, False, True)
    assert queries.page_of(rows, "x").number == 1
    assert MOST_COUNTED > PAGE


def test_the_book_of_a_day_is_in_the_order_of_numbers(clerk):
    entry()
    entry(at=AT + timedelta(hours=1))
    entry(at=AT + timedelta(days=1))
    rows = queries.day_book(clerk, "general", AT.date())
    assert [row.number for row in rows] == [1, 2]
    assert queries.counts_of(clerk, AT.date(), AT.date()) == {"incoming": 2}
