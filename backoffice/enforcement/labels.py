"""What the verbs of enforcement are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "enforcement.batch.chosen": _("Debtors chosen for notices"),
    "enforcement.batch.rehearsed": _("Notices rehearsed"),
    "enforcement.batch.given_up": _("Batch of notices given up"),
    "enforcement.batch.issuing": _("Issue of notices begun"),
    "enforcement.part.written": _("Notices issued"),
    "enforcement.batch.issued": _("Batch of notices issued"),
    "enforcement.notice.kept": _("PDF of a notice kept"),
    "enforcement.notice.opened": _("Notice opened in the account"),
    "enforcement.notice.withdrawn": _("Notice withdrawn"),
    "enforcement.delivery.ordered": _("Service of a notice ordered"),
    "enforcement.deliveries.ordered": _("Service of a batch ordered"),
    "enforcement.delivery.moved": _("Delivery of a notice written down"),
    "enforcement.notice.served": _("Notice served"),
    "enforcement.results.imported": _("Results of the post imported"),
    "enforcement.measure.proposed": _("Compulsory measure proposed"),
    "enforcement.measure.approved": _("Compulsory measure approved"),
    "enforcement.measure.refused": _("Compulsory measure not approved"),
    "enforcement.measure.taken": _("Compulsory measure taken"),
    "enforcement.measure.lifted": _("Compulsory measure lifted"),
}
