"""The words for where an arrangement stands, and which word may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ArrangementState(models.TextChoices):
    AWAITING = "awaiting", pgettext_lazy("arrangement", "awaiting decision")
    RUNNING = "running", pgettext_lazy("arrangement", "running")
    COMPLETED = "completed", pgettext_lazy("arrangement", "completed")
    LOST = "lost", pgettext_lazy("arrangement", "lost")
    REFUSED = "refused", pgettext_lazy("arrangement", "refused")


MOVES = {
    ArrangementState.AWAITING: {ArrangementState.RUNNING, ArrangementState.REFUSED},
    ArrangementState.RUNNING: {ArrangementState.COMPLETED, ArrangementState.LOST},
    ArrangementState.COMPLETED: set(),
    # A second chance is an arrangement of its own: what was agreed once never changes.
    ArrangementState.LOST: set(),
    ArrangementState.REFUSED: set(),
}

LIVE = (ArrangementState.AWAITING, ArrangementState.RUNNING)

TONES = {
    ArrangementState.AWAITING: "warning",
    ArrangementState.RUNNING: "info",
    ArrangementState.COMPLETED: "success",
    ArrangementState.LOST: "danger",
    ArrangementState.REFUSED: "neutral",
}


class Organ(models.TextChoices):
    TREASURER = "treasurer", _("head of the treasury")
    COMMITTEE = "committee", _("municipal committee")
    COUNCIL = "council", _("municipal council")


class Group(models.TextChoices):
    OTHERS = "others", _("everybody")
    VULNERABLE = "vulnerable", _("vulnerable debtor, with certificate")


class Cause(models.TextChoices):
    """Why an arrangement is lost: the first ones are judged, the others an officer states."""

    LATE_TOTAL = "late_total", _("too many instalments not paid on their day")
    UNPAID_IN_A_ROW = "unpaid_in_a_row", _("instalments in a row not paid")
    UNPAID_PAST_NEXT = "unpaid_past_next", _("late instalment not paid by the next one's day")
    LAST_LATE_MONTHS = "last_late_months", _("last instalment not paid for too long")
    RETURNS = "returns", _("tax returns not filed")
    NEW_DEBTS = "new_debts", _("new debts not kept up")
    FALSE_DATA = "false_data", _("false data")


STATED = (Cause.RETURNS, Cause.NEW_DEBTS, Cause.FALSE_DATA)
