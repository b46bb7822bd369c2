"""The town's delegations and absences as the rules of authority want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree, held_on
from backoffice.kernel.kept import once

from .models import Delegation, Draft, Substitution
from .refusals import (
    AmountAboveLimit,
    AuthorityEnded,
    AuthorityNotBegun,
    NoAuthority,
    OutsideScope,
)
from .rules.authority import Absence, Act, Authority, Grant, Refusal, Refused, decide

MAYOR = "mayor"
HEAD = "head"
BY_ORDER = "Με εντολή Δημάρχου"
FOR_ABSENT = "α/α"
#: What is passed on as a kind of task by itself; procedures name themselves by their key.
ASSIGNMENTS = "documents.assignment"


def mayors_on(on: date) -> set[int]:
    """Return who holds the mayor's own right on a day."""
    return set(held_on(on).filter(role__code=MAYOR).values_list("user_id", flat=True))


def departments_on(user_id: int, on: date) -> set[int]:
    """Return the units in which a person holds a staff role on a day."""
    rows = held_on(on).filter(user_id=user_id, department__isnull=False, role__is_staff_role=True)
    return set(rows.values_list("department_id", flat=True))


#: The code of a role that somebody holds, and where; nowhere in particular is everywhere.
Post = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class StandIn:
    """Whose work somebody does for some days, and which kinds of it; none named is all of it."""

    absent_id: int
    until: date
    kinds: frozenset[str] = frozenset()

    def includes(self, kind: str) -> bool:
        """Tell whether a kind of task passes on."""
        return not self.kinds or kind in self.kinds


def standing_in(deputy_id: int, on: date) -> list[StandIn]:
    """Return whose work somebody does on a day, whether or not he may sign for them."""
    rows = _standing(deputy_id, on).order_by("valid_until", "pk")
    found = rows.values_list("absent_id", "valid_until", "covers")
    return [StandIn(absent, until, frozenset(kinds)) for absent, until, kinds in found]


@once
def stands_in_for(user: User, on: date) -> tuple[StandIn, ...]:
    """Return whose work a user does on a day, as `standing_in`."""
    return tuple(standing_in(user.pk, on))


@once
def posts_with_absent(
    user: User, on: date, theirs: tuple[StandIn, ...]
) -> dict[int, frozenset[Post]]:
    """Return the posts of a user on a day, and of everybody whose work the user does.

    :param theirs: whose work that is, as `stands_in_for` tells
    """
    people = {user.pk, *(one.absent_id for one in theirs)}
    found: dict[int, set[Post]] = {}
    rows = held_on(on).filter(user_id__in=people)
    for user_id, role, unit in rows.values_list("user_id", "role__code", "department_id"):
        found.setdefault(user_id, set()).add((role, unit))
    return {user_id: frozenset(posts) for user_id, posts in found.items()}


@once
def absent_signers(user: User, on: date) -> frozenset[int]:
    """Return in whose place a user signs on a day, by order."""
    return frozenset(one.absent_id for one in absences_on(user.pk, on))


def stands_for_on(user_id: int, on: date, kind: str = "") -> set[int]:
    """Return the people for whom somebody stands in on a day.

    :param kind: a kind of task; without one only absences count, where everything passes on
    """
    return {one.absent_id for one in standing_in(user_id, on) if one.includes(kind)}


def absences_on(deputy_id: int, on: date) -> list[Absence]:
    """Return the absences in which somebody signs for another on a day: those by order."""
    rows = _standing(deputy_id, on).exclude(order_number="")
    return [Absence(r.pk, r.absent_id, r.deputy_id, r.valid_from, r.valid_until) for r in rows]


def _standing(deputy_id: int, on: date) -> QuerySet[Substitution]:
    return in_force().filter(deputy_id=deputy_id, valid_from__lte=on, valid_until__gte=on)


def in_force() -> QuerySet[Substitution]:
    """Return the substitutions that nobody withdrew."""
    return Substitution.objects.filter(withdrawn_at__isnull=True)


def leads(leader_id: int, user_id: int, on: date) -> bool:
    """Tell whether somebody heads a unit in which, or below which, another works on a day."""
    return bool(led_by(leader_id, on) & departments_on(user_id, on))


def may_pass_on(actor: User, absent_id: int, on: date) -> bool:
    """Tell whether somebody may pass on a person's tasks: the person, and the heads above."""
    if actor.pk == absent_id:
        return actor.is_staff_member
    if actor.has_perm("documents.manage_authority"):
        return held_on(on).filter(user_id=absent_id, role__is_staff_role=True).exists()
    return leads(actor.pk, absent_id, on)


def led_by(user_id: int, on: date) -> frozenset[int]:
    """Return the units that somebody heads on a day, with those below."""
    rows = held_on(on).filter(user_id=user_id, department__isnull=False, role__code=HEAD)
    return with_below(set(rows.values_list("department_id", flat=True)), on)


