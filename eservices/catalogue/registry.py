"""Who tells of services on the site: the portal says so; this module knows no page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from backoffice.kernel.registry import Registry

Pair = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """What the page of one service says in one language, as plain text.

    :param path: its address without the host
    :param parts: further texts by name (who, you_get, need, appeal), as plain text
    """

    code: str
    language: str
    title: str
    summary: str
    description: str
    path: str
    keywords: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


class Cards(Protocol):
    """The pages of services."""

    def cards(self, codes: Iterable[str] | None, language: str) -> dict[str, Card]:
        """Return the published cards of some services, or of all, by code."""

    def code_of(self, page_id: int) -> str:
        """Return the code of the service that a page tells of, or nothing."""

    def write(self, texts: Iterable[Any], at: datetime) -> int:
        """Write the pages that are missing, renew those nobody changed; return how many."""


CARDS: Registry[Cards] = Registry("cards of services")
