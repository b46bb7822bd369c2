"""Who hears how a case fares: by the kind of its subject, filled by the modules above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands after a person's task, or at its end.

    :ivar is_over: whether it ran to its end
    :ivar ends: the end events that it came to, with their names in Greek
    :ivar last_doer: who completed its last task of a person, if anybody did
    """

    process: str
    case_id: int
    subject_id: str
    facts: dict[str, Any]
    is_over: bool
    ends: dict[str, str]
    last_doer: User | None
    at: datetime


Hear = Callable[[Standing], None]
NEWS: Registry[Hear] = Registry("news of cases")


def register(subject_kind: str, hear: Hear) -> None:
    """Enter who hears of cases about a kind of subject; hearing it twice must change nothing."""
    NEWS.register(subject_kind, hear)


def is_heard(subject_kind: str) -> bool:
    """Tell whether anybody wants to hear of cases about a kind of subject."""
    return subject_kind in NEWS.kinds()
