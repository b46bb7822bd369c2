"""Rows of the register, its files, its plan and its mailbox."""

from .books import Book
from .entries import Attachment, Entry, Link, Reader, Recipient
from .files import FileText, StoredFile
from .mail import Message, MessagePart
from .plan import Clearance, ClearedEntry, PlanItem, RetentionClass

__all__ = [
    "Attachment",
    "Book",
    "Clearance",
    "ClearedEntry",
    "Entry",
    "FileText",
    "Link",
    "Message",
    "MessagePart",
    "PlanItem",
    "Reader",
    "Recipient",
    "RetentionClass",
    "StoredFile",
]
