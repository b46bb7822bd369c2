"""What a member of staff sees first: counts that need somebody, each with the way there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Tile:
    """A count with its words and address; `order` sorts, the most pressing first."""

    label: str | Promise
    count: int
    url: str
    order: int = 100

    @property
    def shown(self) -> str:
        """The count as it is written; counting stops at a thousand."""
        return f"{MOST}+" if self.count >= MOST else str(self.count)


TilesOf = Callable[[User, date], list[Tile]]
PANELS: Registry[TilesOf] = Registry("desk.panels")


def register(name: str, tiles_of: TilesOf) -> None:
    """Enter a function that returns a user's tiles; it looks at the user's rights itself."""
    PANELS.register(name, tiles_of)


def tiles_for(user: User, on: date) -> list[Tile]:
    """Return the tiles of a user that have something to show, the most pressing first."""
    return sorted(_found(user, on), key=lambda tile: tile.order)


def _found(user: User, on: date) -> Iterator[Tile]:
    for name in PANELS.kinds():
        yield from (tile for tile in PANELS.get(name)(user, on) if tile.count)
