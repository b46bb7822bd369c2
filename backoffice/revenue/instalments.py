"""What arrangements ask for now: a table filled in `apps.ready()` by who keeps arrangements."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from backoffice.kernel.registry import Registry

#: A handler gets a debtor and a day, and returns euros by charge.
Handler = Callable[[int, date], dict[int, Decimal]]

_registry: Registry[Handler] = Registry("instalments asked for")

register = _registry.register


def asked_of(debtor_id: int, on: date) -> dict[int, Decimal]:
    """Return what arrangements ask of each debt on a day, in euros by charge."""
    found: dict[int, Decimal] = {}
    for kind in _registry.kinds():
        for charge_id, amount in _registry.get(kind)(debtor_id, on).items():
            found[charge_id] = found.get(charge_id, Decimal(0)) + amount
    return found
