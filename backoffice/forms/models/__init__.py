"""Rows of the forms: definitions and shared parts, their versions, a draft's steps, replays."""

from .definitions import Definition, Revision, Version
from .parts import Part, PartRevision, PartVersion
from .replays import Replay

__all__ = [
    "Definition",
    "Part",
    "PartRevision",
    "PartVersion",
    "Replay",
    "Revision",
    "Version",
]
