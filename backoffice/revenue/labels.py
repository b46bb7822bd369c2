"""What the verbs of revenue are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "revenue.charge.raised": _("Charge raised"),
    "revenue.charge.cancelled": _("Charge cancelled"),
    "revenue.list.drafted": _("List drawn up"),
    "revenue.list.facts_entered": _("Facts of a list entered"),
    "revenue.list.checked": _("List checked"),
    "revenue.list.certified": _("List certified"),
    "revenue.list.correction_drafted": _("Correction of a list proposed"),
    "revenue.list.withdrawn": _("List withdrawn"),
    "revenue.list.closed": _("List closed"),
    "revenue.run.ordered": _("Rehearsal ordered"),
    "revenue.run.rehearsed": _("List rehearsed"),
    "revenue.run.failed": _("Rehearsal failed"),
    "revenue.run.looked_up": _("Row of a sample looked up"),
    "revenue.run.undone": _("Rehearsal undone"),
    "revenue.payment.started": _("Payment started"),
    "revenue.payment.session": _("Payment led to the bank"),
    "revenue.payment.recorded": _("Payment recorded"),
    "revenue.payment.failed": _("Payment failed"),
    "revenue.payment.abandoned": _("Payment abandoned"),
    "revenue.payment.reversed": _("Payment reversed"),
    "revenue.receipt.mailed": _("Receipt mailed"),
    "revenue.credit.refunded": _("Credit refunded"),
    "revenue.debtor.credited": _("Credit given to a debtor"),
    "revenue.kind.registered": _("Kind of revenue registered"),
    "revenue.tariff.set": _("Tariff set"),
}
