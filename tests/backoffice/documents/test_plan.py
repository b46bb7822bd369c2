"""File plan and clearance: nothing is destroyed but by law, a committee and two people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from backoffice.audit.queries import history_of
from backoffice.documents import blobs, queries, services
from backoffice.documents.errors import (
    ArchivesNotInvited,
    ClearanceOpen,
    NothingToClear,
    ReasonMissing,
    SecondPersonNeeded,
)
from backoffice.documents.models import Clearance, PlanItem, RetentionClass
from backoffice.documents.rules.retention import delete_after
from backoffice.documents.states import CLEARANCE_MOVES, ClearanceState
from backoffice.kernel.states import IllegalMove, unreachable

from . import corpus
from .office import AT, entry, staff

pytestmark = pytest.mark.django_db

LATER = datetime(2032, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed_on", "years", "last"),
    [
        (date(2026, 3, 2), 5, date(2031, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
        (date(2026, 3, 2), None, None),
        (None, 5, None),
    ],
)
def test_years_count_from_the_end_of_the_year_of_closing(closed_on, years, last):
    assert delete_after(closed_on=closed_on, years=years) == last


def archived(code="1.2", **facts):
    held = entry(classification=code, **facts)
    services.move_entry(entry_id=held.pk, state="archived", actor=None, at=AT)
    held.refresh_from_db()
    return held


@pytest.fixture
def drawer(town):
    return staff("registry", "registry")


@pytest.fixture
def head(town):
    return staff("head", "administrative")


def draw(actor, at=LATER):
    return services.draw_clearance(year=2032, cut_on=date(2031, 12, 31), actor=actor, at=at)


def approve(clearance, actor, **changes):
    facts = {
        "decision": "12/2032",
        "decided_on": date(2032, 2, 20),
        "archives_invited_on": date(2032, 2, 3),
    }
    return services.approve_clearance(
        clearance_id=clearance.pk, actor=actor, at=LATER, **(facts | changes)
    )


def test_defaults_are_loaded_once_and_what_the_town_changed_stays(town):
    RetentionClass.objects.filter(code="routine").update(years=7)
    count = PlanItem.objects.count()
    assert services.load_defaults() == count
    assert RetentionClass.objects.get(code="routine").years == 7
    assert PlanItem.objects.get(code="5.1").retention.is_permanent
    assert PlanItem.objects.get(code="5.1").parent.code == "5"


def test_archiving_begins_the_time(town):
    assert archived().delete_after == date(2031, 12, 31)
    assert archived("5.1").delete_after is None


def test_a_changed_class_counts_anew(town, head):
    held = archived()
    routine = RetentionClass.objects.get(code="routine")
    routine.years = 8
    services.save_law(row=routine, actor=head, at=AT)
    held.refresh_from_db()
    assert held.delete_after == date(2034, 12, 31)
    routine.years = None
    services.save_law(row=routine, actor=head, at=AT)
    held.refresh_from_db()
    assert held.delete_after is None


def test_only_what_outlived_its_time_comes_on_the_list(town, drawer):
    with pytest.raises(NothingToClear):
        draw(drawer)
    old, held = archived(), archived()
    archived("5.1")
    archived("4.1")
    entry(classification="1.2")
    services.hold_entry(entry_id=held.pk, reason="Δίκη 77/2030", actor=drawer, at=AT)
    clearance = draw(drawer)
    assert [item.entry_id for item in clearance.items.all()] == [old.pk]
    with pytest.raises(ClearanceOpen):
        draw(drawer)


def test_nothing_comes_on_a_list_before_its_day(town, drawer):
    archived()
    with pytest.raises(NothingToClear):
        draw(drawer, at=datetime(2031, 12, 30, tzinfo=UTC))


def test_approval_needs_a_second_person_a_decision_and_the_archives(town, drawer, head):
    archived()
    clearance = draw(drawer)
    with pytest.raises(SecondPersonNeeded):
        approve(clearance, drawer)
    with pytest.raises(ArchivesNotInvited):
        approve(clearance, head, archives_invited_on=None)
    with pytest.raises(ArchivesNotInvited):
        approve(clearance, head, archives_invited_on=date(2032, 3, 1))
    with pytest.raises(ReasonMissing):
        approve(clearance, head, decision=" ")
    with pytest.raises(IllegalMove):
        services.destroy_cleared(clearance_id=clearance.pk, actor=drawer, at=LATER)
    assert approve(clearance, head).state == "approved"


def test_the_database_asks_for_two_people_and_a_decision(town, drawer, head):
    archived()
    clearance = draw(drawer)
    for changes in (
        {"state": "approved"},
        {"approved_by": drawer},
        {"state": "destroyed", "approved_by": head},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clearance.objects.filter(pk=clearance.pk).update(**changes)


def test_destruction_takes_contents_and_leaves_the_record(
    town, drawer, head, django_capture_on_commit_callbacks
):
    mine = services.keep_file(content=corpus.pdf(), name="a.pdf", actor=None, at=AT)
    shared = services.keep_file(content=corpus.docx(), name="b.docx", actor=None, at=AT)
    services.read_text(file_id=shared.pk)
    old, kept = archived(files=[mine, shared]), entry(files=[shared], subject="Μένει")
    clearance = approve(draw(drawer), head)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.destroy_cleared(clearance_id=clearance.pk, actor=drawer, at=LATER) == 1
    old.refresh_from_db()
    assert old.destroyed_at == LATER
    assert old.label == "ΕΙΣ 1/2026"
    assert not queries.search_entries(head, "πεζοδρομίου").exists()
    assert not blobs.store().exists(mine.path)
    assert blobs.store().exists(shared.path)
    assert queries.text_of(shared)
    (item,) = clearance.items.all()
    assert [file["sha256"] for file in item.files_destroyed] == [mine.sha256]
    assert history_of(clearance).first().after == {"entries": 1, "kept": 0}
    assert kept.attachments.get().file == shared


def test_a_hold_set_after_the_approval_still_keeps(town, drawer, head):
    held = archived()
    clearance = approve(draw(drawer), head)
    services.hold_entry(entry_id=held.pk, reason="Έλεγχος", actor=head, at=LATER)
    assert services.destroy_cleared(clearance_id=clearance.pk, actor=drawer, at=LATER) == 0
    held.refresh_from_db()
    assert held.destroyed_at is None
    assert clearance.items.get().left_out
    services.release_entry(entry_id=held.pk, actor=head, at=LATER)


def test_what_the_archives_choose_is_left_out(town, drawer, head):
    archived()
    clearance = draw(drawer)
    item = clearance.items.get()
    with pytest.raises(ReasonMissing):
        services.leave_out(item_id=item.pk, reason="", actor=drawer, at=LATER)
    services.leave_out(item_id=item.pk, reason="Ιστορική αξία (ΓΑΚ)", actor=drawer, at=LATER)
    approve(clearance, head)
    assert services.destroy_cleared(clearance_id=clearance.pk, actor=drawer, at=LATER) == 0


def test_a_dropped_list_keeps_everything(town, drawer):
    archived()
    clearance = draw(drawer)
    services.drop_clearance(clearance_id=clearance.pk, reason="Λάθος έτος", actor=drawer, at=LATER)
    assert draw(drawer, at=LATER + timedelta(days=1)).items.count() == 1


def test_every_state_of_a_list_is_in_the_table():
    assert set(CLEARANCE_MOVES) == set(ClearanceState)
    assert unreachable(CLEARANCE_MOVES, ClearanceState.DRAWN) == set()
