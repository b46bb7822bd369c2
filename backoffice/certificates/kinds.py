"""Which certificates the town gives: a table that the modules which know the facts fill.

A kind given at once says what stands on the certificate, or why it cannot be given, from one read
of the facts. An attested kind has facts that somebody states in a typed form, or a case hands over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from backoffice.kernel.registry import Registry
from backoffice.kernel.registry import UnknownKind as NotRegistered

from .errors import UnknownKind
from .facts import Fact, listed
from .figures import Figures, Shipped, shipped_on


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why a certificate is not given, and what mends it.

    :ivar text: the reason, written for the reader
    :ivar charge: the code of the debt that stands against it, if one does
    :ivar amount: euros, written for the reader
    :ivar mend: what to do
    :ivar in_one_sum: whether only paying mends it, and no arrangement
    """

    text: str
    charge: str = ""
    amount: str = ""
    mend: str = ""
    in_one_sum: bool = False


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
Attest = Callable[[int, Mapping[str, Any], date], Finding]
Check = Callable[[Mapping[str, Any], date, Figures], dict[str, str]]


def nothing_to_hold(party_id: int, on: date) -> None:
    """Hold nothing: the facts of this kind do not change under the reader's hands."""


def nothing_against(party_id: int, on: date) -> Sequence[Ground]:
    """Know no ground against a certificate."""
    return ()


def nothing_wrong(facts: Mapping[str, Any], on: date, figures: Figures) -> dict[str, str]:
    """Find nothing wrong between the facts."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of certificate: with `find` given at once, with `facts` and `attest` attested.

    :ivar find: reads the facts of a person or business on a day, in the language that is active
    :ivar hold: keeps these facts as they are until the transaction ends
    :ivar still_true: tells whether what was certified still holds; none if it is of its day only
    :ivar figures: figures of law that apply to it; `valid_days` says how long it may be used,
        unless the town sets other terms, and without it it certifies its day for ever
    :ivar unit: the code of the unit that issues it
    :ivar on_application: given only after an office checked an application, never at once
    :ivar roles: codes of the roles that state it in whatever unit
    :ivar facts: what somebody states
    :ivar check: what is wrong between the facts on a day and by its figures, by their keys
    :ivar attest: what stands on it, or the grounds against it, from the stated facts
    :ivar needs_second: whether another issues it than whoever stated the facts
    :ivar grounds: what the registers know against it, whatever was stated
    :ivar holder: what the holder is called on the paper
    """

    code: str
    name: str | Promise
    about: str | Promise
    legal_basis: str | Promise
    find: Find | None = None
    hold: Callable[[int, date], None] = nothing_to_hold
    still_true: Callable[[int, date], bool] | None = None
    figures: tuple[Shipped, ...] = ()
    unit: str = "revenue"
    roles: Sequence[str] = ()
    order: int = field(default=100)
    on_application: bool = False
    facts: Sequence[Fact] = ()
    check: Check = nothing_wrong
    attest: Attest | None = None
    needs_second: bool = False
    grounds: Callable[[int, date], Sequence[Ground]] = nothing_against
    holder: str | Promise = ""

    @property
    def is_attested(self) -> bool:
        """Whether somebody states its facts."""
        return self.attest is not None

    @property
    def is_of_registers(self) -> bool:
        """Whether the registers alone say what it certifies."""
        return self.find is not None and not self.on_application

    def shipped(self, on: date) -> Figures:
        """Return its figures of a day as shipped, without what the town decided."""
        return shipped_on(self.figures, on)


KINDS: Registry[Kind] = Registry("certificates")


def register(kind: Kind) -> None:
    """Enter a kind of certificate."""
    KINDS.register(kind.code, kind)


def kind_of(code: str) -> Kind:
    """Return a kind of certificate.

    :raises UnknownKind: if the town gives none of this kind
    """
    try:
        return KINDS.get(code)
    except NotRegistered as error:
        raise UnknownKind(
            _("The town gives no such certificate. Choose one of the list.")
        ) from error


def every() -> list[Kind]:
    """Return all kinds in their order."""
    return sorted((KINDS.get(code) for code in KINDS.kinds()), key=lambda kind: kind.order)


def offered() -> list[Kind]:
    """Return the kinds that are given at once."""
    return [kind for kind in every() if not kind.is_attested and not kind.on_application]


def attested() -> list[Kind]:
    """Return the kinds whose facts somebody states."""
    return [kind for kind in every() if kind.is_attested]


def stated(kind: Kind, facts: Mapping[str, Any], words: Sequence[str]) -> Finding:
    """Return sentences, list and tables of stated facts."""
    tables = [
        Table(str(fact.title), [str(title) for title in fact.columns], facts[fact.key])
        for fact in kind.facts
        if fact.type == "rows" and facts.get(fact.key)
    ]
    return Finding(paragraphs=tuple(words), facts=listed(kind.facts, facts), tables=tables)


def after_an_application(party_id: int, on: date) -> Finding:
    """Say that this kind is not read from registers: an office issues it after an application."""
    mend = _("Apply for it; the department checks the facts and issues it.")
    return Finding(grounds=(Ground(_("It is given after an application."), mend=mend),))
