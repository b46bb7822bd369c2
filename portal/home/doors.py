"""E-services that an editor may link to without knowing their address."""

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DOORS: dict[str, str | Promise] = {
    "pay:by_rf": _("Pay with an RF code"),
    "debts:list": _("My debts"),
    "tourist_fee:home": _("Stay fee declaration"),
    "my_appointments:topics": _("Book an appointment"),
    "accounts:home": _("My account"),
    "search:results": _("Search"),
}
# An address for the time when the office behind a door is switched off.
CLOSED = ""


def choices() -> list[tuple[str, str | Promise]]:
    """Return the doors for an editor's list."""
    return list(DOORS.items())


def address(door: str) -> str:
    """Return the address of a door in the current language, or nothing while it is closed."""
    try:
        return reverse(door)
    except NoReverseMatch:
        return CLOSED
