"""What the page of an application shows besides the application: messages, appointments, and so on.

Each block is a template and a function that gives it its values, or nothing where there is nothing
to show. `apps.ready()` of whoever has something to say registers it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry

Values = Callable[[Any, User], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page; smaller orders stand higher."""

    order: int
    template: str
    values: Values


BLOCKS: Registry[Block] = Registry("blocks of an application")


def blocks_of(application: Any, user: User) -> list[dict[str, Any]]:
    """Return the blocks to show, each a dictionary with its `template` among its values."""
    shown = []
    for block in sorted((BLOCKS.get(kind) for kind in BLOCKS.kinds()), key=lambda b: b.order):
        values = block.values(application, user)
        if values is not None:
            shown.append(values | {"template": block.template})
    return shown
