"""Public reads of documents."""

from . import choices
from .clock import (
    ClockView,
    ClockWords,
    answer_times,
    clock_of,
    clock_words,
    ending_clocks,
    late_clocks,
    rules_in_force,
    running_clocks,
)
from .entries import (
    Filters,
    Page,
    counts_of,
    day_book,
    entry_by_number,
    page_of,
    search_entries,
    waiting_of,
)
from .entry import EntryView, entry_view
from .files import content_of, picture_of, text_of

__all__ = [
    "ClockView",
    "ClockWords",
    "EntryView",
    "Filters",
    "Page",
    "answer_times",
    "choices",
    "clock_of",
    "clock_words",
    "content_of",
    "counts_of",
    "day_book",
    "ending_clocks",
    "entry_by_number",
    "entry_view",
    "late_clocks",
    "page_of",
    "picture_of",
    "rules_in_force",
    "running_clocks",
    "search_entries",
    "text_of",
    "waiting_of",
]
