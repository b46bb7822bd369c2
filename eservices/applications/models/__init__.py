"""What citizens fill in and send, and what becomes of it."""

from .applications import Application, Event
from .counter import CounterCheck
from .custody import Custody
from .drafts import CoSignature, Draft
from .later import Ask, Objection, Supplement
from .ranking import RankedList, RankedRow
from .texts import TextBlock
from .uploads import Quarantine, Upload

__all__ = [
    "Application",
    "Ask",
    "CoSignature",
    "CounterCheck",
    "Custody",
    "Draft",
    "Event",
    "Objection",
    "Quarantine",
    "RankedList",
    "RankedRow",
    "Supplement",
    "TextBlock",
    "Upload",
]
