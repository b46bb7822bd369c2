"""The administrator's screens: users, devices, roles, departments."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.identity import services
from backoffice.identity.models import Department, RoleAssignment
from tests.factories.signin import make_staff, make_user, sign_in_staff, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Any:
    return sign_in_staff(client, make_staff("administrator"))


PAGES = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "role-assignments:index",
    "role-assignments:add",
    "departments:index",
    "departments:add",
    "roles:index",
    "audit:trail",
]


@pytest.mark.parametrize("page", PAGES)
def test_administrator_sees_the_page(client: Client, administrator: Any, page: str) -> None:
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_editor_does_not(client: Client, page: str) -> None:
    sign_in_staff(client, make_staff("editor"))
    assert client.get(reverse(page)).status_code in (302, 403)


def test_administrator_sees_no_case_content(administrator: Any) -> None:
    for right in ("revenue.view_charge", "party.view_party", "business_fees.view_declaration"):
        assert not administrator.has_perm(right)


def test_new_user_is_created_through_the_service(client: Client, administrator: Any) -> None:
    data = {"email": "Nea@Example.org", "first_name": "Νέα", "last_name": "Υπάλληλος"}
    answer = client.post(reverse("wagtailusers_users:add"), {**data, "language": "el"})
    assert answer.status_code == 302
    user = get_user_model().objects.get(email="nea@example.org")
    assert not user.has_usable_password()
    assert not user.is_staff
    history = client.get(reverse("wagtailusers_users:history", args=[user.pk]))
    assert "identity.user.created" not in history.content.decode()
    assert str(administrator) in history.content.decode()


def test_rights_cannot_be_posted_into_the_user_form(client: Client, administrator: Any) -> None:
    user = make_user("plain@example.org")
    data = {"first_name": "Α", "last_name": "Β", "language": "el", "sign_in": "allowed"}
    address = reverse("wagtailusers_users:edit", args=[user.pk])
    answer = client.post(
        address, {**data, "is_superuser": "on", "is_staff": "on", "email": "x@y.gr"}
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, user.email) == (False, False, "plain@example.org")
    assert user.first_name == "Α"


def test_stopping_an_account_signs_it_out(client: Client, administrator: Any) -> None:
    user = make_staff("editor")
    other = Client()
    sign_in_staff(other, user)
    data = {"first_name": "Α", "last_name": "Β", "language": "el", "sign_in": "stopped"}
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert other.get("/cms/").status_code == 302
    assert "login" in other.get("/cms/")["Location"]


def test_role_is_given_and_ended(client: Client, administrator: Any) -> None:
    user = make_user("new@example.org")
    begin = today().isoformat()
    data = {"user": user.pk, "role": RoleAssignment.role.get_queryset().get(code="treasurer").pk}
    answer = client.post(reverse("role-assignments:add"), {**data, "valid_from": begin})
    assert answer.status_code == 302, answer.context["form"].errors
    user.refresh_from_db()
    assert user.is_staff
    assignment = RoleAssignment.objects.get(user=user)
    answer = client.post(
        reverse("role-assignments:edit", args=[assignment.pk]),
        {"valid_until": begin, "reason": "moved"},
    )
    assert answer.status_code == 302
    assignment.refresh_from_db()
    assert assignment.valid_until == today()


def test_nobody_gives_himself_a_role(client: Client, administrator: Any) -> None:
    role = RoleAssignment.role.get_queryset().get(code="treasurer")
    data = {"user": administrator.pk, "role": role.pk, "valid_from": today().isoformat()}
    answer = client.post(reverse("role-assignments:add"), data)
    assert answer.status_code == 200
    assert not administrator.has_perm("revenue.take_cash")


def test_department_is_registered_below_another(client: Client, administrator: Any) -> None:
    data = {"name_el": "Δοκιμή", "name_en": "Trial", "valid_from": today().isoformat()}
    client.post(reverse("departments:add"), {**data, "code": "above"})
    above = Department.objects.get(code="above")
    client.post(reverse("departments:add"), {**data, "code": "below", "parent": above.pk})
    assert Department.objects.get(code="below").parent == above


def test_devices_are_reset_with_a_reason(client: Client, administrator: Any) -> None:
    user = make_staff("treasurer")
    address = reverse("wagtailusers_users:devices", args=[user.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 200
    assert user.totpdevice_set.exists()
    client.post(address, {"reason": "came with an identity card"})
    assert not user.totpdevice_set.exists()


def test_accounts_are_never_deleted(client: Client, administrator: Any) -> None:
    user = make_user("old@example.org")
    client.post(f"/cms/users/delete/{user.pk}/", follow=True)
    assert get_user_model().objects.filter(pk=user.pk).exists()


def test_user_list_is_flat(
    client: Client, administrator: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_staff("editor", email=f"editor{number}@example.org")
    with django_assert_max_num_queries(20):
        assert client.get(reverse("wagtailusers_users:index")).status_code == 200


def test_role_shows_its_rights(client: Client, administrator: Any) -> None:
    role = RoleAssignment.role.get_queryset().get(code="treasurer")
    page = client.get(reverse("roles:inspect", args=[role.pk])).content.decode()
    assert "revenue.take_cash" in page
    assert "revenue.raise_charge" not in page


def test_departments_stand_as_a_tree(client: Client, administrator: Any) -> None:
    services.load_departments(at=timezone.now())
    page = client.get(reverse("departments:index")).content.decode()
    order = ["Διεύθυνση Οικονομικών", "— Τμήμα Εσόδων", "— Τμήμα Ταμείου", "Διεύθυνση Περιβ"]
    places = [page.index(name) for name in order]
    assert places == sorted(places)


def test_users_are_filtered_by_the_names_of_roles(client: Client, administrator: Any) -> None:
    make_staff("treasurer", email="treasurer@example.org")
    role = RoleAssignment.role.get_queryset().get(code="treasurer")
    everyone = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert str(role) in everyone
    assert "council_secretary" not in everyone
    found = client.get(reverse("wagtailusers_users:index"), {"group": role.group_id})
    assert [user.email for user in found.context["object_list"]] == ["treasurer@example.org"]


def test_a_screen_reader_hears_yes_and_no(client: Client, administrator: Any) -> None:
    page = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert "Ναι" in page
    assert not {"True", "False"} & set(page.split())
