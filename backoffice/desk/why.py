"""Why an item of the worklist is with its reader: by hand, by post, in somebody's place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from backoffice.documents.authority import Post, StandIn, posts_with_absent, stands_in_for
from backoffice.identity.models import User
from backoffice.identity.queries import role_titles, users_by_id
from theme.formatting import day

from .worklist import Item


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list: the posts of the reader, and of everybody whose work is passed on."""

    user: User
    standing: Sequence[StandIn]
    posts: dict[int, frozenset[Post]]
    names: dict[int, User]
    roles: dict[str, str] = field(default_factory=dict)

    def stands_in_by_post(self, item: Item) -> StandIn | None:
        """Return for whom the reader would do what only that person's post gives."""
        if self.holds(self.user.pk, item):
            return None
        return next((one for one in self.standing if self.holds(one.absent_id, item)), None)

    def holds(self, user_id: int, item: Item) -> bool:
        """Tell whether the post of an item is somebody's."""
        here = {(item.role, None), (item.role, item.department_id)}
        posts = self.posts.get(user_id, frozenset())
        if item.department_id is None:
            return any(role == item.role for role, _unit in posts)
        return bool(here & posts)

    def stands_in_for(self, user_id: int | None) -> StandIn | None:
        """Return how the work of a person is passed on to the reader."""
        return next((one for one in self.standing if one.absent_id == user_id), None)


def reader(user: User, on: date) -> Reader:
    """Return who reads, in four queries whatever waits."""
    standing = stands_in_for(user, on)
    names = users_by_id({one.absent_id for one in standing})
    return Reader(user, standing, posts_with_absent(user, on, standing), names, role_titles())


def why(item: Item, who: Reader, unit: str) -> str:
    return (
        _in_place(item, who)
        or _in_hand(item, who)
        or _by_post(item, who, unit)
        or str(item.source.why)
        or _by_unit(unit)
    )


def _in_place(item: Item, who: Reader) -> str:
    if item.place_id == who.user.pk:
        return _("A colleague took it while you were away; you may take it back.")
    holder = item.place_id or (item.holder_id if item.holder_id != who.user.pk else None)
    one = who.stands_in_for(holder)
    if one is None and holder is None and item.role and item.holder_id is None:
        one = who.stands_in_by_post(item)
    if one is None:
        return ""
    return _("You stand in for %(name)s until %(until)s.") % {
        "name": who.names[one.absent_id],
        "until": day(one.until),
    }


def _in_hand(item: Item, who: Reader) -> str:
    if item.holder_id != who.user.pk:
        return ""
    return _("You took it, or it was given to you.")


def _by_post(item: Item, who: Reader, unit: str) -> str:
    if not item.role:
        return ""
    role = who.roles.get(item.role, item.role)
    if not unit:
        return _("You hold the role “%(role)s”.") % {"role": role}
    return _("You hold the role “%(role)s” in %(unit)s.") % {"role": role, "unit": unit}


def _by_unit(unit: str) -> str:
    if unit:
        return _("It belongs to %(unit)s, where you work.") % {"unit": unit}
    return _("Your rights let you deal with it.")
