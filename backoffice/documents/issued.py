"""Who hears that a document was numbered and issued: a table that the modules above fill."""

from collections.abc import Callable
from datetime import datetime

from backoffice.kernel.registry import Registry

#: name → is told the draft, the entry it answers and the instant, in the same transaction.
ISSUED: Registry[Callable[[int, int | None, datetime], None]] = Registry("issued documents")


def register(name: str, hear: Callable[[int, int | None, datetime], None]) -> None:
    """Enter who wants to hear; called in `apps.ready()`."""
    ISSUED.register(name, hear)


def tell(draft_id: int, answers_id: int | None, at: datetime) -> None:
    """Tell everybody who wants to hear."""
    for name in ISSUED.kinds():
        ISSUED.get(name)(draft_id, answers_id, at)
