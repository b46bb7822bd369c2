"""Who hears that a certificate it waited for was issued: a table that the modules above fill."""

from collections.abc import Callable
from datetime import datetime

from backoffice.kernel.actors import Source
from backoffice.kernel.registry import Registry

#: kind of source → is told its code and the certificate's, in the same transaction.
GIVEN: Registry[Callable[[str, str, datetime], None]] = Registry("awaited certificates")
#: kind of source → locks what it will act on when the certificate comes.
HOLDS: Registry[Callable[[str], None]] = Registry("what waits for certificates")


def register(
    source_kind: str, hear: Callable[[str, str, datetime], None], hold: Callable[[str], None]
) -> None:
    """Enter who wants to hear; called in `apps.ready()`.

    :param hold: locks what `hear` acts on; called before the certificate takes its number, so that
        nobody who holds that and wants a number waits crosswise
    """
    GIVEN.register(source_kind, hear)
    HOLDS.register(source_kind, hold)


def hold(source: Source) -> None:
    """Let whoever waits for a certificate lock what they act on."""
    if source.kind in HOLDS.kinds():
        HOLDS.get(source.kind)(source.id)


def tell(source: Source, certificate: str, at: datetime) -> None:
    """Tell whoever registered for this kind of source."""
    if source.kind in GIVEN.kinds():
        GIVEN.get(source.kind)(source.id, certificate, at)
