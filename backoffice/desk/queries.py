"""What the desk shows, arranged for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from backoffice.identity.models import User
from backoffice.identity.queries import departments_by_id, users_by_id

from . import worklist
from .models import SavedFilter
from .why import reader, why
from .worklist import Item, Wanted

# Nobody works through more; the list says «1000+» and searching finds the rest.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the names that its identifiers stand for, and why it is with the reader."""

    item: Item
    department: str
    holder: str
    why: str


def rows_of(items: Iterable[Item], user: User, on: date) -> list[Row]:
    """Return items with names, in six queries whatever their number."""
    items = list(items)
    units = departments_by_id({i.department_id for i in items if i.department_id})
    people = users_by_id({i.holder_id for i in items if i.holder_id})
    who = reader(user, on)
    found = []
    for item in items:
        unit = str(units.get(item.department_id, "")) if item.department_id else ""
        holder = people.get(item.holder_id) if item.holder_id else None
        found.append(Row(item, unit, str(holder or ""), why(item, who, unit)))
    return found


def filters_of(user: User) -> list[SavedFilter]:
    """Return a user's kept filters by name."""
    return list(SavedFilter.objects.filter(user=user))


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits for somebody, of which how much is late, or in the own hands."""

    waiting: int
    overdue: int
    mine: int


def load_of(user: User, on: date, now: datetime) -> Load:
    """Return the figures of the first page, each counted up to a thousand."""
    everything = worklist.parts_for(user, on, now, Wanted())
    mine = worklist.chosen(everything, user, now, Wanted(whose="mine"))
    waiting, overdue = worklist.figures(everything, now, MOST_COUNTED)
    return Load(waiting, overdue, worklist.figures(mine, now, MOST_COUNTED)[0])
