"""What modules above do with a certified list: a table of links, filled in `apps.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link on the page of a certified list.

    :param right: the permission without which it is not shown
    :param address: where it leads, from the list's code
    """

    right: str
    words: Any
    address: Callable[[str], str]


_registry: Registry[ListLink] = Registry("links of lists")

register = _registry.register


def links_for(user: Any, code: str) -> list[tuple[str, Any]]:
    """Return the addresses and words that a reader may follow from a certified list."""
    found = [_registry.get(kind) for kind in _registry.kinds()]
    return [(link.address(code), link.words) for link in found if user.has_perm(link.right)]
