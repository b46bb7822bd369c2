"""Who hears that a case came to its end: by the kind of its subject, filled by modules above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Ended:
    """A case that ran to its end.

    :ivar decided_by: who completed its last task of a person, if anybody did
    """

    process: str
    case_code: str
    subject_id: str
    facts: dict[str, Any]
    decided_by: User | None
    at: datetime


Hear = Callable[[Ended], None]
ENDINGS: Registry[Hear] = Registry("endings of cases")


def register(subject_kind: str, hear: Hear) -> None:
    """Enter who hears of cases about a kind of subject; hearing it twice must change nothing."""
    ENDINGS.register(subject_kind, hear)


def is_heard(subject_kind: str) -> bool:
    """Tell whether anybody wants to hear of cases about a kind of subject."""
    return subject_kind in ENDINGS.kinds()
