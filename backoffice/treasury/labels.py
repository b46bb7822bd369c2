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
    "treasury.bank_sum.entered": _("Bank sum entered"),
    "treasury.match.proposed": _("Said whose a bank sum is"),
    "treasury.match.booked": _("Bank sum booked"),
    "treasury.match.refused": _("Match of a bank sum refused"),
    "treasury.match.withdrawn": _("Match of a bank sum withdrawn"),
    "treasury.match.undo_asked": _("Undoing of a bank sum's match asked"),
    "treasury.match.undone": _("Match of a bank sum undone"),
    "treasury.match.kept": _("Match of a bank sum left booked"),
}
