"""The page of a matter: every module puts its part on it, and none knows the others.

A matter is what a case or an application is about. The screen that shows one brings a `Matter` in
plain values; `apps.ready()` of whoever has something to say registers a block, or lines of history.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .actors import Source
from .registry import Registry


def no_addresses(file_ids: Collection[int]) -> Mapping[int, str]:
    """Return no address of its own for any file."""
    return {}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a page is about.

    :ivar subject: the name under which whatever is written from now on belongs to it
    :ivar others: further names under which modules filed something for it
    :ivar rows: rows of the modules that own it, by the word that their blocks look for
    :ivar entry_ids: entries of the register that belong to it besides those filed in its name
    :ivar office_link: path of its page for staff
    :ivar citizen_link: path of its page for the citizen, in the citizen's language
    :ivar addresses: where files may be had by whoever may open the page, by file
    :ivar step_address: where a task of the case is done, if the owner has a page for it
    """

    subject: Source
    title: str
    rows: Mapping[str, Any]
    others: tuple[Source, ...] = ()
    party_id: int | None = None
    department_id: int | None = None
    entry_ids: tuple[int, ...] = ()
    charge_ids: tuple[int, ...] = ()
    office_link: str = ""
    citizen_link: str = ""
    addresses: Callable[[Collection[int]], Mapping[int, str]] = field(default=no_addresses)
    step_address: Callable[[int], str] | None = None

    @property
    def names(self) -> tuple[Source, ...]:
        """Every name under which something may lie."""
        return (self.subject, *self.others)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at the page, when, in which language, and what stands in its address.

    :ivar is_print: the page is for paper: everything at once, nothing to press
    """

    reader: Any
    at: datetime
    language: str
    asked: Mapping[str, str]
    is_print: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What became of something sent from a block.

    :ivar text: what to tell, if it was done
    :ivar values: what the block shows instead of its own values, if something must be mended
    """

    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


Values = Callable[[Matter, Visit], dict[str, Any] | None]
Act = Callable[[Matter, Visit, Any, Any], Done]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page; smaller orders stand higher.

    :ivar values: gives the template its values, or nothing where there is nothing to show
    :ivar act: does what a form of the block sent: (matter, visit, data, files)
    """

    order: int
    title: Any
    template: str
    values: Values
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a history: when, what, who, and why."""

    at: datetime
    what: str
    who: str = ""
    note: str = ""


BLOCKS: Registry[Block] = Registry("blocks of a matter")
HISTORIES: Registry[Callable[[Matter, Visit], Iterable[Told]]] = Registry("histories of a matter")


def shown(
    matter: Matter, visit: Visit, instead: Mapping[str, Mapping[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Return the blocks to show in their order.

    Each is a dictionary of the block's values, with its name as `key`, `title` and `template`.

    :param instead: values that take the place of a block's own, by its name
    """
    found = []
    for key in sorted(BLOCKS.kinds(), key=lambda kind: (BLOCKS.get(kind).order, kind)):
        block = BLOCKS.get(key)
        values = block.values(matter, visit)
        if values is not None:
            changed = (instead or {}).get(key, {})
            named = {"key": key, "title": block.title, "template": block.template}
            found.append(named | values | dict(changed))
    return found


def history_of(matter: Matter, visit: Visit) -> list[Told]:
    """Return everything that happened, whoever tells it, the latest first."""
    lines = [line for kind in HISTORIES.kinds() for line in HISTORIES.get(kind)(matter, visit)]
    return sorted(lines, key=lambda line: line.at, reverse=True)
