"""What of paying by card waits for somebody."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.desk.panels import Tile
from backoffice.desk.piles.shapes import allowed, in_words, page
from backoffice.desk.worklist import Source
from backoffice.identity.models import User

from .states import NoticeState, Outcome


def tiles(user: User, on: date) -> list[Tile]:
    """Count the notices that need a clerk; a dispute has a deadline."""
    if not user.has_perm("payments.view_notice"):
        return []
    from .queries import notices_for_clerk

    address = reverse("card_payments:notices")
    return [Tile(_("Card notices that need a clerk"), notices_for_clerk(), address, order=5)]


def _for_clerk(user: User, on: date) -> QuerySet[Any]:
    from .queries import notices

    return notices(state=NoticeState.FOR_CLERK)


NOTICES = Source(
    "payments.notice",
    _("Card notices that need a clerk"),
    allowed("payments.resolve_notice", _for_clerk),
    {
        "item_key": "pk",
        "item_title": in_words("outcome", lambda: Outcome.choices),
        "item_subject": "payment_code",
        "item_opened": "received_at",
    },
    page("card_payments:notice"),
    why=_("You settle what the bank reports and our books cannot."),
)
