"""Roles as data: loaded once, in force to the day, never against the separation of duties."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from backoffice.audit.queries import history_of
from backoffice.identity import queries, services
from backoffice.identity.models import Department, Role, RoleAssignment, VerifiedIdentity
from backoffice.identity.rights import unknown_names
from backoffice.identity.services import IdentityFacts
from backoffice.identity.services.roles import role_table
from backoffice.kernel.reconcile import QUERIES, load
from tests.factories.signin import make_citizen, make_staff, make_user, today

pytestmark = pytest.mark.django_db
CODES = {
    "citizen",
    "editor",
    "press",
    "clerk",
    "head",
    "treasurer",
    "cashier",
    "auditor",
    "council_secretary",
    "municipal_police",
    "administrator",
    "revenue_officer",
    "registry",
    "mayor",
}


def assign(user: Any, role: str, first: date, last: date | None = None, **more: Any) -> Any:
    data = {"actor": None, "at": timezone.now()} | more
    assignment = services.assign_role(
        user_id=user.pk, role=role, valid_from=first, valid_until=last, **data
    )
    user.refresh_from_db()
    return assignment


def rights_of(role: str) -> set[str]:
    user = get_user_model().objects.create(email=f"{role}@example.org")
    user.groups.add(Role.objects.get(code=role).group)
    return user.get_all_permissions()


def test_roles_are_there_after_a_migration_and_loading_changes_nothing() -> None:
    assert set(Role.objects.values_list("code", flat=True)) == CODES
    assert services.load_roles(at=timezone.now()) == 0


def test_loading_brings_rights_back() -> None:
    group = Group.objects.get(name="treasurer")
    wanted = set(group.permissions.all())
    group.permissions.clear()
    Role.objects.filter(code="treasurer").update(name_el="Άλλο")
    assert services.load_roles(at=timezone.now()) == 1
    assert set(group.permissions.all()) == wanted
    assert Role.objects.get(code="treasurer").name_el == "Ταμίας"


def test_every_named_right_is_declared() -> None:
    named = {name for row in role_table() for name in row["permissions"]}
    assert unknown_names(named) == []
    assert unknown_names(["revenue.no_such_right"]) == ["revenue.no_such_right"]


@pytest.mark.parametrize(
    ("role", "never"),
    [
        ("treasurer", ["revenue.raise_charge", "revenue.cancel_charge", "revenue.delete_charge"]),
        ("revenue_officer", ["revenue.take_cash", "revenue.refund_credit"]),
        ("administrator", ["revenue.view_charge", "party.view_party", "revenue.take_cash"]),
        ("editor", ["identity.view_user", "revenue.view_charge", "audit.view_entry"]),
        ("clerk", ["revenue.cancel_charge", "revenue.take_cash", "identity.change_user"]),
        ("citizen", ["wagtailadmin.access_admin"]),
    ],
)
def test_separation_of_duties(role: str, never: list[str]) -> None:
    assert not rights_of(role) & set(never)


def test_auditor_only_reads() -> None:
    allowed = ("view_", "export_", "access_admin")
    assert [r for r in rights_of("auditor") if not r.split(".")[1].startswith(allowed)] == []


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [(0, 0, True), (0, None, True), (-3, -1, False), (1, None, False), (-3, 3, True)],
)
def test_role_counts_on_its_first_and_last_day(first: int, last: int | None, counts: bool) -> None:
    user, day = make_user("x@example.org"), today()
    end = None if last is None else day + timedelta(last)
    assign(user, "treasurer", day + timedelta(first), end)
    assert user.is_staff is counts
    assert queries.has_role(user, "treasurer", on=day) is counts
    assert user.groups.filter(name="treasurer").exists() is counts


def test_rights_end_and_begin_by_themselves() -> None:
    day = today()
    leaver, comer = make_user("leaver@example.org"), make_user("comer@example.org")
    assign(leaver, "treasurer", day, day)
    assign(comer, "treasurer", day + timedelta(1))
    changed = services.end_expired_assignments(on=day + timedelta(1), at=timezone.now())
    assert changed == 2
    leaver.refresh_from_db()
    comer.refresh_from_db()
    assert (leaver.is_staff, comer.is_staff) == (False, True)
    assert not leaver.has_perm("revenue.take_cash")
    assert services.end_expired_assignments(on=day + timedelta(1), at=timezone.now()) == 0


def test_two_roles_and_a_group_of_somebody_elses() -> None:
    user, day = make_user("x@example.org"), today()
    other = Group.objects.create(name="other")
    user.groups.add(other)
    first = assign(user, "treasurer", day)
    assign(user, "auditor", day)
    services.end_role(assignment_id=first.pk, on=day - timedelta(1), actor=None, at=timezone.now())
    user.refresh_from_db()
    assert first.valid_from == day  # a role never ends before it began
    assert set(user.groups.values_list("name", flat=True)) == {"auditor", "other", "treasurer"}
    services.end_expired_assignments(on=day + timedelta(1), at=timezone.now())
    assert set(user.groups.values_list("name", flat=True)) == {"auditor", "other"}


def test_clerk_needs_a_department_and_holds_the_role_there() -> None:
    services.load_departments(at=timezone.now())
    user = make_user("x@example.org")
    with pytest.raises(services.DepartmentNeeded):
        assign(user, "clerk", today())
    assign(user, "clerk", today(), department="revenue")
    here, there = (Department.objects.get(code=code) for code in ("revenue", "treasury"))
    assert queries.has_role(user, "clerk", on=today(), department=here)
    assert not queries.has_role(user, "clerk", on=today(), department=there)


def test_one_row_in_the_trail_per_verb() -> None:
    user, boss = make_user("x@example.org"), make_staff("administrator")
    assignment = assign(user, "treasurer", today(), actor=boss)
    assign(user, "treasurer", today(), actor=boss)
    services.end_role(
        assignment_id=assignment.pk, on=today(), actor=boss, at=timezone.now(), reason="moved"
    )
    acts = [(entry.action, entry.user, entry.note) for entry in history_of(user)]
    assert acts == [("identity.role.ended", boss, "moved"), ("identity.role.assigned", boss, "")]


def test_identity_is_one_to_one_in_the_database() -> None:
    citizen, other = make_citizen(), make_user("other@example.org")
    row = VerifiedIdentity.objects.get(user=citizen)
    for change in ({"user": other}, {"user": citizen, "afm": "090000045"}):
        copy = VerifiedIdentity.objects.get(pk=row.pk)
        copy.pk = None
        copy.provider = "counter"
        for name, value in change.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        VerifiedIdentity.objects.filter(pk=row.pk).update(afm="12")


def test_staff_cannot_become_a_citizen() -> None:
    staff = make_staff("treasurer")
    facts = IdentityFacts("gsis", "100000090", "Α", "Β")
    with pytest.raises(services.StaffAccount):
        services.verify_identity(user_id=staff.pk, facts=facts, at=timezone.now())


def test_unproven_accounts_disappear_and_proved_ones_stay() -> None:
    user_model = get_user_model()
    stale = user_model.objects.create_user("stale@example.org", "x")
    proved = make_user("proved@example.org")
    user_model.objects.update(date_joined=timezone.now() - timedelta(days=30))
    before = timezone.now() - timedelta(days=7)
    assert services.forget_unproven_users(joined_before=before, at=timezone.now()) == 1
    assert not user_model.objects.filter(pk=stale.pk).exists()
    assert user_model.objects.filter(pk=proved.pk).exists()


def test_reconcile_finds_rights_without_a_role() -> None:
    load()
    user = make_staff("treasurer")
    query = QUERIES["identity.rights_follow_assignments"][1]
    assert list(query()) == []
    RoleAssignment.objects.filter(user=user).update(valid_until=today() - timedelta(1))
    assert [row["state"] for row in query()] == ["ended"]
    user.groups.clear()
    assert list(query()) == []
    get_user_model().objects.filter(pk=user.pk).update(asks_second_factor=False)
    marks = list(QUERIES["identity.second_factor_mark"][1]())
    assert [row["user"] for row in marks] == [user.email]


def test_has_role_takes_one_query(django_assert_num_queries: Any) -> None:
    user = make_staff("treasurer")
    with django_assert_num_queries(1):
        queries.has_role(user, "treasurer", on=today())


def test_units_that_services_name_are_entered_with_those_above() -> None:
    assert services.enter_departments(codes=["water", "no-such-unit"], at=timezone.now()) == 2
    water = Department.objects.get(code="water")
    assert water.parent is not None
    assert water.parent.code == "technical"
    assert services.enter_departments(codes=["water"], at=timezone.now()) == 0
