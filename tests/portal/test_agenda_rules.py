"""When an event takes place: the rules alone, without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.agenda.rules import Times, UnreadableRule, last_end, occurrences, read_days, read_rule

ATHENS = ZoneInfo("Europe/Athens")
# citizens.md T5-3: Tuesdays at 19:00 from 6 October to 24 November 2026 without 27 October.
TUESDAYS = Times(
    starts_at=datetime(2026, 10, 6, 19, tzinfo=ATHENS),
    ends_at=datetime(2026, 10, 6, 20, 30, tzinfo=ATHENS),
    rule="FREQ=WEEKLY;UNTIL=20261124T170000Z",
    exceptions=frozenset({date(2026, 10, 27)}),
)
AUTUMN = (datetime(2026, 9, 1, tzinfo=ATHENS), datetime(2027, 1, 1, tzinfo=ATHENS))


def test_t5_3_weekly_event_keeps_its_hour_over_the_end_of_summer_time() -> None:
    found = occurrences(TUESDAYS, *AUTUMN)
    assert len(found) == 7
    assert {one.starts_at.strftime("%a %H:%M") for one in found} == {"Tue 19:00"}
    assert date(2026, 10, 27) not in {one.starts_at.date() for one in found}
    assert {one.starts_at.astimezone(UTC).hour for one in found} == {16, 17}


def test_t5_3_holds_when_the_times_come_back_from_the_database_in_utc() -> None:
    stored = Times(
        starts_at=TUESDAYS.starts_at.astimezone(UTC),
        ends_at=TUESDAYS.ends_at.astimezone(UTC),
        rule=TUESDAYS.rule,
        exceptions=TUESDAYS.exceptions,
    )
    assert occurrences(stored, *AUTUMN) == occurrences(TUESDAYS, *AUTUMN)


def test_last_end_is_that_of_the_last_occurrence() -> None:
    assert last_end(TUESDAYS) == datetime(2026, 11, 24, 20, 30, tzinfo=ATHENS)
    assert last_end(Times(TUESDAYS.starts_at, TUESDAYS.ends_at, rule="FREQ=WEEKLY")) is None
    assert last_end(Times(TUESDAYS.starts_at, TUESDAYS.ends_at)) == TUESDAYS.ends_at


def test_event_that_began_before_the_span_counts_while_it_lasts() -> None:
    long = Times(datetime(2026, 8, 30, 10, tzinfo=ATHENS), datetime(2026, 9, 3, 10, tzinfo=ATHENS))
    assert len(occurrences(long, *AUTUMN)) == 1
    assert occurrences(long, datetime(2026, 9, 4, tzinfo=ATHENS), AUTUMN[1]) == []


def test_all_day_event_repeats_by_day() -> None:
    fair = Times(
        datetime(2026, 10, 24, tzinfo=ATHENS),
        datetime(2026, 10, 24, 23, 59, tzinfo=ATHENS),
        is_all_day=True,
        rule="FREQ=DAILY;COUNT=3",
    )
    found = occurrences(fair, *AUTUMN)
    assert [one.starts_at.date().day for one in found] == [24, 25, 26]
    assert all(one.ends_at.date() == one.starts_at.date() for one in found)


@pytest.mark.parametrize("rule", ["", "WEEKLY", "FREQ=SOMETIMES", "FREQ=SECONDLY", "FREQ=", "x;y"])
def test_unreadable_rule_is_refused(rule: str) -> None:
    with pytest.raises(UnreadableRule):
        read_rule(rule)


def test_days_are_read_one_on_each_line() -> None:
    assert read_days("27/10/2026\n\n 3/11/2026 ") == {date(2026, 10, 27), date(2026, 11, 3)}
    with pytest.raises(UnreadableRule):
        read_days("27-10-2026")
    with pytest.raises(UnreadableRule):
        read_days("31/02/2026")
