"""The register: what the law fixes stays fixed, whoever asks (citizens.md 3.2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from backoffice.audit.queries import history_of
from backoffice.documents import services
from backoffice.documents.errors import (
    BasisMissing,
    BookClosed,
    DatedAhead,
    EntryCancelled,
    FieldFixed,
    KeyUsedOtherwise,
    NothingChanged,
    ReasonMissing,
    SecretRefused,
    SenderMissing,
    SubjectMissing,
    UnknownSubject,
    UnknownWord,
)
from backoffice.documents.models import Book, Entry, Link
from backoffice.documents.queries import entry_view
from backoffice.documents.rules.numbers import display_number
from backoffice.documents.services import Correspondent, PersonalData, RecipientFacts
from backoffice.documents.states import ENTRY_MOVES, EntryState
from backoffice.kernel.states import IllegalMove, unreachable

from .office import AT, entry, staff, unit

pytestmark = pytest.mark.django_db


def test_numbers_follow_each_other_in_book_and_year(town):
    first, second = entry(), entry()
    other = entry(book="confidential")
    next_year = entry(at=datetime(2027, 1, 2, 8, tzinfo=UTC))
    assert [first.number, second.number, other.number, next_year.number] == [1, 2, 1, 1]
    assert (first.year, next_year.year) == (2026, 2027)


def test_the_year_is_that_of_athens(town):
    late = entry(at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    assert (late.year, late.number) == (2027, 1)


@pytest.mark.parametrize(
    ("facts", "written"),
    [
        ({"direction": "incoming"}, "ΕΙΣ 412/2026"),
        ({"direction": "outgoing", "confidentiality": "limited"}, "ΕΞ 412/2026 ΠΧ"),
        (
            {
                "direction": "incoming",
                "confidentiality": "confidential",
                "has_personal_data": True,
                "mark": "ΕΜΠ",
            },
            "ΕΜΠ ΕΙΣ 412/2026 ΕΜΠ-ΠΔ",
        ),
        ({"direction": "own", "has_personal_data": True}, "ΟΙΚ 412/2026 ΠΔ"),
    ],
)
def test_number_is_written_with_direction_year_and_flags(facts, written):
    assert display_number(number=412, year=2026, **facts) == written


def test_same_key_gives_the_same_entry_and_takes_no_number(town):
    first = entry(key="portal:17")
    again = entry(key="portal:17")
    assert again.pk == first.pk
    assert entry().number == 2
    with pytest.raises(KeyUsedOtherwise, match="1/2026"):
        entry(key="portal:17", subject="Κάτι άλλο")


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"confidentiality": "secret"}, SecretRefused),
        ({"confidentiality": "top_secret"}, SecretRefused),
        ({"confidentiality": "hidden"}, UnknownWord),
        ({"direction": "sideways"}, UnknownWord),
        ({"channel": "pigeon"}, UnknownWord),
        ({"subject": "   "}, SubjectMissing),
        ({"sender": None}, SenderMissing),
        ({"document_date": date(2026, 3, 3)}, DatedAhead),
        ({"personal_data": PersonalData(held=True)}, BasisMissing),
        ({"classification": "99.9"}, UnknownSubject),
        ({"book": "nowhere"}, BookClosed),
        ({"recipients": [RecipientFacts("Α", role="boss")]}, UnknownWord),
        ({"relates_to": [("likes", 1)]}, UnknownWord),
    ],
)
def test_what_a_rule_refuses_takes_no_number(town, facts, error):
    with pytest.raises(error) as refusal:
        entry(**facts)
    assert str(refusal.value)
    assert entry().number == 1


def test_a_closed_book_takes_nothing(town):
    Book.objects.filter(code="general").update(is_open=False)
    with pytest.raises(BookClosed):
        entry()


def test_everything_stated_is_kept(town):
    held = entry(
        direction="outgoing",
        subject_public="Απάντηση σε αίτηση",
        sender=None,
        recipients=[
            RecipientFacts("Περιφέρεια Κρήτης"),
            RecipientFacts("Τμήμα Ταμείου", role="inside", department_id=unit("treasury").pk),
        ],
        sender_number="123/Α",
        document_date=date(2026, 2, 27),
        classification="4.2",
        confidentiality="limited",
        personal_data=PersonalData(held=True, basis="ΓΚΠΔ 6(1)(ε)"),
    )
    fresh = Entry.objects.get(pk=held.pk)
    assert [r.name for r in fresh.recipients.all()] == ["Περιφέρεια Κρήτης", "Τμήμα Ταμείου"]
    assert fresh.label == "ΕΞ 1/2026 ΠΧ-ΠΔ"
    assert fresh.classification.code == "4.2"
    assert fresh.readers.get().department_id == unit("treasury").pk
    assert history_of(fresh).get().action == "documents.entry.registered"


@pytest.mark.parametrize(
    "change",
    [
        "number = 7",
        "year = 2025",
        "book_id = (select id from documents_book where code = 'confidential')",
        "registered_at = registered_at - interval '1 day'",
        "registered_by_id = (select min(id) from identity_user)",
        "direction = 'outgoing'",
        "code = 'X'",
        "key = 'other'",
    ],
)
def test_the_database_moves_no_entry(town, change):
    entry(actor=staff("registry", "registry"), key="a")
    held = entry()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update documents_entry set {change} where id = %s", [held.pk])


@pytest.mark.parametrize(
    "statement", ["delete from documents_entry", "truncate documents_entry cascade"]
)
def test_the_database_forgets_no_entry(town, statement):
    entry()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def insert(number: int, at: datetime, year: int = 2026) -> None:
    facts: dict[str, Any] = dict(Entry.objects.values().get(number=1))
    facts |= {"id": None, "code": f"N{number}{year}", "number": number, "year": year, "key": None}
    with transaction.atomic():
        Entry.objects.create(**(facts | {"registered_at": at}))


def test_the_database_refuses_a_gap(town):
    entry()
    with pytest.raises(DatabaseError, match="leaves a gap"):
        insert(3, AT)


def test_the_database_refuses_an_earlier_time(town):
    entry()
    with transaction.atomic():
        # Two clerks who asked at the same moment are not refused.
        insert(2, AT - timedelta(seconds=30))
        transaction.set_rollback(True)
    with pytest.raises(DatabaseError, match="back-dated"):
        insert(2, AT - timedelta(days=1))


def test_the_database_refuses_the_wrong_year(town):
    entry()
    with pytest.raises(DatabaseError, match="year is not that"):
        insert(1, AT, year=2025)


def test_cancelling_keeps_row_number_and_reason(town):
    clerk = staff("registry", "registry")
    held = entry()
    with pytest.raises(ReasonMissing):
        services.cancel_entry(entry_id=held.pk, reason=" ", actor=clerk, at=AT)
    services.cancel_entry(entry_id=held.pk, reason="Καταχωρίστηκε δύο φορές", actor=clerk, at=AT)
    held.refresh_from_db()
    assert (held.state, held.number) == ("cancelled", 1)
    assert held.cancel_reason == "Καταχωρίστηκε δύο φορές"
    assert entry().number == 2
    with pytest.raises(EntryCancelled):
        services.cancel_entry(entry_id=held.pk, reason="ξανά", actor=clerk, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=held.pk).update(state="registered")


def test_an_archived_entry_is_not_cancelled(town):
    held = entry(classification="1.2")
    services.move_entry(entry_id=held.pk, state="archived", actor=None, at=AT)
    with pytest.raises(IllegalMove):
        services.cancel_entry(entry_id=held.pk, reason="λάθος", actor=None, at=AT)


def test_correction_keeps_before_and_after(town):
    clerk = staff("registry", "registry")
    held = entry()
    services.correct_entry(
        entry_id=held.pk,
        changes={"subject": "Αίτηση για άδεια μουσικής", "sender_number": "77"},
        reason="Λάθος θέμα",
        actor=clerk,
        at=AT,
    )
    act = history_of(held).first()
    assert act.action == "documents.entry.corrected"
    assert act.before["subject"].startswith("Αίτηση για άδεια κατάληψης")
    assert act.after == {"sender_number": "77", "subject": "Αίτηση για άδεια μουσικής"}
    assert act.note == "Λάθος θέμα"


def test_the_history_says_what_changed_in_words(town):
    clerk = staff("registry", "registry")
    held = entry(document_date=date(2026, 3, 1))
    services.correct_entry(
        entry_id=held.pk,
        changes={"document_date": date(2026, 3, 2), "sender_number": "77"},
        reason="Λάθος ημέρα",
        actor=clerk,
        at=AT,
    )
    services.move_entry(entry_id=held.pk, state="archived", actor=clerk, at=AT)
    with override("en"):
        moved, corrected, registered = entry_view(held, clerk).history
        told = {change.name: (change.before, change.after) for change in corrected.changes}
        state = {change.name: (change.before, change.after) for change in moved.changes}["State"]
    assert told == {
        "Date of the document": ("01/03/2026", "02/03/2026"),
        "Number of the sender": ("", "77"),
    }
    assert state == ("registered", "archived")
    assert registered.changes == []


def test_the_trail_repeats_no_restricted_content(town):
    clerk = staff("registry", "registry")
    held = entry(confidentiality="restricted", subject="Πειθαρχική υπόθεση")
    services.correct_entry(
        entry_id=held.pk,
        changes={"subject": "Πειθαρχική υπόθεση υπαλλήλου"},
        reason="Λείπει λέξη",
        actor=clerk,
        at=AT,
    )
    for act in history_of(held):
        assert "Πειθαρχική" not in f"{act.label} {act.before} {act.after}"
    assert history_of(held).first().after["subject"].startswith("sha256:")


@pytest.mark.parametrize("name", ["number", "book", "year", "direction", "registered_at"])
def test_fixed_fields_are_not_corrected(town, name):
    held = entry()
    with pytest.raises(FieldFixed, match=name):
        services.correct_entry(
            entry_id=held.pk, changes={name: 1}, reason="x", actor=staff("clerk", "revenue"), at=AT
        )


def test_correction_that_changes_nothing_is_refused(town):
    held = entry()
    with pytest.raises(NothingChanged):
        services.correct_entry(
            entry_id=held.pk,
            changes={"subject": held.subject},
            reason="x",
            actor=staff("clerk", "revenue"),
            at=AT,
        )


def test_corrected_recipients_replace_the_former(town):
    held = entry(recipients=[RecipientFacts("Α")])
    services.correct_entry(
        entry_id=held.pk,
        changes={"recipients": (RecipientFacts("Β"), RecipientFacts("Γ"))},
        reason="Άλλος παραλήπτης",
        actor=staff("clerk", "revenue"),
        at=AT,
    )
    assert [r.name for r in held.recipients.all()] == ["Β", "Γ"]


def test_links_are_read_from_both_ends(town):
    request = entry()
    answer = entry(direction="outgoing", sender=None, relates_to=[("answers", request.pk)])
    services.relate_entries(
        entry_id=answer.pk, relation="answers", other_id=request.pk, actor=None, at=AT
    )
    assert Link.objects.get().other_id == request.pk
    assert request.links_back.get().entry_id == answer.pk


def test_every_state_is_in_the_table_and_reached():
    assert set(ENTRY_MOVES) == set(EntryState)
    assert unreachable(ENTRY_MOVES, EntryState.REGISTERED) == set()
    assert ENTRY_MOVES[EntryState.CANCELLED] == set()


def test_a_unit_of_the_town_may_send_inside(town):
    held = entry(
        direction="internal",
        channel="inside",
        sender=Correspondent("Τμήμα Ταμείου", department_id=unit("treasury").pk),
    )
    assert held.label == "ΕΣ 1/2026"


def test_registering_takes_few_statements(town, django_assert_max_num_queries):
    entry()
    department = unit("revenue").pk
    # The seventh is the kind of row, asked once in the life of a process.
    with django_assert_max_num_queries(7):
        entry(department_id=department)
