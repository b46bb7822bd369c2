"""What modules above tell about personal data: what they hold, for what, and how it is erased."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any

from django.utils.functional import Promise

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a person: its name in the parcel, and how to read it."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one module holds about a person: rows of plain values, and files."""

    rows: Sequence[dict[str, Any]] = ()
    files: Iterable[FilePart] = ()


@dataclass(frozen=True, slots=True)
class Exporter:
    """Gathers what a module holds about a person.

    :param purpose: for what it is held, with the legal basis (GDPR, article 15 §1)
    :param gather: takes the user and the identifier of the person in the register, if known
    :param covers: columns whose rows are in the copy, as `app.Model.column`
    :param left_out: what is not in the copy, and why; the person reads it in `contents.json`
    """

    name: str
    title: str | Promise
    purpose: str | Promise
    gather: Callable[[User, int | None], Holding]
    covers: frozenset[str] = frozenset()
    left_out: str | Promise = ""


EXPORTERS: Registry[Exporter] = Registry("privacy.exporters")


@dataclass(frozen=True, slots=True)
class Eraser:
    """Finds and erases one class of data that is older than its period.

    :param months: how long it is kept, unless the town's terms say otherwise
    :param count: how many rows are older than an instant
    :param erase: erases up to a number of them, and returns how many; safe to repeat
    """

    name: str
    title: str | Promise
    legal_basis: str
    months: int
    count: Callable[[datetime], int]
    erase: Callable[[datetime, int], int] = field(compare=False)


ERASERS: Registry[Eraser] = Registry("privacy.erasers")


@dataclass(frozen=True, slots=True)
class Kept:
    """One class of data that the law keeps: asked to erase it, the office is refused.

    :param reason: why it stays, as staff and the person read it
    """

    name: str
    title: str | Promise
    reason: str | Promise
    legal_basis: str


KEPT: Registry[Kept] = Registry("privacy.kept")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something that needs a person's consent, and nothing else may rest on it.

    :param text: the words that the person agrees to
    """

    code: str
    title: str | Promise
    text: str | Promise


PURPOSES: Registry[Purpose] = Registry("privacy.purposes")


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something that a person confirmed or agreed to in what they sent: in which words, and why."""

    text: str
    purpose: str
    at: datetime
    where: str


AGREEMENTS: Registry[Callable[[User, int | None, str], list[Agreed]]] = Registry(
    "privacy.agreements"
)


def register_exporter(exporter: Exporter) -> None:
    """Enter what a module holds about people; called in `apps.ready()`."""
    EXPORTERS.register(exporter.name, exporter)


def register_eraser(eraser: Eraser) -> None:
    """Enter a class of data that is erased after its period; called in `apps.ready()`."""
    ERASERS.register(eraser.name, eraser)


def register_kept(kept: Kept) -> None:
    """Enter a class of data that the law keeps; called in `apps.ready()`."""
    KEPT.register(kept.name, kept)


def register_holdings(module: ModuleType) -> None:
    """Enter all that a module's `holdings` says: `EXPORTERS`, `ERASERS` and `KEPT`."""
    for exporter in getattr(module, "EXPORTERS", ()):
        register_exporter(exporter)
    for eraser in getattr(module, "ERASERS", ()):
        register_eraser(eraser)
    for kept in getattr(module, "KEPT", ()):
        register_kept(kept)


def register_purpose(purpose: Purpose) -> None:
    """Enter a purpose that asks for consent; called in `apps.ready()`."""
    PURPOSES.register(purpose.code, purpose)
