"""Our verbs as the audit trail prints them."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "applications.application.submitted": _("Application sent"),
    "applications.application.taken_up": _("Application taken up"),
    "applications.application.asked": _("More asked of the applicant"),
    "applications.application.answered": _("Request answered"),
    "applications.application.corrected": _("Application corrected by the applicant"),
    "applications.application.approved": _("Application approved"),
    "applications.application.rejected": _("Application refused"),
    "applications.application.completed": _("Application completed"),
    "applications.application.forwarded": _("Application forwarded"),
    "applications.application.withdrawn": _("Application withdrawn"),
    "applications.application.awaiting_payment": _("Payment asked for"),
    "applications.application.fee_paid": _("Fee of the application paid"),
    "applications.application.resumed": _("Application goes on"),
    "applications.application.objected": _("Objection lodged"),
    "applications.application.objection_upheld": _("Objection accepted"),
    "applications.application.objection_dismissed": _("Objection not accepted"),
    "applications.application.objection_withdrawn": _("Objection taken back"),
    "applications.application.erased": _("What was sent with an application erased"),
    "applications.application.late_to_forward": _("Application not forwarded in time"),
    "applications.cosignature.invited": _("Co-signer invited"),
    "applications.cosignature.signed": _("Application co-signed"),
    "applications.cosignature.refused": _("Co-signature refused"),
    "applications.cosignature.taken_back": _("Co-signature no longer asked for"),
    "applications.cosignature.expired": _("Co-signature not given in time"),
    "applications.custody.declared": _("Custody declared"),
    "applications.custody.ended": _("Declaration of custody ended"),
    "applications.file.quarantined": _("File with malware set apart"),
}
