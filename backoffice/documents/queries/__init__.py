"""Public reads of documents."""

from .entries import Filters, Page, counts_of, day_book, page_of, search_entries, waiting_of
from .entry import EntryView, entry_view
from .files import content_of, picture_of, text_of

__all__ = [
    "EntryView",
    "Filters",
    "Page",
    "content_of",
    "counts_of",
    "day_book",
    "entry_view",
    "page_of",
    "picture_of",
    "search_entries",
    "text_of",
    "waiting_of",
]
