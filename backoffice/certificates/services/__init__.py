"""Verbs of certificates: asked for, issued at once if nothing stands against it, sealed, revoked.

Number and order to seal are one transaction; the seal, which may wait for a timestamp authority,
is made after it and repeated by the queue if it fails.
"""

from backoffice.certificates.kinds import kind_of

from .applying import (
    apply_for,
    go_on,
    look,
    look_again,
    obtain,
    resume,
)
from .checked import issue_checked
from .entering import enter_application
from .revoking import revoke_certificate
from .sealing import order_missing_seals, seal_certificate, try_to_seal
from .terms import set_terms, valid_days

__all__ = [
    "apply_for",
    "enter_application",
    "go_on",
    "issue_checked",
    "kind_of",
    "look",
    "look_again",
    "obtain",
    "order_missing_seals",
    "resume",
    "revoke_certificate",
    "seal_certificate",
    "set_terms",
    "try_to_seal",
    "valid_days",
]
