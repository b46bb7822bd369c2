"""What forms choose from."""

from datetime import date

from backoffice.documents.models import Book, Entry, PlanItem
from backoffice.identity.queries import departments_as_tree


def books(*, only_open: bool = True) -> list[tuple[str, str]]:
    """Return the books by code."""
    rows = Book.objects.filter(is_open=True) if only_open else Book.objects.all()
    return [(book.code, str(book)) for book in rows]


def subjects() -> list[tuple[str, str]]:
    """Return the subjects of the file plan in use, deeper ones indented."""
    return [
        (item.code, "\u2003" * item.code.count(".") + str(item))
        for item in PlanItem.objects.filter(in_use=True)
    ]


def units(on: date) -> list[tuple[int, str]]:
    """Return the units of the town, each below the one it belongs to."""
    return [(unit.pk, "\u2003" * depth + str(unit)) for depth, unit in departments_as_tree(on)]


def years() -> list[int]:
    """Return the years that hold entries, the latest first."""
    return list(Entry.objects.order_by("-year").values_list("year", flat=True).distinct())
