"""Public reads."""

from .models import TownSettings


def town_email() -> str:
    """Return the mailbox of the town, or nothing before somebody set it."""
    town = TownSettings.load()
    return town.email
