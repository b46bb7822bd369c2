"""Where the clerk at the counter stands with a cash desk, and so how a fee can be paid now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.identity.models import User
from backoffice.treasury import queries as treasury
from backoffice.treasury.access import USE

TAKE, OPEN_ONE, APPROVAL, CLOSE_FIRST = "take", "open_one", "approval", "close_first"
WITHOUT_DESKS, ELSEWHERE = "without_desks", "elsewhere"


@dataclass(frozen=True, slots=True)
class Till:
    """What the clerk can do about a fee.

    :ivar way: `take` it here; `open_one` of the free desks first; wait for the `approval` of the
        opening; `close_first` the session of an earlier day; the town keeps no desks and the clerk
        takes money by hand (`without_desks`); or the person pays `elsewhere`
    :ivar session: the clerk's own, if there is one
    :ivar desks: where money is taken at this moment
    """

    way: str
    session: Any
    desks: tuple[Any, ...]


def till_of(clerk: User, on: date) -> Till:
    """Return how a clerk can take money on a day."""
    if not treasury.desks_are_kept():
        return Till(WITHOUT_DESKS if clerk.has_perm("revenue.take_cash") else ELSEWHERE, None, ())
    desks = tuple(treasury.open_desks(on))
    if not clerk.has_perm(USE):
        return Till(ELSEWHERE, None, desks)
    session = treasury.living_session_of(clerk)
    if session is None:
        return Till(OPEN_ONE if treasury.free_desks() else ELSEWHERE, None, desks)
    if session.on < on:
        return Till(CLOSE_FIRST, session, desks)
    return Till(TAKE if session.state == "open" else APPROVAL, session, desks)
