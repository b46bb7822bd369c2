"""Where drafts, assignments, dispatches and clocks may stand, and what may follow."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from backoffice.kernel.states import Moves


class DraftState(TextChoices):
    """Where an outgoing document stands between a clerk's desk and the archive."""

    DRAFT = "draft", pgettext_lazy("document", "draft")
    IN_COSIGN = "in_cosign", pgettext_lazy("document", "being co-signed")
    RETURNED = "returned", pgettext_lazy("document", "returned")
    SIGNED = "signed", pgettext_lazy("document", "signed")
    NUMBERED = "numbered", pgettext_lazy("document", "numbered")
    DISPATCHED = "dispatched", pgettext_lazy("document", "dispatched")
    ARCHIVED = "archived", pgettext_lazy("document", "archived")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("document", "cancelled")


DRAFT_MOVES: Moves = {
    DraftState.DRAFT: {DraftState.IN_COSIGN, DraftState.WITHDRAWN},
    DraftState.IN_COSIGN: {DraftState.RETURNED, DraftState.SIGNED, DraftState.WITHDRAWN},
    DraftState.RETURNED: {DraftState.IN_COSIGN, DraftState.WITHDRAWN},
    # What was signed is never taken back: it is cancelled, or repeated correctly by another.
    DraftState.SIGNED: {DraftState.NUMBERED, DraftState.CANCELLED},
    DraftState.NUMBERED: {DraftState.DISPATCHED, DraftState.CANCELLED},
    DraftState.DISPATCHED: {DraftState.ARCHIVED, DraftState.CANCELLED},
    DraftState.ARCHIVED: set(),
    DraftState.WITHDRAWN: set(),
    DraftState.CANCELLED: set(),
}

EDITABLE = (DraftState.DRAFT, DraftState.RETURNED)
BEFORE_SIGNATURE = (DraftState.DRAFT, DraftState.IN_COSIGN, DraftState.RETURNED)
ISSUED = (DraftState.NUMBERED, DraftState.DISPATCHED, DraftState.ARCHIVED)


class AssignmentState(TextChoices):
    """Where an assignment of an entry stands."""

    WAITING = "waiting", pgettext_lazy("assignment", "to accept")
    ACCEPTED = "accepted", pgettext_lazy("assignment", "accepted")
    RETURNED = "returned", pgettext_lazy("assignment", "returned")
    PASSED_ON = "passed_on", pgettext_lazy("assignment", "passed on")
    DONE = "done", pgettext_lazy("assignment", "done")


ASSIGNMENT_MOVES: Moves = {
    AssignmentState.WAITING: {
        AssignmentState.ACCEPTED,
        AssignmentState.RETURNED,
        AssignmentState.PASSED_ON,
        AssignmentState.DONE,
    },
    AssignmentState.ACCEPTED: {
        AssignmentState.RETURNED,
        AssignmentState.PASSED_ON,
        AssignmentState.DONE,
    },
    AssignmentState.RETURNED: set(),
    AssignmentState.PASSED_ON: set(),
    AssignmentState.DONE: set(),
}
OPEN_ASSIGNMENTS = (AssignmentState.WAITING, AssignmentState.ACCEPTED)


class DispatchState(TextChoices):
    """How far a copy has come on its way to one recipient."""

    WAITING = "waiting", pgettext_lazy("dispatch", "to send")
    SENT = "sent", pgettext_lazy("dispatch", "sent")
    DELIVERED = "delivered", pgettext_lazy("dispatch", "delivered")
    FAILED = "failed", pgettext_lazy("dispatch", "not delivered")


DISPATCH_MOVES: Moves = {
    DispatchState.WAITING: {DispatchState.SENT, DispatchState.DELIVERED, DispatchState.FAILED},
    DispatchState.SENT: {DispatchState.DELIVERED, DispatchState.FAILED},
    DispatchState.FAILED: {DispatchState.WAITING, DispatchState.SENT, DispatchState.DELIVERED},
    DispatchState.DELIVERED: set(),
}


class ClockState(TextChoices):
    """Whether the legal time limit of an entry runs."""

    FORWARDING = "forwarding", pgettext_lazy("clock", "to be forwarded")
    INCOMPLETE = "incomplete", pgettext_lazy("clock", "documents are missing")
    RUNNING = "running", pgettext_lazy("clock", "running")
    SUSPENDED = "suspended", pgettext_lazy("clock", "suspended")
    STOPPED = "stopped", pgettext_lazy("clock", "stopped")


CLOCK_MOVES: Moves = {
    ClockState.FORWARDING: {ClockState.RUNNING, ClockState.INCOMPLETE, ClockState.STOPPED},
    ClockState.INCOMPLETE: {ClockState.RUNNING, ClockState.STOPPED},
    ClockState.RUNNING: {ClockState.SUSPENDED, ClockState.STOPPED},
    ClockState.SUSPENDED: {ClockState.RUNNING, ClockState.STOPPED},
    ClockState.STOPPED: set(),
}
