"""Who hears that a certificate it waited for was issued: a table that the modules above fill."""

from collections.abc import Callable
from datetime import datetime

from backoffice.kernel.actors import Source
from backoffice.kernel.registry import Registry

#: kind of source → is told its code and the certificate's, in the same transaction.
GIVEN: Registry[Callable[[str, str, datetime], None]] = Registry("awaited certificates")


def register(source_kind: str, hear: Callable[[str, str, datetime], None]) -> None:
    """Enter who wants to hear; called in `apps.ready()`."""
    GIVEN.register(source_kind, hear)


def tell(source: Source, certificate: str, at: datetime) -> None:
    """Tell whoever registered for this kind of source."""
    if source.kind in GIVEN.kinds():
        GIVEN.get(source.kind)(source.id, certificate, at)
