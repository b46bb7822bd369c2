"""The words for where a session of a cash desk stands, and which word may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SessionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("cash session", "opening awaits approval")
    OPEN = "open", pgettext_lazy("cash session", "open")
    COUNTED = "counted", pgettext_lazy("cash session", "closing awaits approval")
    CLOSED = "closed", pgettext_lazy("cash session", "closed")


SESSION_MOVES = {
    # The float differs from what was left, by more than one person may settle.
    SessionState.WAITING: {SessionState.OPEN},
    SessionState.OPEN: {SessionState.COUNTED, SessionState.CLOSED},
    # Counted anew, or approved by a second person.
    SessionState.COUNTED: {SessionState.OPEN, SessionState.CLOSED},
    SessionState.CLOSED: set(),
}


class CancellationState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("cancellation", "awaits approval")
    APPROVED = "approved", pgettext_lazy("cancellation", "approved, money not handed back")
    REFUSED = "refused", pgettext_lazy("cancellation", "refused")
    DONE = "done", pgettext_lazy("cancellation", "done")


CANCELLATION_MOVES = {
    CancellationState.ASKED: {CancellationState.APPROVED, CancellationState.REFUSED},
    CancellationState.APPROVED: {CancellationState.DONE},
    CancellationState.REFUSED: set(),
    CancellationState.DONE: set(),
}


class MovementKind(models.TextChoices):
    SUPPLY = "supply", _("float drawn from the bank")
    DEPOSIT = "deposit", _("deposit to the bank")
    SURPLUS = "surplus", _("surplus")
    SHORTAGE = "shortage", _("shortage")


class Tender(models.TextChoices):
    """Ways of paying at a desk; the codes are those of revenue's ways of paying."""

    CASH = "cash", _("cash")
    CARD = "pos", _("card")


class MatchState(models.TextChoices):
    """Where it stands whose a bank sum is."""

    PROPOSED = "proposed", pgettext_lazy("match", "awaits approval")
    BOOKED = "booked", pgettext_lazy("match", "booked")
    REFUSED = "refused", pgettext_lazy("match", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("match", "withdrawn")
    UNDO_ASKED = "undo_asked", pgettext_lazy("match", "undoing awaits approval")
    UNDONE = "undone", pgettext_lazy("match", "undone")


MATCH_MOVES = {
    MatchState.PROPOSED: {MatchState.BOOKED, MatchState.REFUSED, MatchState.WITHDRAWN},
    MatchState.BOOKED: {MatchState.UNDO_ASKED},
    # Whoever is asked may leave it booked.
    MatchState.UNDO_ASKED: {MatchState.UNDONE, MatchState.BOOKED},
    MatchState.REFUSED: set(),
    MatchState.WITHDRAWN: set(),
    MatchState.UNDONE: set(),
}
LIVE_MATCHES = (MatchState.PROPOSED, MatchState.BOOKED, MatchState.UNDO_ASKED)
