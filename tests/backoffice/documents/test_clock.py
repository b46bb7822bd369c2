"""The legal clock: the worked examples of the law by number, then what moves a last day."""

from datetime import date

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from backoffice.documents import queries, services
from backoffice.documents.models import Clock, ClockNotice, ClockRule
from backoffice.documents.refusals import (
    ClockDayWrong,
    ClockExists,
    ExtendedAlready,
    NoSuchRule,
    WhyMissing,
)
from backoffice.documents.rules import clock as law
from backoffice.documents.rules.clock import Length, Unit
from backoffice.documents.steps import CLOCK_MOVES, ClockState
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.states import IllegalMove, unreachable

from . import desk
from .desk import at
from .office import entry

CALENDAR = LegalCalendar()
GENERAL = Length(50)


@pytest.mark.parametrize(
    ("number", "received", "last_document", "length", "due"),
    [
        ("T3-1", date(2026, 3, 2), None, GENERAL, date(2026, 4, 21)),
        ("T3-2", date(2026, 3, 2), date(2026, 3, 10), GENERAL, date(2026, 4, 29)),
        ("T3-3", date(2026, 3, 12), None, GENERAL, date(2026, 5, 4)),
        ("T3-4", date(2026, 3, 4), None, GENERAL, date(2026, 4, 23)),
        ("T3-5", date(2026, 11, 13), None, Length(10), date(2026, 11, 23)),
        ("T3-7", date(2026, 12, 14), None, Length(10, Unit.WORKING), date(2026, 12, 29)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_worked_examples(number, received, last_document, length, due):
    first = law.start_day(received, last_document)
    assert law.due_date(first, length, CALENDAR) == due


def test_t3_3_without_rolling_the_holiday_stays():
    fixed = Length(50, rolls_forward=False)
    assert law.due_date(date(2026, 3, 12), fixed, CALENDAR) == date(2026, 5, 1)


def test_t3_4_the_forwarding_limit_is_three_days():
    assert law.due_date(date(2026, 3, 2), Length(3), CALENDAR) == date(2026, 3, 5)


@pytest.mark.parametrize(("days", "prevails", "flag"), [(60, False, True), (60, True, False)])
def test_t3_6_a_longer_special_limit_is_flagged_unless_it_prevails(days, prevails, flag):
    assert law.needs_review(days, 50, prevails=prevails) is flag
    assert not law.needs_review(20, 50, prevails=False)


def test_months_end_on_the_last_day_of_a_shorter_month():
    assert law.due_date(date(2026, 11, 30), Length(3, Unit.MONTHS), CALENDAR) == date(2027, 3, 1)


def test_stages_come_before_on_and_after():
    due = date(2026, 11, 23)
    said = {d: law.stage_on(due, date(2026, 11, d), CALENDAR) for d in (10, 16, 20, 23, 24)}
    assert said == {10: "", 16: "before", 20: "before", 23: "on", 24: "after"}


def test_the_bar_never_leaves_its_ends():
    first, due = date(2026, 3, 2), date(2026, 4, 21)
    days = (date(2026, 1, 1), date(2026, 3, 27), date(2026, 9, 1))
    assert [law.share_used(first, due, day) for day in days] == [0, 50, 100]


def test_every_state_is_reached():
    assert set(CLOCK_MOVES) == set(ClockState)
    assert not unreachable(CLOCK_MOVES, ClockState.FORWARDING)


@pytest.fixture
def staff(town):
    services.load_circulation()
    return desk.people()


def clock_of(row):
    return Clock.objects.get(entry=row)


@pytest.mark.django_db
def test_t3_1_in_the_register(staff):
    row = entry(staff.registry, at=at(2026, 3, 2))
    services.start_clock(
        entry_id=row.pk,
        rule="general",
        complete_on=date(2026, 3, 2),
        actor=staff.registry,
        at=at(2026, 3, 2),
    )
    row.refresh_from_db()
    assert (row.due_on, row.due_rule) == (date(2026, 4, 21), "general")


@pytest.mark.django_db
def test_t3_2_the_clock_waits_for_the_last_document(staff):
    row = entry(staff.registry, at=at(2026, 3, 2))
    clock = services.start_clock(
        entry_id=row.pk, rule="general", complete_on=None, actor=None, at=at(2026, 3, 2)
    )
    assert (clock.state, clock.due_on) == (ClockState.INCOMPLETE, None)
    services.complete_file(
        entry_id=row.pk, complete_on=date(2026, 3, 10), actor=staff.clerk, at=at(2026, 3, 10)
    )
    assert clock_of(row).due_on == date(2026, 4, 29)


@pytest.mark.django_db
def test_t3_4_forwarded_to_the_competent_service(staff):
    row = entry(staff.registry, at=at(2026, 3, 2))
    clock = services.start_clock(
        entry_id=row.pk,
        rule="general",
        complete_on=date(2026, 3, 2),
        wrong_service=True,
        actor=None,
        at=at(2026, 3, 2),
    )
    assert (clock.forward_by, clock.due_on) == (date(2026, 3, 5), None)
    services.forward_clock(
        entry_id=row.pk, received_on=date(2026, 3, 4), actor=staff.registry, at=at(2026, 3, 4)
    )
    assert clock_of(row).due_on == date(2026, 4, 23)


@pytest.mark.django_db
def test_a_15_not_forwarded_on_the_fourth_day_is_told(staff):
    row = entry(staff.registry, at=at(2026, 3, 2))
    services.start_clock(
        entry_id=row.pk,
        rule="general",
        complete_on=None,
        wrong_service=True,
        actor=None,
        at=at(2026, 3, 2),
    )
    assert services.warn_of_time_limits(at=at(2026, 3, 5)) == 0
    assert services.warn_of_time_limits(at=at(2026, 3, 6)) == 1
    assert ClockNotice.objects.get().stage == "forward"


@pytest.mark.django_db
def test_t3_6_a_special_limit_of_sixty_days_is_flagged(staff):
    ClockRule.objects.create(
        code="special",
        name_el="Ειδική",
        name_en="Special",
        days=60,
        unit="calendar",
        legal_basis="δοκιμή",
        valid_from=date(2020, 1, 1),
    )
    row = entry(staff.registry, at=at(2026, 3, 2))
    clock = services.start_clock(
        entry_id=row.pk, rule="special", complete_on=date(2026, 3, 2), actor=None, at=at(2026, 3, 2)
    )
    assert clock.needs_review


def started(staff, **facts):
    row = entry(staff.registry, at=at(2026, 3, 2))
    services.start_clock(
        entry_id=row.pk,
        rule="general",
        complete_on=date(2026, 3, 2),
        actor=staff.registry,
        at=at(2026, 3, 2),
        **facts,
    )
    return row


@pytest.mark.django_db
def test_a_suspension_moves_the_last_day_by_its_own_length(staff):
    row = started(staff)
    services.suspend_clock(
        entry_id=row.pk, reason="Λείπει το τοπογραφικό", actor=staff.clerk, at=at(2026, 3, 10)
    )
    services.resume_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 3, 20))
    clock = clock_of(row)
    # Nominal Fri 1 May 2026, a holiday; then a weekend.
    assert (clock.suspended_days, clock.due_on) == (10, date(2026, 5, 4))


@pytest.mark.django_db
def test_both_sides_read_why_it_stands_still(staff):
    row = started(staff)
    services.suspend_clock(
        entry_id=row.pk, reason="Λείπει το τοπογραφικό", actor=staff.clerk, at=at(2026, 3, 10)
    )
    words = queries.clock_words(row, on=date(2026, 3, 12), language="el")
    assert "Λείπει το τοπογραφικό" in words.now
    assert "10/03/2026" in " ".join(words.history)
    services.resume_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 3, 20))
    words = queries.clock_words(row, on=date(2026, 4, 20), language="en")
    assert "04/05/2026" in words.now


