"""How pictures are cut, and in which formats."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from wagtail.images.models import Filter

# Any number that nothing else locks by.
DRAWING = 7_110

# Every size in which a picture is made; lists and articles share them, so few files are kept.
SIZES = {
    "small": ["fill-480x270"],
    "card": ["fill-480x270", "fill-960x540"],
    "wide": ["fill-640x360", "fill-1280x720"],
}
# How wide a picture stands on the page, for places that offer more than one size.
WIDTHS = {
    "card": "(min-width: 60rem) 24rem, (min-width: 40rem) 50vw, 100vw",
    "wide": "(min-width: 60rem) 46rem, 100vw",
}


def filters(kind: str) -> list[Filter]:
    """Return the cuts and formats for one place on a page: small, card or wide."""
    return [
        Filter(f"format-{form}|{size}|{quality}")
        for form, quality in settings.PICTURE_FORMATS.items()
        for size in SIZES[kind]
    ]


def all_filters() -> list[Filter]:
    """Return the cuts and formats of every place."""
    found = {item.spec: item for kind in SIZES for item in filters(kind)}
    return list(found.values())


def sizes_of(image: Any, wanted: list[Filter]) -> dict[str, Any]:
    """Return a picture in the asked cuts, drawing what is missing; two never draw the same one.

    Two processes would draw it under two names, and their pages would differ.
    """
    if len(image.find_existing_renditions(*wanted)) < len(wanted):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [DRAWING, image.pk])
            found: dict[str, Any] = image.get_renditions(*wanted)
            return found
    made: dict[str, Any] = image.get_renditions(*wanted)
    return made
