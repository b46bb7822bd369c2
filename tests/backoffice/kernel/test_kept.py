"""What a page asks about its reader many times is asked once, and kept nowhere else."""

from datetime import date

from backoffice.kernel.kept import keep_answers, once


class Reader:
    """Somebody who reads, and how often anything was asked about them."""

    def __init__(self) -> None:
        self.asked: list[date] = []


@once
def days(reader: Reader, on: date) -> tuple[date, ...]:
    reader.asked.append(on)
    return (on,)


TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


def test_a_reading_page_asks_once_for_each_question() -> None:
    reader = Reader()
    keep_answers(reader, "GET")
    assert days(reader, TODAY) == days(reader, TODAY) == (TODAY,)
    assert days(reader, TOMORROW) == (TOMORROW,)
    assert reader.asked == [TODAY, TOMORROW]
    keep_answers(reader, "GET")
    days(reader, TODAY)
    assert reader.asked == [TODAY, TOMORROW], "a second look at the same page forgets nothing"


def test_nothing_is_kept_where_something_may_change() -> None:
    reader = Reader()
    days(reader, TODAY)
    keep_answers(reader, "POST")
    days(reader, TODAY)
    assert reader.asked == [TODAY, TODAY]


def test_another_reader_is_asked_about_anew() -> None:
    first, second = Reader(), Reader()
    for reader in (first, second):
        keep_answers(reader)
        days(reader, TODAY)
    assert first.asked == second.asked == [TODAY]
