"""How requests about personal data and erasures go: tables of moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.states import Moves


class RequestKind(models.TextChoices):
    """What a person may ask about their data (GDPR, articles 15 to 21)."""

    ACCESS = "access", _("a copy of my data")
    CORRECTION = "correction", _("correction")
    RESTRICTION = "restriction", _("restriction")
    OBJECTION = "objection", _("objection")
    ERASURE = "erasure", _("erasure")


class RequestState(models.TextChoices):
    """Where a person's request about their data stands."""

    RECEIVED = "received", _("received")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused, with reasons")
    WITHDRAWN = "withdrawn", _("withdrawn")


REQUEST_MOVES: Moves = {
    RequestState.RECEIVED: (
        RequestState.ANSWERED,
        RequestState.REFUSED,
        RequestState.WITHDRAWN,
    ),
    RequestState.ANSWERED: (),
    RequestState.REFUSED: (),
    RequestState.WITHDRAWN: (),
}


class ErasureState(models.TextChoices):
    """Where an erasure stands."""

    PROPOSED = "proposed", _("awaits a second person")
    APPROVED = "approved", _("approved, being carried out")
    DONE = "done", _("carried out")
    REFUSED = "refused", _("refused")


ERASURE_MOVES: Moves = {
    ErasureState.PROPOSED: (ErasureState.APPROVED, ErasureState.REFUSED),
    ErasureState.APPROVED: (ErasureState.DONE,),
    ErasureState.DONE: (),
    ErasureState.REFUSED: (),
}