@pytest.mark.django_db
def test_a_suspension_needs_its_reason_and_its_day(staff):
    row = started(staff)
    with pytest.raises(WhyMissing):
        services.suspend_clock(entry_id=row.pk, reason=" ", actor=staff.clerk, at=at(2026, 3, 10))
    with pytest.raises(ClockDayWrong):
        services.suspend_clock(
            entry_id=row.pk,
            reason="x",
            actor=staff.clerk,
            at=at(2026, 3, 10),
            on=date(2026, 3, 11),
        )
    with pytest.raises(IllegalMove):
        services.resume_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 3, 10))


@pytest.mark.django_db
def test_several_services_extend_once_to_sixty_days(staff):
    row = started(staff)
    services.extend_clock(
        entry_id=row.pk, reason="Σύμπραξη υπηρεσιών", actor=staff.head, at=at(2026, 3, 10)
    )
    # 60 days: nominal Fri 1 May 2026.
    assert clock_of(row).due_on == date(2026, 5, 4)
    with pytest.raises(ExtendedAlready):
        services.extend_clock(entry_id=row.pk, reason="again", actor=staff.head, at=at(2026, 3, 11))


@pytest.mark.django_db
def test_one_clock_and_a_rule_in_force(staff):
    row = started(staff)
    with pytest.raises(ClockExists):
        services.start_clock(
            entry_id=row.pk, rule="general", complete_on=None, actor=None, at=at(2026, 3, 3)
        )
    other = entry(staff.registry, at=at(2026, 3, 2))
    with pytest.raises(NoSuchRule):
        services.start_clock(
            entry_id=other.pk, rule="unheard-of", complete_on=None, actor=None, at=at(2026, 3, 3)
        )


@pytest.mark.django_db
def test_escalation_tells_each_stage_once(staff):
    row = started(staff)
    due = clock_of(row).due_on
    assert due == date(2026, 4, 21)
    days = [at(2026, 4, 1), at(2026, 4, 16), at(2026, 4, 17), at(2026, 4, 21), at(2026, 4, 22)]
    told = [services.warn_of_time_limits(at=day) for day in days]
    assert told == [0, 1, 0, 1, 1]
    assert [notice.stage for notice in ClockNotice.objects.all()] == ["before", "on", "after"]
    assert {m.to[0] for m in mail.outbox} == {"head@example.org"}
    assert all(row.label in m.subject for m in mail.outbox)


@pytest.mark.django_db
def test_a_stopped_clock_never_changes(staff):
    row = started(staff)
    clock = services.stop_clock(entry_id=row.pk, actor=staff.clerk, at=at(2026, 4, 1))
    assert (clock.state, clock.stopped_on) == (ClockState.STOPPED, date(2026, 4, 1))
    assert services.stop_clock(entry_id=row.pk, actor=None, at=at(2026, 4, 9)).stopped_on == date(
        2026, 4, 1
    )
    with pytest.raises(DatabaseError, match="stopped_clock_never_changes"), transaction.atomic():
        Clock.objects.filter(pk=clock.pk).update(suspended_days=9)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["update", "delete"])
def test_the_database_keeps_what_happened(staff, name):
    row = started(staff)
    events = clock_of(row).events.all()
    with pytest.raises(DatabaseError, match="clock_event_is_fixed"), transaction.atomic():
        events.update(reason="x") if name == "update" else events.delete()


@pytest.mark.django_db
def test_rules_are_loaded_once():
    services.load_circulation()
    assert services.load_circulation() == 0
    assert ClockRule.objects.get(code="general").days == 50
