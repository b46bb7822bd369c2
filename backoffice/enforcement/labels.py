"""What the verbs of enforcement are called in the trail, and the steps of the ladder on screen."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "enforcement.batch.chosen": _("Debtors chosen for notices"),
    "enforcement.batch.rehearsed": _("Notices rehearsed"),
    "enforcement.batch.given_up": _("Batch of notices given up"),
    "enforcement.batch.issuing": _("Issue of notices begun"),
    "enforcement.part.written": _("Notices issued"),
    "enforcement.batch.issued": _("Batch of notices issued"),
    "enforcement.papers.ordered": _("A PDF for each notice ordered"),
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

STEPS = {
    "measures": _("measures allowed"),
    "wait": _("days after the overdue notice run"),
    "serve_overdue": _("overdue notice to be served"),
    "overdue_notice": _("overdue notice to be issued"),
    "notice": _("individual notice to be issued"),
    "measure_open": _("measure under way"),
    "held": _("on hold"),
}
REASONS = {
    "measures": _(
        "The overdue notice was served and its days have passed (law 4978/2022, art. 7)."
    ),
    "wait": _("The overdue notice was served; its days have not passed yet (art. 7)."),
    "serve_overdue": _("An overdue notice was issued; nobody has proved its service yet (art. 7)."),
    "overdue_notice": _(
        "Notified once and unpaid after the due day; not told yet that it is (art. 7)."
    ),
    "notice": _("Certified and late, without an individual notice (art. 4)."),
    "measure_open": _("A measure was proposed, approved or taken for it (art. 9)."),
    "held": _("Arranged, suspended or disputed: no measure is taken meanwhile."),
}
