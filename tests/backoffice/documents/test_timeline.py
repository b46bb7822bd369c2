"""The time limit as a picture: stretches in order, and where the marks stand."""

from datetime import date

from backoffice.documents.rules.timeline import Days, Part, timeline

RECEIVED, DUE = date(2026, 3, 2), date(2026, 4, 21)


def parts(days: Days) -> list[tuple[str, float, float]]:
    return [(one.part, one.left, one.width) for one in timeline(days).stretches]


def test_half_counted_half_ahead() -> None:
    days = Days(RECEIVED, RECEIVED, DUE, until=date(2026, 3, 27))
    assert parts(days) == [(Part.COUNTED, 0.0, 50.0), (Part.AHEAD, 50.0, 50.0)]
    line = timeline(days)
    assert (line.begun_at, line.due_at, line.now_at) == (0.0, 100.0, 50.0)


def test_it_begins_with_the_last_document() -> None:
    days = Days(RECEIVED, date(2026, 3, 12), DUE, until=date(2026, 3, 12))
    assert parts(days) == [(Part.BEFORE, 0.0, 20.0), (Part.AHEAD, 20.0, 80.0)]


def test_what_stood_still_is_not_counted() -> None:
    pause = (date(2026, 3, 12), date(2026, 3, 22))
    days = Days(RECEIVED, RECEIVED, DUE, until=date(2026, 3, 27), pauses=[pause])
    assert parts(days) == [
        (Part.COUNTED, 0.0, 20.0),
        (Part.STILL, 20.0, 20.0),
        (Part.COUNTED, 40.0, 10.0),
        (Part.AHEAD, 50.0, 50.0),
    ]


def test_late_is_what_follows_the_last_day() -> None:
    days = Days(RECEIVED, RECEIVED, DUE, until=date(2026, 6, 10))
    assert parts(days) == [(Part.COUNTED, 0.0, 50.0), (Part.LATE, 50.0, 50.0)]
    assert timeline(days).now_at == 100.0


def test_answered_early_leaves_the_rest_empty() -> None:
    days = Days(RECEIVED, RECEIVED, DUE, until=date(2026, 3, 27), is_over=True)
    assert parts(days) == [(Part.COUNTED, 0.0, 50.0)]


def test_without_a_complete_file_nothing_is_counted() -> None:
    days = Days(RECEIVED, None, None, until=date(2026, 3, 12))
    assert parts(days) == [(Part.BEFORE, 0.0, 100.0)]
    assert timeline(days).due_at is None
