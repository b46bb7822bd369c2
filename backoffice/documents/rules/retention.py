"""How long documents are kept."""

from datetime import date


def delete_after(*, closed_on: date | None, years: int | None) -> date | None:
    """Return the last day on which a document is kept.

    Full calendar years count from the end of the year in which its file was closed. Without a
    number of years, or while the file is open, it has no last day.
    """
    if closed_on is None or years is None:
        return None
    return date(closed_on.year + years, 12, 31)