def with_below(units: set[int], on: date) -> frozenset[int]:
    """Return units with all that belong to them on a day."""
    found = set(units)
    if found:
        # The chart comes from the top down, so that one pass reaches every depth.
        for _depth, unit in departments_as_tree(on):
            if unit.parent_id in found:
                found.add(unit.pk)
    return frozenset(found)


def colleagues_of(user_id: int, on: date) -> QuerySet[User]:
    """Return who may do somebody's tasks in his place: the same units or post, and their heads."""
    held = held_on(on).filter(role__is_staff_role=True, user__is_active=True)
    units, posts = departments_on(user_id, on), Q(pk__in=[])
    for role in held.filter(user_id=user_id, department__isnull=True).values_list(
        "role", flat=True
    ):
        posts |= Q(role=role, department__isnull=True)
    above = _with_above(units, on)
    rows = held.filter(Q(department__in=units) | posts | Q(role__code=HEAD, department__in=above))
    people = User.objects.filter(pk__in=rows.values("user_id")).exclude(pk=user_id)
    return people.order_by("last_name", "first_name", "pk")


def _with_above(units: set[int], on: date) -> set[int]:
    found = set(units)
    for _depth, unit in reversed(departments_as_tree(on)) if units else ():
        if unit.pk in found and unit.parent_id is not None:
            found.add(unit.parent_id)
    return found


def grants_to(people: Iterable[int], on: date) -> list[Grant]:
    """Return the delegations that name people, directly or by a post they hold on a day."""
    wanted = list(people)
    posts = list(
        held_on(on).filter(user_id__in=wanted).values_list("user_id", "role_id", "department_id")
    )
    mayors = mayors_on(on)
    found = []
    for row in Delegation.objects.filter(
        Q(to_user_id__in=wanted) | Q(to_role_id__in={role for _user, role, _unit in posts})
    ).order_by("-valid_from", "pk"):
        found += [_grant(row, user, mayors) for user in _named(row, wanted, posts)]
    return found


def _named(
    row: Delegation, people: list[int], posts: Sequence[tuple[int, int, int | None]]
) -> list[int]:
    if row.to_user_id is not None:
        return [row.to_user_id] if row.to_user_id in people else []
    return sorted(
        {
            user
            for user, role, unit in posts
            if role == row.to_role_id and row.to_department_id in (None, unit)
        }
    )


def _grant(row: Delegation, user_id: int, mayors: set[int]) -> Grant:
    ends = [day for day in (row.valid_until, row.revoked_on) if day is not None]
    return Grant(
        id=row.pk,
        user_id=user_id,
        first=row.valid_from,
        last=min(ends) if ends else None,
        scopes=tuple(row.scopes),
        limit=row.amount_limit,
        giver_in_office=row.giver_id in mayors,
    )


def authority_of(signer: User, draft: Draft, on: date) -> Authority:
    """Return in which capacity somebody may sign a draft on a day.

    :raises DomainError: with the nearest miss, when there is no authority
    """
    found = judged(signer.pk, Act(draft.scope, draft.amount), on)
    if isinstance(found, Authority):
        return found
    raise {
        Refusal.AMOUNT: lambda: AmountAboveLimit(found.limit),
        Refusal.ENDED: lambda: AuthorityEnded(found.last),
        Refusal.NOT_YET: lambda: AuthorityNotBegun(found.last),
        Refusal.SCOPE: OutsideScope,
        Refusal.NONE: NoAuthority,
    }[found.why]()


def judged(signer_id: int, act: Act, on: date) -> Authority | Refused:
    """Return the rule's answer for a person, an act and a day."""
    absences = absences_on(signer_id, on)
    people = {signer_id, *(absence.absent_id for absence in absences)}
    return decide(
        signer_id,
        act,
        on,
        mayors=mayors_on(on),
        grants=grants_to(people, on),
        absences=absences,
    )


@dataclass(frozen=True, slots=True)
class Title:
    """What somebody is called under a signature."""

    words: str
    name: str


def title_of(user_id: int, on: date, prefer: str = "") -> Title:
    """Return the highest post of a person on a day, in Greek: documents are Greek."""
    rows = list(held_on(on).filter(user_id=user_id, role__is_staff_role=True).order_by("pk"))
    order = [prefer, MAYOR, "vice_mayor", "head"]
    rows.sort(key=lambda r: order.index(r.role.code) if r.role.code in order else len(order))
    name = User.objects.get(pk=user_id).get_full_name()
    if not rows:
        return Title("", name)
    first = rows[0]
    unit = f" – {first.department.name_el}" if first.department else ""
    return Title(f"{first.role.name_el}{unit}", name)


def printed_lines(signer_id: int, authority: Authority, on: date) -> list[str]:
    """Return the lines under the text: by order of the mayor, α/α, the post, the name."""
    stands_for = authority.stands_for
    lines = [] if authority.is_own else [BY_ORDER]
    if stands_for is None:
        own = title_of(signer_id, on)
        return [*lines, *([own.words] if own.words else []), own.name]
    absent = title_of(stands_for, on)
    deputy = title_of(signer_id, on)
    return [*lines, FOR_ABSENT, *([absent.words] if absent.words else []), deputy.name]
