"""Rows of the procedures: definitions, cases, people's tasks, and what cases wait for."""

from .cases import Case, Step
from .definitions import Definition, Version
from .events import Message, Timer, Wait
from .work import Errand, Incident, Task

__all__ = [
    "Case",
    "Definition",
    "Errand",
    "Incident",
    "Message",
    "Step",
    "Task",
    "Timer",
    "Version",
    "Wait",
]
