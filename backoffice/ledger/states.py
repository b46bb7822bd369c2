"""The states of an accounting period and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeriodState(models.TextChoices):
    """Whether entries may carry a date of the month."""

    OPEN = "open", pgettext_lazy("period", "open")
    SOFT_CLOSED = "soft_closed", _("closed, may be reopened")
    CLOSED = "closed", _("closed for good")


# Adjustments go on until the financial reports are approved (ΠΔ 54/2018, παράρτημα 5): the soft
# state keeps everything else out and leaves the adjusting journal in.
PERIOD_MOVES: dict[PeriodState, frozenset[PeriodState]] = {
    PeriodState.OPEN: frozenset({PeriodState.SOFT_CLOSED, PeriodState.CLOSED}),
    PeriodState.SOFT_CLOSED: frozenset({PeriodState.OPEN, PeriodState.CLOSED}),
    PeriodState.CLOSED: frozenset(),
}
