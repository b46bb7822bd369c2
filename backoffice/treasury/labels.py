"""What the verbs of the treasury are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "treasury.desk.set_up": _("Cash desk set up"),
    "treasury.desk.changed": _("Cash desk changed"),
    "treasury.session.opened": _("Cash desk opened"),
    "treasury.session.opening_approved": _("Opening of a cash desk approved"),
    "treasury.session.counted": _("Cash desk counted"),
    "treasury.session.recounted": _("Cash desk to be counted anew"),
    "treasury.session.closed": _("Cash desk closed"),
    "treasury.payment.taken": _("Payment taken at a cash desk"),
    "treasury.cash.supplied": _("Float drawn from the bank"),
    "treasury.cash.deposited": _("Cash deposited to the bank"),
    "treasury.cancellation.asked": _("Cancellation of a receipt asked"),
    "treasury.cancellation.approved": _("Cancellation of a receipt approved"),
    "treasury.cancellation.refused": _("Cancellation of a receipt refused"),
    "treasury.cancellation.done": _("Receipt cancelled at a cash desk"),
}
