"""What the verbs of the budget are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "budget.opened": _("Budget of the year opened"),
    "budget.moved": _("State of the budget changed"),
    "budget.lines.entered": _("Lines of the budget entered"),
    "budget.line.opened": _("Line of the budget opened"),
    "budget.amendment.proposed": _("Amendment proposed"),
    "budget.amendment.moved": _("State of the amendment changed"),
}
