"""Public reads: bodies, their members, and the next session of any."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from wagtail.models import Page

from .models import BodyPage, Member

# Who presides stands first; everybody else keeps the order of the editor.
FIRST = {
    Member.Role.PRESIDENT: 0,
    Member.Role.MAYOR: 1,
    Member.Role.VICE_PRESIDENT: 2,
    Member.Role.SECRETARY: 3,
    Member.Role.VICE_MAYOR: 4,
}


@dataclass(frozen=True)
class PartyGroup:
    """The members of one party in a body."""

    party: str
    members: tuple[Member, ...]


def members_by_party(page: BodyPage) -> list[PartyGroup]:
    """Return today's members, the largest party first."""
    today = timezone.localdate()
    groups: dict[str, list[Member]] = {}
    for member in page.members.all():
        if member.sits_on(today):
            groups.setdefault(member.party, []).append(member)
    ranked = sorted(groups.items(), key=lambda item: -len(item[1]))
    return [
        PartyGroup(party, tuple(sorted(members, key=lambda m: FIRST.get(Member.Role(m.role), 9))))
        for party, members in ranked
    ]


def bodies_below(parent: Page) -> Any:
    """Return the bodies of one language with the number of members they have today."""
    today = timezone.localdate()
    sits = Q(members__valid_from__lte=today) & (
        Q(members__valid_until__isnull=True) | Q(members__valid_until__gte=today)
    )
    return (
        BodyPage.objects.child_of(parent)
        .live()
        .public()
        .defer_streamfields()
        .annotate(seats=Count("members", filter=sits))
        .order_by("path")
    )


def next_session(home: Page) -> BodyPage | None:
    """Return the body below a front page that sits next."""
    return (
        BodyPage.objects.descendant_of(home)
        .live()
        .public()
        .filter(next_session_at__gte=timezone.now())
        .defer_streamfields()
        .order_by("next_session_at")
        .first()
    )
