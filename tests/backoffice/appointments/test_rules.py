"""When an office can receive: hours on the wall, pauses, what is taken, closures, holidays."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backoffice.appointments.rules import (
    Opening,
    Span,
    Wish,
    at_wall,
    free_slots,
    overlapping,
)

MONDAY = date(2026, 11, 23)
WISH = Wish(20, 10, timedelta(hours=2), 30)
MORNING = Opening(1, 0, time(8), time(10), date(2026, 1, 1), None)
EARLY = datetime(2026, 11, 20, 6, tzinfo=UTC)


def times(slots: list) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in slots]


def free(**more: object) -> list:
    facts = {"taken": [], "closed": [], "holidays": set(), "days": [MONDAY], "now": EARLY} | more
    openings = facts.pop("openings", [MORNING])
    return free_slots(WISH, openings, **facts)


def test_slots_keep_their_pause_and_end_with_the_hours() -> None:
    # Two hours on the wall in winter: 06:00 to 08:00 in UTC, every half hour.
    assert times(free()) == ["06:00", "06:30", "07:00", "07:30"]


def test_what_is_taken_is_not_offered_by_that_counter() -> None:
    taken = [(1, Span(at_wall(MONDAY, time(8, 30)), at_wall(MONDAY, time(9))))]
    other = Opening(2, 0, time(8), time(9), date(2026, 1, 1), None)
    assert times(free(taken=taken)) == ["06:00", "07:00", "07:30"]
    both = free(taken=taken, openings=[MORNING, other])
    assert [slot.counters for slot in both] == [(1, 2), (2,), (1,), (1,)]


def test_closures_of_the_place_and_holidays() -> None:
    whole = Span(at_wall(MONDAY, time(0)), at_wall(MONDAY, time(23)))
    assert free(closed=[(None, whole)]) == []
    assert free(closed=[(2, whole)]) != []
    assert free(holidays={MONDAY}) == []


def test_lead_time_and_horizon() -> None:
    assert times(free(now=at_wall(MONDAY, time(6, 45)))) == ["07:00", "07:30"]
    assert free(now=EARLY - timedelta(days=40)) == []


def test_the_clock_on_the_wall_changes_with_the_season() -> None:
    assert at_wall(date(2026, 3, 28), time(8)).hour == 6
    assert at_wall(date(2026, 3, 30), time(8)).hour == 5


def test_hours_that_meet_or_run_backwards() -> None:
    assert overlapping([(time(8), time(12)), (time(11), time(14))])
    assert overlapping([(time(12), time(8))])
    assert not overlapping([(time(8), time(12)), (time(12), time(14))])


@given(st.lists(st.tuples(st.integers(0, 115), st.integers(5, 60)), max_size=6))
def test_no_slot_meets_what_is_taken(booked: list[tuple[int, int]]) -> None:
    start = at_wall(MONDAY, time(8))
    spans = [
        Span(start + timedelta(minutes=a), start + timedelta(minutes=a + b)) for a, b in booked
    ]
    for slot in free(taken=[(1, span) for span in spans]):
        held = Span(slot.start, slot.end + timedelta(minutes=WISH.pause))
        assert not any(span.meets(held) for span in spans)
