"""What of paying by card waits for somebody."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.desk.panels import Tile
from backoffice.identity.models import User


def tiles(user: User, on: date) -> list[Tile]:
    """Count the notices that need a clerk; a dispute has a deadline."""
    if not user.has_perm("payments.view_notice"):
        return []
    from .queries import notices_for_clerk

    address = reverse("card_payments:notices")
    return [Tile(_("Card notices that need a clerk"), notices_for_clerk(), address, order=5)]
