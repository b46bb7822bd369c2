"""Where money is taken by hand: once the town keeps cash desks, nowhere else.

The module above that keeps the desks enters itself here in `apps.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.registry import Registry

#: Ways of paying whose money passes through somebody's hands.
BY_HAND = frozenset({"cash"})
#: Ways of paying whose receipts are given at a desk.
AT_DESK = BY_HAND | {"pos"}


class TakenAtTheDesk(DomainError):
    """The town keeps cash desks; cash comes and goes in a cashier's session only."""

    code = "taken_at_the_desk"


@dataclass(frozen=True, slots=True)
class Tills:
    """Who keeps the desks.

    :ivar kept: whether the town has any
    :ivar page: the address where a charge, by its code, is paid
    :ivar mark: desk and day of a receipt, by its identifier, for its print; empty without one
    """

    kept: Callable[[], bool]
    page: Callable[[str], str]
    mark: Callable[[int], str]


_keepers: Registry[Tills] = Registry("cash desks")
register = _keepers.register


def are_kept() -> bool:
    """Tell whether the town keeps cash desks."""
    return any(_keepers.get(kind).kept() for kind in _keepers.kinds())


def refuse_outside(method: str) -> None:
    """Refuse money by hand outside a session.

    :raises TakenAtTheDesk: if the town keeps cash desks
    """
    if method in BY_HAND and are_kept():
        raise TakenAtTheDesk(
            _("Cash comes and goes at a cash desk only. Open your desk and do it there.")
        )


def counter_page(charge_code: str) -> str:
    """Return where a charge is paid at a desk; nothing if the town keeps none."""
    for kind in _keepers.kinds():
        keeper = _keepers.get(kind)
        if keeper.kept():
            return keeper.page(charge_code)
    return ""


def mark_of(receipt_id: int, method: str) -> str:
    """Return desk and day of a receipt; nothing if it was not given at a desk."""
    if method not in AT_DESK:
        return ""
    marks = (_keepers.get(kind).mark(receipt_id) for kind in _keepers.kinds())
    return next(filter(None, marks), "")
