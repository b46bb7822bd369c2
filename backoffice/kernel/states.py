"""States are words; what may follow what is one table per model."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import DomainError

Moves = Mapping[Any, Collection[Any]]


class IllegalMove(DomainError):
    """The table of moves does not lead from one state to the other."""

    code = "illegal_move"


def check_move(moves: Moves, old: Any, new: Any) -> None:
    """Refuse a move that the table does not contain.

    :raises IllegalMove: if `new` does not follow `old`
    """
    if new not in moves[old]:
        raise IllegalMove(
            _("This cannot go from “%(old)s” to “%(new)s”. Reload the page to see where it stands.")
            % {"old": getattr(old, "label", old), "new": getattr(new, "label", new)}
        )


def unreachable(moves: Moves, start: Any) -> set[Any]:
    """Return the states that no chain of moves reaches from the start; tests expect none."""
    seen, ahead = {start}, [start]
    while ahead:
        fresh = set(moves[ahead.pop()]) - seen
        seen |= fresh
        ahead.extend(fresh)
    return set(moves) - seen
