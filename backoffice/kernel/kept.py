"""What a page asks about its reader many times, the database is asked once.

The answers are kept with the user object that a request got for itself and go away with it; no
other request sees them. Only a page that shows things keeps them: who changes something reads anew.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
U = TypeVar("U")

KEPT = "_kept_answers"
READING = frozenset({"GET", "HEAD"})


def keep_answers(reader: Any, method: str = "GET") -> None:
    """Keep from now on what is asked about the reader of a page, where its request only reads.

    :param reader: the user object of this one request
    """
    if method in READING and getattr(reader, KEPT, None) is None:
        setattr(reader, KEPT, {})


def once(asked: Callable[Concatenate[U, P], R]) -> Callable[Concatenate[U, P], R]:
    """Let a question about a reader be asked once where the reader's page keeps answers.

    The answer must be something that nobody changes.
    """

    @wraps(asked)
    def answer(reader: U, /, *args: P.args, **named: P.kwargs) -> R:
        kept: dict[Hashable, Any] | None = getattr(reader, KEPT, None)
        if kept is None:
            return asked(reader, *args, **named)
        key = (asked, args, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = asked(reader, *args, **named)
        found: R = kept[key]
        return found

    return answer
