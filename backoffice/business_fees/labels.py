"""What the verbs of the business fees are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "business_fees.establishment.registered": _("Establishment registered"),
    "business_fees.establishment.changed": _("Establishment changed"),
    "business_fees.establishment.closed": _("Establishment closed"),
    "business_fees.category.entered": _("Category of fees entered"),
    "business_fees.category.changed": _("Category of fees changed"),
    "business_fees.receiver.entered": _("Receiver of declarations entered"),
    "business_fees.receiver.changed": _("Receiver of declarations changed"),
    "business_fees.periods.rolled": _("Expected periods drawn up"),
    "business_fees.period.invited": _("Invited to declare"),
    "business_fees.period.settled": _("Period settled"),
    "business_fees.declaration.declared": _("Declaration submitted"),
    "business_fees.declaration.corrected": _("Declaration corrected"),
    "business_fees.declaration.settled": _("Declaration settled"),
    "business_fees.finding.proposed": _("Finding proposed"),
    "business_fees.finding.certified": _("Finding certified"),
    "business_fees.finding.dropped": _("Finding dropped"),
    "business_fees.attachment.kept": _("Attachment kept"),
    "business_fees.attachment.discarded": _("Attachment discarded"),
    "business_fees.attachment.purged": _("Attachment purged"),
    "business_fees.aade.imported": _("File of AADE imported"),
}
