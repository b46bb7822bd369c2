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
from .awaiting import await_certificate, await_no_longer
from .checked import issue_checked
from .doubting import doubt_certificate, uphold_certificate
from .entering import enter_application
from .keys import withdraw_key
from .revoking import (
    check_replaceable,
    replace_at_once,
    replace_certificate,
    revoke_certificate,
)
from .sealing import order_missing_seals, seal_certificate, try_to_seal
from .terms import figures_on, set_figure, set_terms, valid_days

__all__ = [
    "apply_for",
    "await_certificate",
    "await_no_longer",
    "check_replaceable",
    "doubt_certificate",
    "enter_application",
    "figures_on",
    "go_on",
    "issue_checked",
    "kind_of",
    "look",
    "look_again",
    "obtain",
    "order_missing_seals",
    "replace_at_once",
    "replace_certificate",
    "resume",
    "revoke_certificate",
    "seal_certificate",
    "set_figure",
    "set_terms",
    "try_to_seal",
    "uphold_certificate",
    "valid_days",
    "withdraw_key",
]
