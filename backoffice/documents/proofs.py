"""What else of the town's papers can be checked at `/verify/`: the modules that issue them say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Proof:
    """What anybody who holds a paper may know of it; no person is named.

    :ivar state: `valid`, `in_review`, `expired`, `replaced` or `cancelled`
    :ivar facts: labels and values, written for the reader
    """

    title: str
    number: str
    on: date
    state: str
    facts: tuple[tuple[str, str], ...] = ()
    sealed_by: str = ""
    sha256: str = ""


PROOFS: Registry[Callable[[str], Proof | None]] = Registry("proofs")


def proof_of(code: str) -> Proof | None:
    """Return what a code proves; nothing if none of the modules knows it."""
    found = (PROOFS.get(kind)(code) for kind in PROOFS.kinds())
    return next((proof for proof in found if proof), None)
