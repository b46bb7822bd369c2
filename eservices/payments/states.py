"""The words for where an attempt and a notice stand, and which word may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("card page open")
    CLOSED = "closed", _("closed")


class OrderState(models.TextChoices):
    ASKED = "asked", _("card not saved yet")
    ACTIVE = "active", _("in force")
    STOPPED = "stopped", _("stopped")


class StopReason(models.TextChoices):
    """Why a standing order charges nothing any more."""

    WISH = "wish", _("stopped at the citizen's wish")
    REPLACED = "replaced", _("replaced by another card")
    ENDED = "ended", _("nothing is left to charge")
    REFUSED = "refused", _("the bank refused on every stated day")
    RIGHT = "right", _("whoever gave it may no longer pay for the debtor")
    UNFINISHED = "unfinished", _("no card was saved")


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    IGNORED = "ignored", _("nothing to do")
    FOR_CLERK = "for_clerk", _("needs a clerk")


class Outcome(models.TextChoices):
    """What a notice led to."""

    RECORDED = "recorded", _("payment recorded")
    UNDER_WAY = "under_way", _("payment in progress at the bank")
    RELEASED = "released", _("not paid; the debt is free again")
    FAILED = "failed", _("the bank did not pay")
    NOTED = "noted", _("refusal of the card noted")
    CARD_SAVED = "card_saved", _("card saved for monthly charges")
    REFUNDED = "refunded", _("money went back; counter-receipt issued")
    REFUND_PENDING = "refund_pending", _("refund on its way")
    REFUND_FAILED = "refund_failed", _("the refund failed at the bank; the money is with us")
    DISPUTE_OPENED = "dispute_opened", _("the payer disputes the payment; answer in time")
    WITHDRAWN = "withdrawn", _("disputed money was taken back; the debt is open again")
    REINSTATED = "reinstated", _("disputed money came back")
    DISPUTE_WON = "dispute_won", _("dispute decided for the municipality")
    DISPUTE_LOST = "dispute_lost", _("dispute decided for the payer")
    DIFFERS = "differs", _("amount, currency or reference differ from what was asked")
    STRANGER = "stranger", _("belongs to no payment of ours")
    REFUSED = "refused", _("could not be booked")
    NOTHING = "nothing", _("nothing to do")


ATTEMPT_MOVES = {
    AttemptState.PLANNED: {AttemptState.OPEN, AttemptState.CLOSED},
    AttemptState.OPEN: {AttemptState.CLOSED},
    AttemptState.CLOSED: set(),
}

ORDER_MOVES = {
    OrderState.ASKED: {OrderState.ACTIVE, OrderState.STOPPED},
    OrderState.ACTIVE: {OrderState.STOPPED},
    OrderState.STOPPED: set(),
}

NOTICE_MOVES = {
    NoticeState.WAITING: {NoticeState.DONE, NoticeState.IGNORED, NoticeState.FOR_CLERK},
    NoticeState.FOR_CLERK: {NoticeState.DONE},
    NoticeState.DONE: set(),
    NoticeState.IGNORED: set(),
}

# Everything else is for nobody to look at.
FOR_CLERK = {
    Outcome.REFUND_FAILED,
    Outcome.DISPUTE_OPENED,
    Outcome.WITHDRAWN,
    Outcome.DISPUTE_LOST,
    Outcome.DIFFERS,
    Outcome.STRANGER,
    Outcome.REFUSED,
}


def state_after(outcome: Outcome) -> NoticeState:
    """Return where a notice stands once it led to something."""
    if outcome in FOR_CLERK:
        return NoticeState.FOR_CLERK
    return NoticeState.IGNORED if outcome is Outcome.NOTHING else NoticeState.DONE
