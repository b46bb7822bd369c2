"""What we do begins the time of limitation anew (ν.4270/2014 άρθρο 138 §1); revenue keeps count."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.revenue import services as revenue


def interrupt_limitation(
    charge_ids: Collection[int], *, on: date, source: Source, actor: User | None, at: datetime
) -> None:
    """Tell revenue of an event that begins the limitation of charges anew."""
    interrupt: Any = getattr(revenue, "interrupt_limitation", None)
    if interrupt is not None:
        interrupt(charge_ids=list(charge_ids), on=on, source=source, actor=actor, at=at)
