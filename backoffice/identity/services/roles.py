"""Verbs on roles, the organisation chart, and who holds which role where."""

import json
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import Department, Role, RoleAssignment, User, VerifiedIdentity
from backoffice.identity.queries import assignments_on
from backoffice.identity.rights import give_content_rights, named_permissions
from backoffice.identity.trail import record
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError

DATA = Path(__file__).resolve().parent.parent / "data"


class CitizenAccount(DomainError):
    """A citizen's account gets no staff role."""

    code = "citizen_account"


class DepartmentNeeded(DomainError):
    """The role is given for a department."""

    code = "department_needed"


class OwnRights(DomainError):
    """Nobody gives himself rights."""

    code = "own_rights"


def role_table() -> list[dict[str, Any]]:
    """Return the roles as `data/roles.json` states them."""
    return json.loads((DATA / "roles.json").read_text())["roles"]


@transaction.atomic
def load_roles(*, at: datetime) -> int:
    """Bring roles and their rights to what `data/roles.json` says; loading twice changes nothing.

    :returns: how many roles changed
    """
    return sum(_load_role(row, at) for row in role_table())


def _load_role(row: dict[str, Any], at: datetime) -> bool:
    group, _new = Group.objects.get_or_create(name=row["code"])
    names = {
        "name_el": row["name_el"],
        "name_en": row["name_en"],
        "is_staff_role": row["staff"],
        "by_department": row["by_department"],
    }
    role = Role.objects.filter(code=row["code"]).first()
    before = {name: getattr(role, name) for name in names} if role else None
    role, _new = Role.objects.update_or_create(
        code=row["code"], defaults=names, create_defaults={**names, "group": group}
    )
    wanted = named_permissions(row["permissions"], row.get("never", []))
    held = set(role.group.permissions.all())
    changed = before != names or wanted != held
    role.group.permissions.set(wanted)
    changed = give_content_rights(role.group, row) or changed
    if changed:
        after = names | {"rights": sorted(right.codename for right in wanted)}
        record("identity.role.loaded", role, actor=None, at=at, before=before, after=after)
    return changed


@transaction.atomic
def load_departments(*, at: datetime) -> int:
    """Enter the units of `data/departments.json` that the chart lacks.

    :returns: how many were entered
    """
    chart = json.loads((DATA / "departments.json").read_text())["departments"]
    return enter_departments(codes=[row["code"] for row in chart], at=at)


@transaction.atomic
def enter_departments(*, codes: Collection[str], at: datetime) -> int:
    """Enter those of some units of `data/departments.json` that the chart lacks, with those above.

    :returns: how many were entered; a code that the file does not know is passed over
    """
    data = json.loads((DATA / "departments.json").read_text())
    rows = {row["code"]: row for row in data["departments"]}
    wanted = {code for code in codes if code in rows}
    for code in tuple(wanted):
        while (code := rows[code]["parent"]) is not None:
            wanted.add(code)
    known = set(Department.objects.values_list("code", flat=True))
    missing = [row for row in data["departments"] if row["code"] in wanted - known]
    for row in missing:
        register_department(
            code=row["code"],
            name_el=row["name_el"],
            name_en=row["name_en"],
            parent=row["parent"],
            valid_from=date.fromisoformat(data["valid_from"]),
            legal_basis=data["legal_basis"],
            actor=None,
            at=at,
        )
    return len(missing)


@transaction.atomic
def register_department(
    *,
    code: str,
    name_el: str,
    name_en: str,
    valid_from: date,
    actor: User | None,
    at: datetime,
    parent: str | None = None,
    legal_basis: str = "",
) -> Department:
    """Enter a unit of the organisation chart (ν. 3584/2007, άρθρο 10).

    :param parent: the code of the unit above, if any
    """
    above = Department.objects.get(code=parent) if parent else None
    department = Department.objects.create(
        code=code,
        name_el=name_el,
        name_en=name_en,
        parent=above,
        valid_from=valid_from,
        legal_basis=legal_basis,
    )
    record(
        "identity.department.registered",
        department,
        actor=actor,
        at=at,
        after={"code": code, "name": name_el, "parent": parent, "valid_from": valid_from},
    )
    return department


