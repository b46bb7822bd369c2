"""Where an application stands; one table says what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from backoffice.kernel.states import Moves


class ApplicationState(TextChoices):
    """The words that citizen and clerk both read."""

    DRAFT = "draft", pgettext_lazy("application", "Saved, not sent")
    SUBMITTED = "submitted", pgettext_lazy("application", "Sent")
    REGISTERED = "registered", pgettext_lazy("application", "Registered")
    NEEDS_INFO = "needs_info", pgettext_lazy("application", "Waiting for you to complete it")
    IN_PROGRESS = "in_progress", pgettext_lazy("application", "In progress")
    AWAITING_PAYMENT = "awaiting_payment", pgettext_lazy("application", "Waiting for payment")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REJECTED = "rejected", pgettext_lazy("application", "Refused")
    COMPLETED = "completed", pgettext_lazy("application", "Completed")
    FORWARDED = "forwarded", pgettext_lazy("application", "Forwarded")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


_S = ApplicationState
_AT_THE_OFFICE = {_S.APPROVED, _S.REJECTED, _S.FORWARDED, _S.WITHDRAWN}

MOVES: Moves = {
    _S.DRAFT: {_S.SUBMITTED},
    # Sending and the number of the register are one transaction: nobody waits between them.
    _S.SUBMITTED: {_S.REGISTERED},
    _S.REGISTERED: {_S.NEEDS_INFO, _S.IN_PROGRESS, _S.AWAITING_PAYMENT, *_AT_THE_OFFICE},
    _S.NEEDS_INFO: {_S.IN_PROGRESS, _S.AWAITING_PAYMENT, *_AT_THE_OFFICE},
    _S.IN_PROGRESS: {_S.NEEDS_INFO, _S.AWAITING_PAYMENT, *_AT_THE_OFFICE},
    _S.AWAITING_PAYMENT: {_S.NEEDS_INFO, _S.IN_PROGRESS, *_AT_THE_OFFICE},
    # A fee may follow the decision; the paper is handed out once it is paid.
    # An objection that is upheld takes the matter up again.
    _S.APPROVED: {_S.COMPLETED, _S.AWAITING_PAYMENT, _S.IN_PROGRESS},
    _S.REJECTED: {_S.COMPLETED, _S.IN_PROGRESS},
    _S.COMPLETED: {_S.IN_PROGRESS},
    _S.FORWARDED: set(),
    _S.WITHDRAWN: set(),
}

#: The office has work with it, or waits for the applicant.
OPEN = (_S.SUBMITTED, _S.REGISTERED, _S.NEEDS_INFO, _S.IN_PROGRESS, _S.AWAITING_PAYMENT)
#: The applicant has to do something.
NEEDS_APPLICANT = (_S.NEEDS_INFO, _S.AWAITING_PAYMENT)
DECIDED = (_S.APPROVED, _S.REJECTED, _S.COMPLETED)

TONES = {
    _S.DRAFT: "neutral",
    _S.SUBMITTED: "info",
    _S.REGISTERED: "info",
    _S.NEEDS_INFO: "warning",
    _S.IN_PROGRESS: "info",
    _S.AWAITING_PAYMENT: "warning",
    _S.APPROVED: "success",
    _S.REJECTED: "danger",
    _S.COMPLETED: "success",
    _S.FORWARDED: "neutral",
    _S.WITHDRAWN: "neutral",
}


class SignatureState(TextChoices):
    """Where the signature of a second person stands."""

    INVITED = "invited", pgettext_lazy("signature", "not signed yet")
    SIGNED = "signed", pgettext_lazy("signature", "signed")
    REFUSED = "refused", pgettext_lazy("signature", "refused")
    EXPIRED = "expired", pgettext_lazy("signature", "not signed in time")
    TAKEN_BACK = "taken_back", pgettext_lazy("signature", "no longer asked for")


SIGNATURE_MOVES: Moves = {
    SignatureState.INVITED: {
        SignatureState.SIGNED,
        SignatureState.REFUSED,
        SignatureState.EXPIRED,
        SignatureState.TAKEN_BACK,
    },
    # What was signed was a content; when the content is opened again the signature is of no use.
    SignatureState.SIGNED: {SignatureState.TAKEN_BACK},
    SignatureState.REFUSED: {SignatureState.TAKEN_BACK},
    SignatureState.EXPIRED: {SignatureState.TAKEN_BACK},
    SignatureState.TAKEN_BACK: set(),
}


class ObjectionState(TextChoices):
    """Where an objection stands."""

    LODGED = "lodged", pgettext_lazy("objection", "being examined")
    UPHELD = "upheld", pgettext_lazy("objection", "accepted")
    DISMISSED = "dismissed", pgettext_lazy("objection", "not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "taken back")


OBJECTION_MOVES: Moves = {
    ObjectionState.LODGED: {
        ObjectionState.UPHELD,
        ObjectionState.DISMISSED,
        ObjectionState.WITHDRAWN,
    },
    ObjectionState.UPHELD: set(),
    ObjectionState.DISMISSED: set(),
    ObjectionState.WITHDRAWN: set(),
}
