"""What the verbs of revenue are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "revenue.charge.raised": _("Charge raised"),
    "revenue.charge.cancelled": _("Charge cancelled"),
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
