"""Shapes in which the demonstration content is written down: every text in Greek and in English."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Greek first, English second.
Pair = tuple[str, str]


@dataclass(frozen=True)
class Text:
    """Running text; a line that begins with `## ` is a heading, with `- ` an item of a list."""

    lines: Sequence[Pair]


@dataclass(frozen=True)
class Facts:
    """Questions answered at a glance."""

    rows: Sequence[tuple[Pair, Pair]]


@dataclass(frozen=True)
class Details:
    """Questions that open to their answers."""

    rows: Sequence[tuple[Pair, Pair]]


@dataclass(frozen=True)
class Callout:
    """A highlighted note."""

    tone: str
    title: Pair
    text: Pair


@dataclass(frozen=True)
class Start:
    """The button with which a service begins."""

    text: Pair
    door: str
    note: Pair = ("", "")


@dataclass(frozen=True)
class Table:
    """A table whose first column names the rows."""

    caption: Pair
    columns: Sequence[Pair]
    rows: Sequence[Sequence[Pair]]


@dataclass(frozen=True)
class Contact:
    """An office and how to reach it."""

    name: Pair
    place: Pair
    phone: str
    email: str
    hours: Pair


@dataclass(frozen=True)
class Photo:
    """One of the drawn pictures inside a text."""

    name: str
    alt: Pair
    caption: Pair = ("", "")


Block = Text | Facts | Details | Callout | Start | Table | Contact | Photo


@dataclass(frozen=True)
class PageText:
    """A page with its blocks and the pages below it."""

    slug: str
    kind: str
    title: Pair
    summary: Pair
    blocks: Sequence[Block] = ()
    below: Sequence["PageText"] = field(default_factory=tuple)
    in_menu: bool = False
    extra: dict[str, Pair] = field(default_factory=dict)


def same(text: str) -> Pair:
    """Return a text that is the same in both languages, as a number or a name."""
    return (text, text)
