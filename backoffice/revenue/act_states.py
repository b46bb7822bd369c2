"""The words of decisions: kinds of act, their causes in law, who decides, where each stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActKind(models.TextChoices):
    WRITE_OFF = "write_off", _("write-off")
    CORRECTION = "correction", _("correction of a charge")
    WAIVER = "waiver", _("waiver of surcharge")
    LAPSE = "lapse", _("lapse of a debt")
    REFUND = "refund", _("refund")
    SET_OFF = "set_off", _("set-off")


#: These take an amount off the debt itself.
REDUCING = (ActKind.WRITE_OFF, ActKind.CORRECTION, ActKind.LAPSE)

#: These are proposed from the page of a debt.
OF_A_DEBT = (ActKind.WRITE_OFF, ActKind.CORRECTION, ActKind.WAIVER, ActKind.LAPSE)


class Cause(models.TextChoices):
    """Why, in the words of the law (ν.3463/2006 άρθρο 174, ν.4978/2022 άρθρο 75)."""

    NO_ESTATE = "no_estate", _("died without estate, or every heir renounced (174 §1 α΄)")
    NO_PROPERTY = "no_property", _("no property, three fruitless years (174 §1 β΄)")
    NOT_FOUND = "not_found", _("no property, unknown residence, three years (174 §1 γ΄)")
    ERROR = "error", _("manifest error of base or person (174 §1 δ΄)")
    DOUBLE = "double", _("entered twice (174 §1 δ΄)")
    OBJECTION = "objection", _("objection accepted")
    NOT_GIVEN = "not_given", _("what it was charged for was not given")
    NOT_SERVED = "not_served", _("the notice was not served (174 §3)")
    FORCE_MAJEURE = "force_majeure", _("unable to pay because of force majeure (174 §3)")
    OFFICE_FAULT = "office_fault", _("fault of the service (174 §3)")
    TIME_BARRED = "time_barred", _("time-barred (166Α)")
    NOT_OWED = "not_owed", _("paid without being owed, or more than owed")
    ON_PROPOSAL = "on_proposal", _("proposed by the debtor (ΚΕΔΕ 75)")
    EX_OFFICIO = "ex_officio", _("ex officio (ΚΕΔΕ 75)")


CAUSES = {
    ActKind.WRITE_OFF: (Cause.NO_ESTATE, Cause.NO_PROPERTY, Cause.NOT_FOUND),
    ActKind.CORRECTION: (Cause.ERROR, Cause.DOUBLE, Cause.OBJECTION, Cause.NOT_GIVEN),
    ActKind.WAIVER: (Cause.NOT_SERVED, Cause.FORCE_MAJEURE, Cause.OFFICE_FAULT),
    ActKind.LAPSE: (Cause.TIME_BARRED,),
    ActKind.REFUND: (Cause.NOT_OWED,),
    ActKind.SET_OFF: (Cause.ON_PROPOSAL, Cause.EX_OFFICIO),
}
#: ν.3463/2006 άρθρο 174 §3: in these the treasury says its opinion first.
OPINION_NEEDED = (Cause.NOT_SERVED, Cause.OFFICE_FAULT)
#: ν.3463/2006 άρθρο 174 §1 β΄, γ΄: years of collection have passed; how many is a figure of law.
FRUITLESS = (Cause.NO_PROPERTY, Cause.NOT_FOUND)


class Organ(models.TextChoices):
    """Who decides; above one organ's limit stands the next."""

    TREASURER = "treasurer", _("head of the treasury")
    COMMITTEE = "committee", _("municipal committee")
    COUNCIL = "council", _("municipal council")


class ActState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("act", "asked for")
    PROPOSED = "proposed", pgettext_lazy("act", "proposed")
    APPROVED = "approved", pgettext_lazy("act", "approved")
    REFUSED = "refused", pgettext_lazy("act", "refused")
    DONE = "done", pgettext_lazy("act", "carried out")
    WITHDRAWN = "withdrawn", pgettext_lazy("act", "withdrawn")


ACT_MOVES = {
    ActState.ASKED: {ActState.PROPOSED, ActState.REFUSED, ActState.WITHDRAWN},
    ActState.PROPOSED: {ActState.APPROVED, ActState.REFUSED, ActState.WITHDRAWN},
    # What was approved and no longer fits is withdrawn, and proposed anew.
    ActState.APPROVED: {ActState.DONE, ActState.WITHDRAWN},
    ActState.REFUSED: set(),
    ActState.DONE: set(),
    ActState.WITHDRAWN: set(),
}
OPEN_ACTS = (ActState.ASKED, ActState.PROPOSED, ActState.APPROVED)


class ObjectionState(models.TextChoices):
    LODGED = "lodged", pgettext_lazy("objection", "being examined")
    ACCEPTED = "accepted", pgettext_lazy("objection", "accepted")
    REJECTED = "rejected", pgettext_lazy("objection", "rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "withdrawn")


OBJECTION_MOVES = {
    ObjectionState.LODGED: {
        ObjectionState.ACCEPTED,
        ObjectionState.REJECTED,
        ObjectionState.WITHDRAWN,
    },
    ObjectionState.ACCEPTED: set(),
    ObjectionState.REJECTED: set(),
    ObjectionState.WITHDRAWN: set(),
}


class TransferState(models.TextChoices):
    ORDERED = "ordered", pgettext_lazy("transfer", "ordered")
    EXECUTED = "executed", pgettext_lazy("transfer", "executed")
    RETURNED = "returned", pgettext_lazy("transfer", "returned")


TRANSFER_MOVES = {
    TransferState.ORDERED: {TransferState.EXECUTED, TransferState.RETURNED},
    # A bank may send money back days after it said that it was paid.
    TransferState.EXECUTED: {TransferState.RETURNED},
    TransferState.RETURNED: set(),
}
