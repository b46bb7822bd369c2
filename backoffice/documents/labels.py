"""What the verbs of the register are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "documents.file.kept": _("File kept"),
    "documents.entry.registered": _("Document registered"),
    "documents.entry.corrected": _("Entry corrected"),
    "documents.entry.cancelled": _("Entry cancelled"),
    "documents.entry.moved": _("State of the entry changed"),
    "documents.entry.linked": _("Entries linked"),
    "documents.entry.files_added": _("Files added to the entry"),
    "documents.entry.held": _("Legal hold set"),
    "documents.entry.released": _("Legal hold lifted"),
    "documents.entry.opened": _("Confidential entry opened"),
    "documents.attachment.checked": _("Signatures of a file checked"),
    "documents.plan.saved": _("File plan changed"),
    "documents.plan.counted": _("Retention counted anew"),
    "documents.clearance.drawn": _("Clearance list drawn up"),
    "documents.clearance.left_out": _("Entry left out of a clearance list"),
    "documents.clearance.approved": _("Clearance list approved"),
    "documents.clearance.dropped": _("Clearance list dropped"),
    "documents.clearance.destroyed": _("Contents destroyed after clearance"),
    "documents.message.fetched": _("Message taken from the mailbox"),
    "documents.message.registered": _("Message registered"),
    "documents.message.dismissed": _("Message not to be registered"),
    "documents.message.returned": _("Message put back into the tray"),
}
