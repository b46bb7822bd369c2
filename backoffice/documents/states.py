"""Where an entry, a message of the tray and a clearance list may stand, and what may follow."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.states import Moves


class EntryState(TextChoices):
    """Where an entry of the register stands."""

    REGISTERED = "registered", pgettext_lazy("entry", "registered")
    ASSIGNED = "assigned", pgettext_lazy("entry", "assigned")
    IN_PROGRESS = "in_progress", pgettext_lazy("entry", "in progress")
    ANSWERED = "answered", pgettext_lazy("entry", "answered")
    ARCHIVED = "archived", pgettext_lazy("entry", "archived")
    CANCELLED = "cancelled", pgettext_lazy("entry", "cancelled")


ENTRY_MOVES: Moves = {
    EntryState.REGISTERED: {
        EntryState.ASSIGNED,
        EntryState.IN_PROGRESS,
        EntryState.ANSWERED,
        EntryState.ARCHIVED,
        EntryState.CANCELLED,
    },
    # An assignment may be returned, and the entry waits again.
    EntryState.ASSIGNED: {
        EntryState.REGISTERED,
        EntryState.IN_PROGRESS,
        EntryState.ANSWERED,
        EntryState.ARCHIVED,
        EntryState.CANCELLED,
    },
    EntryState.IN_PROGRESS: {
        EntryState.ASSIGNED,
        EntryState.ANSWERED,
        EntryState.ARCHIVED,
        EntryState.CANCELLED,
    },
    # The answer may be taken back: the case goes on.
    EntryState.ANSWERED: {EntryState.IN_PROGRESS, EntryState.ARCHIVED},
    # A case is opened again by a new document, not by moving an old one; putting an entry into the
    # archive by mistake is mended by taking it out.
    EntryState.ARCHIVED: {EntryState.IN_PROGRESS},
    EntryState.CANCELLED: set(),
}


class MessageState(TextChoices):
    """Where a message of the mailbox stands."""

    WAITING = "waiting", _("to be registered")
    REGISTERED = "registered", pgettext_lazy("message", "registered")
    DISMISSED = "dismissed", _("not to be registered")


MESSAGE_MOVES: Moves = {
    MessageState.WAITING: {MessageState.REGISTERED, MessageState.DISMISSED},
    MessageState.DISMISSED: {MessageState.WAITING},
    MessageState.REGISTERED: set(),
}


class ClearanceState(TextChoices):
    """Where a yearly clearance list stands."""

    DRAWN = "drawn", _("drawn up")
    APPROVED = "approved", pgettext_lazy("clearance", "approved")
    DESTROYED = "destroyed", _("destroyed")
    DROPPED = "dropped", pgettext_lazy("clearance", "dropped")


CLEARANCE_MOVES: Moves = {
    ClearanceState.DRAWN: {ClearanceState.APPROVED, ClearanceState.DROPPED},
    ClearanceState.APPROVED: {ClearanceState.DESTROYED, ClearanceState.DROPPED},
    ClearanceState.DESTROYED: set(),
    ClearanceState.DROPPED: set(),
}
