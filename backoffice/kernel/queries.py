"""Public reads of the kernel."""

from .calendar import LegalCalendar
from .models import LocalHoliday


def legal_calendar() -> LegalCalendar:
    """Return the legal calendar with the town's own holidays."""
    return LegalCalendar(dict(LocalHoliday.objects.values_list("day", "name")))
