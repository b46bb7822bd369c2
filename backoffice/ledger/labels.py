"""What the verbs of the ledger are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "ledger.entry.reversed": _("Journal entry reversed"),
    "ledger.year.opened": _("Year of the books opened"),
    "ledger.period.closed": _("Period closed"),
    "ledger.period.closed_for_good": _("Period closed for good"),
    "ledger.period.reopened": _("Period reopened"),
}
