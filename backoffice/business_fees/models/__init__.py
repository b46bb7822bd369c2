"""Rows of the fees of businesses."""

from .declarations import Attachment, Declaration, DeclarationLine
from .imported import FailedRow, ImportedDeclaration, ImportRun
from .periods import ExpectedPeriod
from .register import Category, Establishment, Receiver

__all__ = [
    "Attachment",
    "Category",
    "Declaration",
    "DeclarationLine",
    "Establishment",
    "ExpectedPeriod",
    "FailedRow",
    "ImportRun",
    "ImportedDeclaration",
    "Receiver",
]
