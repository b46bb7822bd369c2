"""What the page of a matter shows of appointments: those booked about it, and the way to book."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.matters import BLOCKS, Block, Matter, Visit

from . import about, access, queries


def appointment_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return the appointments about a matter to whoever receives people."""
    reader = visit.reader
    if not reader.has_perm(access.SEE):
        return None
    places = list(access.places_of(reader))
    rows = list(queries.bookings_about(matter.names)[:50])
    mine = {place.pk for place in places}
    may_book = reader.has_perm(access.BOOK) and not visit.is_print
    return {
        "rows": [(row, row.counter.place_id in mine) for row in rows],
        "places": [place for place in places if place.is_open] if may_book else [],
        "about": about.word_for(matter.subject),
    }


def register_blocks() -> None:
    """Enter the block."""
    BLOCKS.register(
        "appointments",
        Block(
            70,
            _("Appointments"),
            "appointments/matter_appointments.html",
            appointment_values,
        ),
    )
