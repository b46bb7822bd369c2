"""The words for where a batch, a notice, a delivery and a measure stand, and what may follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(models.TextChoices):
    """The two notices of ν.4978/2022: before (άρθρο 4) and after the due day (άρθρο 7)."""

    INDIVIDUAL = "individual", _("individual notice")
    OVERDUE = "overdue", _("overdue notice")


class Way(models.TextChoices):
    """By which a notice reaches its debtor."""

    HAND = "hand", _("by hand")
    POST = "post", _("registered post")
    EMAIL = "email", _("e-mail")
    EEPIDOSI = "eepidosi", _("eEpidosi")


class BatchState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("batch", "chosen")
    REHEARSED = "rehearsed", pgettext_lazy("batch", "rehearsed")
    ISSUING = "issuing", pgettext_lazy("batch", "being issued")
    ISSUED = "issued", pgettext_lazy("batch", "issued")
    CANCELLED = "cancelled", pgettext_lazy("batch", "given up")


BATCH_MOVES = {
    BatchState.DRAFT: {BatchState.REHEARSED, BatchState.CANCELLED},
    # Debts move on while a batch waits, so it may be rehearsed again.
    BatchState.REHEARSED: {BatchState.REHEARSED, BatchState.ISSUING, BatchState.CANCELLED},
    BatchState.ISSUING: {BatchState.ISSUED},
    BatchState.ISSUED: set(),
    BatchState.CANCELLED: set(),
}


class PartState(models.TextChoices):
    """A part is written (its notices exist) before it is set (its file exists)."""

    WAITING = "waiting", pgettext_lazy("part", "waiting")
    WRITTEN = "written", pgettext_lazy("part", "written")
    SET = "set", pgettext_lazy("part", "ready to print")


PART_MOVES = {
    PartState.WAITING: {PartState.WRITTEN},
    PartState.WRITTEN: {PartState.SET},
    PartState.SET: set(),
}


class NoticeState(models.TextChoices):
    ISSUED = "issued", pgettext_lazy("notice", "not served yet")
    SERVED = "served", pgettext_lazy("notice", "served")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "withdrawn")


NOTICE_MOVES = {
    NoticeState.ISSUED: {NoticeState.SERVED, NoticeState.WITHDRAWN},
    NoticeState.SERVED: set(),
    NoticeState.WITHDRAWN: set(),
}


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "to be sent")
    UNKNOWN = "unknown", pgettext_lazy("delivery", "sent without an answer")
    SENT = "sent", pgettext_lazy("delivery", "on its way")
    SERVED = "served", pgettext_lazy("delivery", "served")
    RETURNED = "returned", pgettext_lazy("delivery", "came back")
    REFUSED = "refused", pgettext_lazy("delivery", "refused")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "given up")


DELIVERY_MOVES = {
    DeliveryState.WAITING: {
        DeliveryState.SENT,
        DeliveryState.UNKNOWN,
        DeliveryState.SERVED,
        DeliveryState.REFUSED,
        DeliveryState.CANCELLED,
    },
    # What left without an answer is asked for, never simply sent again.
    DeliveryState.UNKNOWN: {DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.WAITING},
    DeliveryState.SENT: {DeliveryState.SERVED, DeliveryState.RETURNED, DeliveryState.REFUSED},
    DeliveryState.SERVED: set(),
    DeliveryState.RETURNED: set(),
    DeliveryState.REFUSED: set(),
    DeliveryState.CANCELLED: set(),
}
#: A notice has one delivery at a time that is not over.
UNDER_WAY = (DeliveryState.WAITING, DeliveryState.UNKNOWN, DeliveryState.SENT)


class MeasureKind(models.TextChoices):
    """The compulsory measures of ν.4978/2022 άρθρο 9."""

    THIRD_PARTY = "third_party", _("seizure in third hands")
    BANK = "bank", _("seizure of a bank account")
    MOVABLES = "movables", _("seizure of movables")
    IMMOVABLES = "immovables", _("seizure of immovables")


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("measure", "proposed")
    APPROVED = "approved", pgettext_lazy("measure", "approved")
    REFUSED = "refused", pgettext_lazy("measure", "not approved")
    TAKEN = "taken", pgettext_lazy("measure", "taken")
    LIFTED = "lifted", pgettext_lazy("measure", "lifted")


MEASURE_MOVES = {
    MeasureState.PROPOSED: {MeasureState.APPROVED, MeasureState.REFUSED},
    MeasureState.APPROVED: {MeasureState.TAKEN, MeasureState.REFUSED},
    MeasureState.TAKEN: {MeasureState.LIFTED},
    MeasureState.REFUSED: set(),
    MeasureState.LIFTED: set(),
}
OPEN_MEASURES = (MeasureState.PROPOSED, MeasureState.APPROVED, MeasureState.TAKEN)