@transaction.atomic
def assign_role(
    *,
    user_id: int,
    role: str,
    valid_from: date,
    actor: User | None,
    at: datetime,
    department: str | None = None,
    valid_until: date | None = None,
) -> RoleAssignment:
    """Give a user a role, in a department where the role asks for one.

    :param actor: who gives it; none for the first set-up of an installation
    :raises OwnRights: if the actor is the user
    :raises CitizenAccount: if a staff role is given to a citizen's account
    :raises DepartmentNeeded: if the role is given for a department and none is named
    """
    user = User.objects.select_for_update().get(pk=user_id)
    given = Role.objects.get(code=role)
    _check_assignment(user, given, department, actor)
    place = Department.objects.get(code=department) if department else None
    assignment, new = RoleAssignment.objects.get_or_create(
        user=user,
        role=given,
        department=place,
        valid_from=valid_from,
        defaults={"valid_until": valid_until},
    )
    if new:
        _sync(user, athens_day(at))
        record(
            "identity.role.assigned",
            user,
            actor=actor,
            at=at,
            after={
                "role": role,
                "department": department,
                "from": valid_from,
                "until": valid_until,
            },
        )
    return assignment


def _check_assignment(user: User, role: Role, department: str | None, actor: User | None) -> None:
    if actor is not None and actor.pk == user.pk:
        raise OwnRights(_("Another administrator must give you a role."))
    if role.by_department and not department:
        raise DepartmentNeeded(_("Choose the department for which this role is given."))
    if role.is_staff_role and VerifiedIdentity.objects.filter(user=user).exists():
        raise CitizenAccount(
            _(
                "This is a citizen's account. Create a separate account with the e-mail address "
                "of the service."
            )
        )


@transaction.atomic
def end_role(
    *, assignment_id: int, on: date, actor: User | None, at: datetime, reason: str = ""
) -> RoleAssignment:
    """End a role.

    :param on: the last day on which it is in force
    """
    assignment = RoleAssignment.objects.select_related("role", "department").get(pk=assignment_id)
    user = User.objects.select_for_update().get(pk=assignment.user_id)
    if actor is not None and actor.pk == user.pk:
        raise OwnRights(_("Another administrator must end your role."))
    before = assignment.valid_until
    assignment.valid_until = max(on, assignment.valid_from)
    assignment.save(update_fields=["valid_until"])
    _sync(user, athens_day(at))
    record(
        "identity.role.ended",
        user,
        actor=actor,
        at=at,
        before={"role": assignment.role.code, "until": before},
        after={"role": assignment.role.code, "until": assignment.valid_until},
        note=reason,
    )
    return assignment


@transaction.atomic
def end_expired_assignments(*, on: date, at: datetime) -> int:
    """Take the rights of roles that ended, and give those of roles that begin.

    :returns: how many users' rights changed
    """
    over = RoleAssignment.objects.filter(valid_until__lt=on, user__groups=F("role__group"))
    begun = RoleAssignment.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    waiting = begun.exclude(user__groups=F("role__group"))
    user_ids = {*over.values_list("user_id", flat=True), *waiting.values_list("user_id", flat=True)}
    changed = 0
    for user in User.objects.select_for_update().filter(pk__in=user_ids).order_by("pk"):
        change = _sync(user, on)
        if change:
            changed += 1
            record(
                "identity.role.synchronised",
                user,
                actor=None,
                at=at,
                before={"roles": change[0]},
                after={"roles": change[1]},
            )
    return changed


def _sync(user: User, on: date) -> tuple[list[str], list[str]] | None:
    """Make groups and the staff mark follow the assignments in force; other groups stay."""
    in_force = [assignment.role for assignment in assignments_on(user, on)]
    wanted = {role.group_id: role.code for role in in_force}
    held = dict(Role.objects.filter(group__user=user).values_list("group_id", "code"))
    is_staff = any(role.is_staff_role for role in in_force)
    if set(wanted) == set(held) and is_staff == user.is_staff:
        return None
    user.groups.remove(*(set(held) - set(wanted)))
    user.groups.add(*(set(wanted) - set(held)))
    if is_staff != user.is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    return sorted(held.values()), sorted(wanted.values())
