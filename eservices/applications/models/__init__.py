"""What citizens fill in and send, and what becomes of it."""

from .applications import Application, Event
from .custody import Custody
from .drafts import CoSignature, Draft
from .later import Ask, Objection, Supplement
from .uploads import Quarantine, Upload

__all__ = [
    "Application",
    "Ask",
    "CoSignature",
    "Custody",
    "Draft",
    "Event",
    "Objection",
    "Quarantine",
    "Supplement",
    "Upload",
]
