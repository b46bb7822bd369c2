"""Public verbs of the fees of businesses."""

from .attachments import MOST_FILES, discard_attachment, keep_attachment, purge_attachments
from .declarations import correct, declare, mark_settled, settle_quietly
from .findings import assess_missing, certify_finding, drop_finding, invite_missing
from .imported import import_aade
from .law import load_defaults, save_category, save_receiver, set_receiver
from .register import (
    BusinessFacts,
    EstablishmentFacts,
    change_establishment,
    close_establishment,
    import_establishments,
    register_business,
    register_establishment,
    roll_periods,
)

__all__ = [
    "MOST_FILES",
    "BusinessFacts",
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
    "import_establishments",
    "invite_missing",
    "keep_attachment",
    "load_defaults",
    "mark_settled",
    "purge_attachments",
    "register_business",
    "register_establishment",
    "roll_periods",
    "save_category",
    "save_receiver",
    "set_receiver",
    "settle_quietly",
]
