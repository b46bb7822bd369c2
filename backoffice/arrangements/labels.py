"""What the verbs of arrangements are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "arrangements.base_rate.set": _("Base rate of arrangements set"),
    "arrangements.term.opened": _("Longer term opened or closed"),
    "arrangements.arrangement.applied": _("Arrangement applied for"),
    "arrangements.arrangement.taken_over": _("Arrangement taken over"),
    "arrangements.decision.prepared": _("Decision on an arrangement entered"),
    "arrangements.arrangement.confirmed": _("Arrangement put in force"),
    "arrangements.arrangement.refused": _("Arrangement refused"),
    "arrangements.instalment.charged": _("Charges of an instalment raised"),
    "arrangements.instalment.reminded": _("Reminder of an instalment sent"),
    "arrangements.arrangement.completed": _("Arrangement completed"),
    "arrangements.arrangement.lost": _("Arrangement lost"),
    "arrangements.reward.proposed": _("Interest to give back proposed"),
    "arrangements.reward.given": _("Interest given back"),
}
