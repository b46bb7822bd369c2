"""Public verbs of personal data."""

from .consents import give_consent, withdraw_consent
from .defaults import load_defaults
from .erasing import approve_erasure, carry_out, propose_erasure, refuse_erasure, set_period
from .parcels import destroy_old_parcels, fetch_parcel, make_parcel
from .requests import answer_request, ask, extend_request, refuse_request, withdraw_request
from .sights import hear_look, note_sight, note_sights

__all__ = [
    "answer_request",
    "approve_erasure",
    "ask",
    "carry_out",
    "destroy_old_parcels",
    "extend_request",
    "fetch_parcel",
    "give_consent",
    "hear_look",
    "load_defaults",
    "make_parcel",
    "note_sight",
    "note_sights",
    "propose_erasure",
    "refuse_erasure",
    "refuse_request",
    "set_period",
    "withdraw_consent",
    "withdraw_request",
]
