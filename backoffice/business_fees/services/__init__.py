"""Public verbs of the fees of businesses."""

from .attachments import discard_attachment, keep_attachment, purge_attachments
from .declarations import correct, declare, mark_settled
from .findings import assess_missing, certify_finding, drop_finding, invite_missing
from .imported import import_aade
from .register import (
    EstablishmentFacts,
    change_establishment,
    close_establishment,
    register_establishment,
    roll_periods,
)

__all__ = [
    "EstablishmentFacts",
    "assess_missing",
    "certify_finding",
    "change_establishment",
    "close_establishment",
    "correct",
    "declare",
    "discard_attachment",
    "drop_finding",
    "import_aade",
    "invite_missing",
    "keep_attachment",
    "mark_settled",
    "purge_attachments",
    "register_establishment",
    "roll_periods",
]
