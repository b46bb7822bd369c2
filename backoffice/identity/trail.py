"""How identity is heard by the audit trail, which stands above it.

`audit` registers its `record` here when the project starts; every verb of this module leaves its
row through it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from backoffice.kernel.registry import Registry

RECORDERS: Registry[Callable[..., Any]] = Registry("identity.recorders")


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: Any,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """Leave the row of a verb with whoever keeps the trail.

    :raises UnknownKind: if nobody does, because a change without its row must not happen
    """
    RECORDERS.get("audit")(verb, subject, actor=actor, at=at, before=before, after=after, note=note)
