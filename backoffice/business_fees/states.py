"""Where an expected period and a declaration may stand, and what may follow."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.states import Moves


class PeriodState(TextChoices):
    """Where one period of one establishment stands."""

    EXPECTED = "expected", _("expected")
    FILED = "filed", _("filed")
    PAID = "paid", _("paid")
    RECONCILED = "reconciled", _("reconciled")
    MISSING = "missing", _("missing")
    INVITED = "invited", _("invited")
    ASSESSED = "assessed", _("assessed by the municipality")
    CERTIFIED = "certified", _("certified")
    NOT_DUE = "not_due", _("not due")


PERIOD_MOVES: Moves = {
    PeriodState.EXPECTED: {PeriodState.FILED, PeriodState.MISSING, PeriodState.NOT_DUE},
    # A correction files again what was paid or reconciled: the difference is a new debt.
    PeriodState.FILED: {PeriodState.FILED, PeriodState.PAID},
    PeriodState.PAID: {PeriodState.RECONCILED, PeriodState.FILED},
    PeriodState.RECONCILED: {PeriodState.FILED},
    PeriodState.MISSING: {PeriodState.INVITED, PeriodState.FILED, PeriodState.NOT_DUE},
    PeriodState.INVITED: {PeriodState.ASSESSED, PeriodState.FILED, PeriodState.NOT_DUE},
    # The business may still declare until the finding is certified; the finding is then dropped.
    PeriodState.ASSESSED: {PeriodState.CERTIFIED, PeriodState.FILED, PeriodState.INVITED},
    # An officer may correct a certified finding at the counter.
    PeriodState.CERTIFIED: {PeriodState.PAID, PeriodState.FILED},
    # Somebody closed an establishment on the wrong day; the register is put right.
    PeriodState.NOT_DUE: {PeriodState.EXPECTED},
}

OPEN_STATES = (PeriodState.EXPECTED, PeriodState.MISSING, PeriodState.INVITED)
DECLARABLE_STATES = (*OPEN_STATES, PeriodState.ASSESSED)
FILED_STATES = (PeriodState.FILED, PeriodState.PAID, PeriodState.RECONCILED)

# Citizens read fewer words than staff, and see no step of the office before it concerns them.
CITIZEN_WORDS = {
    PeriodState.EXPECTED: pgettext_lazy("period", "To declare"),
    PeriodState.MISSING: pgettext_lazy("period", "Overdue"),
    PeriodState.INVITED: pgettext_lazy("period", "Overdue"),
    PeriodState.ASSESSED: pgettext_lazy("period", "Overdue"),
    PeriodState.CERTIFIED: pgettext_lazy("period", "Assessed by the municipality"),
    PeriodState.FILED: pgettext_lazy("period", "Declared"),
    PeriodState.PAID: pgettext_lazy("period", "Declared and settled"),
    PeriodState.RECONCILED: pgettext_lazy("period", "Declared and settled"),
    PeriodState.NOT_DUE: pgettext_lazy("period", "Not due"),
}


class DeclarationState(TextChoices):
    """Whether a declaration or finding is the one that counts."""

    FILED = "filed", _("in force")
    REPLACED = "replaced", _("replaced by a correction")
    PROPOSED = "proposed", _("finding, not yet certified")
    DROPPED = "dropped", _("finding dropped")


DECLARATION_MOVES: Moves = {
    DeclarationState.FILED: {DeclarationState.REPLACED},
    DeclarationState.REPLACED: set(),
    DeclarationState.PROPOSED: {DeclarationState.FILED, DeclarationState.DROPPED},
    DeclarationState.DROPPED: set(),
}
