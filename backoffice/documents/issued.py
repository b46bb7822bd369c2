"""Who hears that a document was numbered and issued: a table that the modules above fill."""

from collections.abc import Callable
from datetime import datetime

from backoffice.kernel.registry import Registry

#: name → is told the draft, the entry it answers and the instant, in the same transaction.
ISSUED: Registry[Callable[[int, int | None, datetime], None]] = Registry("issued documents")
#: name → locks what it will act on when an answer to this entry is issued.
HOLDS: Registry[Callable[[int], None]] = Registry("what waits for issued documents")


def register(
    name: str,
    hear: Callable[[int, int | None, datetime], None],
    hold: Callable[[int], None],
) -> None:
    """Enter who wants to hear; called in `apps.ready()`.

    :param hold: locks what `hear` acts on; called before the document and its number are locked,
        so that nobody who holds that and wants a number waits crosswise
    """
    ISSUED.register(name, hear)
    HOLDS.register(name, hold)


def hold(answers_id: int | None) -> None:
    """Let everybody who will hear of an answer to an entry lock what they act on."""
    if answers_id is None:
        return
    for name in HOLDS.kinds():
        HOLDS.get(name)(answers_id)


def tell(draft_id: int, answers_id: int | None, at: datetime) -> None:
    """Tell everybody who wants to hear."""
    for name in ISSUED.kinds():
        ISSUED.get(name)(draft_id, answers_id, at)
