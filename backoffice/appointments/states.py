"""How an appointment goes: one table of moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.states import Moves


class BookingState(models.TextChoices):
    """Where an appointment stands."""

    BOOKED = "booked", _("booked")
    ATTENDED = "attended", _("the person came")
    MISSED = "missed", _("the person did not come")
    CANCELLED = "cancelled", _("cancelled")
    MOVED = "moved", _("moved to another time")


MOVES: Moves = {
    BookingState.BOOKED: (
        BookingState.ATTENDED,
        BookingState.MISSED,
        BookingState.CANCELLED,
        BookingState.MOVED,
    ),
    # A slip of the pen at the counter is mended the same day.
    BookingState.ATTENDED: (BookingState.MISSED,),
    BookingState.MISSED: (BookingState.ATTENDED,),
    BookingState.CANCELLED: (),
    BookingState.MOVED: (),
}
# What holds its time: nobody else gets it.
HOLDING = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
