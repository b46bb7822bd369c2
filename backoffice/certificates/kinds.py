"""Which certificates the town gives: a table that the modules which know the facts fill.

A kind says what stands on the certificate, or why it cannot be given, from one read of the facts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why a certificate is not given, and what mends it.

    :ivar text: the reason, written for the reader
    :ivar charge: the code of the debt that stands against it, if one does
    :ivar amount: euros, written for the reader
    :ivar mend: what to do
    """

    text: str
    charge: str = ""
    amount: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a certificate: every value written for the reader."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    money: Sequence[int] = ()
    total: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as the document's template takes it."""
        table: dict[str, Any] = {
            "title": self.title,
            "headers": list(self.headers),
            "rows": [list(row) for row in self.rows],
            "money": list(self.money),
        }
        return table | ({"total": self.total} if self.total else {})


@dataclass(frozen=True, slots=True)
class Finding:
    """What the facts of a day say: grounds against the certificate, or what it certifies."""

    grounds: Sequence[Ground] = ()
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    legal: Sequence[str] = ()
    summary: str = ""


Find = Callable[[int, date], Finding]


def nothing_to_hold(party_id: int, on: date) -> None:
    """Hold nothing: the facts of this kind do not change under the reader's hands."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of certificate.

    :ivar find: reads the facts of a person or business on a day, in the language that is active
    :ivar hold: keeps these facts as they are until the transaction ends
    :ivar still_true: tells whether what was certified still holds; none if it is of its day only
    :ivar valid_days: how long it may be used, unless the town sets other terms; none for ever
    :ivar unit: the code of the unit that issues it
    :ivar on_application: given only after an office checked an application, never at once
    """

    code: str
    name: str | Promise
    about: str | Promise
    find: Find
    legal_basis: str
    hold: Callable[[int, date], None] = nothing_to_hold
    still_true: Callable[[int, date], bool] | None = None
    valid_days: int | None = None
    unit: str = "revenue"
    order: int = field(default=100)
    on_application: bool = False


KINDS: Registry[Kind] = Registry("certificates")


def register(kind: Kind) -> None:
    """Enter a kind of certificate."""
    KINDS.register(kind.code, kind)


def offered() -> list[Kind]:
    """Return the kinds that are given at once, in their order."""
    kinds = [KINDS.get(code) for code in KINDS.kinds()]
    at_once = [kind for kind in kinds if not kind.on_application]
    return sorted(at_once, key=lambda kind: kind.order)


def after_an_application(party_id: int, on: date) -> Finding:
    """Say that this kind is not read from registers: an office issues it after an application."""
    mend = _("Apply for it; the department checks the facts and issues it.")
    return Finding(grounds=(Ground(_("It is given after an application."), mend=mend),))
