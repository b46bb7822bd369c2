"""Verbs that are part of larger ones, without a savepoint that nobody would return to."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def joined(verb: Callable[P, R]) -> Callable[P, R]:
    """Let a verb write in its caller's transaction, or in one of its own where there is none.

    Only for verbs that refuse before they write: whoever catches what such a verb raises, and goes
    on, must find nothing half done. Other verbs take `transaction.atomic`, which returns there.
    """

    @wraps(verb)
    def run(*args: P.args, **named: P.kwargs) -> R:
        if transaction.get_connection().in_atomic_block:
            return verb(*args, **named)
        with transaction.atomic():
            return verb(*args, **named)

    return run
