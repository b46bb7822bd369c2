"""Rows of the register, its files, its plan and its mailbox."""

from .assignments import Assignment
from .authority import Delegation, Scope, Substitution
from .books import Book
from .clock import ApplicantNotice, Clock, ClockEvent, ClockNotice, ClockRule
from .drafts import Addressee, Draft, LetterTemplate, Place, Version
from .entries import Attachment, Entry, Link, Reader, Recipient
from .files import FileText, StoredFile
from .issue import Dispatch, Issue
from .mail import Message, MessagePart
from .plan import Clearance, ClearedEntry, PlanItem, RetentionClass
from .signatures import Signature

__all__ = [
    "Addressee",
    "ApplicantNotice",
    "Assignment",
    "Attachment",
    "Book",
    "Clearance",
    "ClearedEntry",
    "Clock",
    "ClockEvent",
    "ClockNotice",
    "ClockRule",
    "Delegation",
    "Dispatch",
    "Draft",
    "Entry",
    "FileText",
    "Issue",
    "LetterTemplate",
    "Link",
    "Message",
    "MessagePart",
    "Place",
    "PlanItem",
    "Reader",
    "Recipient",
    "RetentionClass",
    "Scope",
    "Signature",
    "StoredFile",
    "Substitution",
    "Version",
]
