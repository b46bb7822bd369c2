"""What the desk shows, arranged for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from backoffice.documents.authority import stands_for_on
from backoffice.identity.models import User
from backoffice.identity.queries import departments_by_id, role_titles, users_by_id

from .models import SavedFilter
from .worklist import Item


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the names that its identifiers stand for, and why it is with the reader."""

    item: Item
    department: str
    holder: str
    why: str


def rows_of(items: Iterable[Item], user: User, on: date) -> list[Row]:
    """Return items with names, in three queries whatever their number."""
    items = list(items)
    units = departments_by_id({i.department_id for i in items if i.department_id})
    people = users_by_id({i.holder_id for i in items if i.holder_id})
    roles = role_titles()
    stands_for = stands_for_on(user.pk, on)
    found = []
    for item in items:
        unit = units.get(item.department_id) if item.department_id else None
        holder = people.get(item.holder_id) if item.holder_id else None
        found.append(
            Row(
                item,
                str(unit or ""),
                str(holder or ""),
                _why(item, user, roles, str(unit or ""), holder, stands_for),
            )
        )
    return found


def _why(
    item: Item,
    user: User,
    roles: dict[str, str],
    unit: str,
    holder: User | None,
    stands_for: set[int],
) -> str:
    if holder is not None and holder.pk == user.pk:
        return _("You took it, or it was given to you.")
    if holder is not None and holder.pk in stands_for:
        return _("You stand in for %(name)s, who is absent.") % {"name": holder}
    if item.role and unit:
        return _("You hold the role “%(role)s” in %(unit)s.") % {
            "role": roles.get(item.role, item.role),
            "unit": unit,
        }
    if item.role:
        return _("You hold the role “%(role)s”.") % {"role": roles.get(item.role, item.role)}
    if unit:
        return _("It belongs to %(unit)s, where you work.") % {"unit": unit}
    return _("Your rights let you deal with it.")


def filters_of(user: User) -> list[SavedFilter]:
    """Return a user's kept filters by name."""
    return list(SavedFilter.objects.filter(user=user))
