"""Nobody who works for the municipality gets past the second factor, by any door."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.identity import services
from tests.factories.signin import (
    PASSWORD,
    code_of,
    make_citizen,
    make_staff,
    make_user,
    sign_in,
    sign_in_staff,
)

pytestmark = pytest.mark.django_db
CHALLENGE = "/el/account/second-factor/"


def bare_staff() -> Any:
    user = make_user("new@example.org")
    services.assign_role(
        user_id=user.pk,
        role="treasurer",
        valid_from=timezone.localdate(),
        actor=None,
        at=timezone.now(),
    )
    user.refresh_from_db()
    return user


@pytest.mark.parametrize(
    "door",
    ["/cms/", "/cms/pages/", "/el/account/", "/el/account/security/", "/el/account/email/", "/el/"],
)
def test_staff_without_the_factor_are_led_to_it(client: Client, door: str) -> None:
    sign_in(client, make_staff("treasurer"))
    response = client.get(door)
    assert response.status_code == 302
    assert response["Location"].startswith(CHALLENGE)


def test_superuser_is_no_exception(client: Client) -> None:
    user = make_user("root@example.org", is_superuser=True)
    sign_in(client, user)
    assert client.get("/cms/")["Location"].startswith(CHALLENGE)


def test_password_then_code_opens_the_desk(client: Client) -> None:
    user = make_staff("treasurer")
    response = client.post(
        "/el/account/login/?next=/cms/", {"login": user.email, "password": PASSWORD}
    )
    assert response.status_code == 302
    assert client.get("/cms/")["Location"].startswith(CHALLENGE)
    before = client.session.session_key
    code = code_of(user.totpdevice_set.get())
    response = client.post(CHALLENGE, {"code": code, "next": "/cms/"})
    assert response["Location"] == "/cms/"
    assert client.session.session_key != before
    assert client.get("/cms/").status_code == 200


def test_a_code_works_once(client: Client) -> None:
    user = make_staff("treasurer")
    code = code_of(user.totpdevice_set.get())
    services.use_code(user_id=user.pk, code=code, at=timezone.now())
    with pytest.raises(services.WrongCode):
        services.use_code(user_id=user.pk, code=code, at=timezone.now())


def test_wrong_code_says_so_and_opens_nothing(client: Client) -> None:
    sign_in(client, make_staff("treasurer"))
    response = client.post(CHALLENGE, {"code": "000000"})
    assert response.status_code == 200
    assert "Πρόβλημα" in response.content.decode()
    assert client.get("/cms/").status_code == 302


def test_wrong_codes_make_the_next_try_wait() -> None:
    user = make_staff("treasurer")
    for _n in range(3):
        with pytest.raises(services.WrongCode):
            services.use_code(user_id=user.pk, code="000000", at=timezone.now())
    with pytest.raises(services.WrongCode):  # the right one, but too early after wrong ones
        services.use_code(
            user_id=user.pk, code=code_of(user.totpdevice_set.get()), at=timezone.now()
        )


def test_staff_without_device_must_set_one_up(client: Client) -> None:
    sign_in(client, bare_staff())
    response = client.get("/cms/", follow=True)
    assert response.redirect_chain[-1][0] == "/el/account/second-factor/setup/"
    assert client.get("/el/account/second-factor/setup/app/").status_code == 200
    picture = client.get("/el/account/second-factor/setup/app/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"


def test_setting_up_opens_the_desk_and_offers_recovery_codes(client: Client) -> None:
    user = sign_in(client, bare_staff())
    client.get("/el/account/second-factor/setup/app/")
    device = user.totpdevice_set.get(confirmed=False)
    response = client.post(
        "/el/account/second-factor/setup/app/", {"code": code_of(device), "name": "κινητό"}
    )
    assert response["Location"] == reverse("accounts:recovery_codes")
    shown = client.post(reverse("accounts:recovery_codes")).content.decode()
    codes = [part.split("</code>")[0] for part in shown.split("<code>")[1:]]
    assert len(codes) == 10
    assert codes[0] not in client.get(reverse("accounts:recovery_codes")).content.decode()
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("page", ["setup/", "setup/app/", "setup/passkey/"])
def test_a_stolen_password_cannot_add_a_device(client: Client, page: str) -> None:
    sign_in(client, make_staff("treasurer"))
    assert client.get(CHALLENGE + page)["Location"] == CHALLENGE


def test_a_stolen_password_cannot_see_a_secret(client: Client) -> None:
    sign_in(client, make_staff("treasurer"))
    assert client.get(CHALLENGE + "setup/app/code.svg").status_code == 403


def test_a_stolen_password_cannot_register_a_passkey(client: Client) -> None:
    sign_in(client, make_staff("treasurer"))
    response = client.post("/passkeys/registration/begin/", content_type="application/json")
    assert response.status_code == 403


def test_recovery_code_works_once(client: Client) -> None:
    user = make_staff("treasurer")
    code, *_rest = services.make_recovery_codes(user_id=user.pk, at=timezone.now())
    sign_in(client, user)
    assert client.post(CHALLENGE, {"code": code.lower(), "next": "/cms/"}).status_code == 302
    assert client.get("/cms/").status_code == 200
    other = Client()
    sign_in(other, user)
    assert other.post(CHALLENGE, {"code": code}).status_code == 200
    assert other.get("/cms/").status_code == 302


def test_recovery_codes_are_not_stored_readably() -> None:
    user = make_staff("treasurer")
    codes = services.make_recovery_codes(user_id=user.pk, at=timezone.now())
    stored = set(user.staticdevice_set.get().token_set.values_list("token", flat=True))
    assert not stored & {code.replace("-", "") for code in codes}


def test_device_of_another_user_does_not_count(client: Client) -> None:
    mine = make_staff("treasurer")
    other = make_staff("editor")
    sign_in(client, mine)
    session = client.session
    session["otp_device_id"] = other.totpdevice_set.get().persistent_id
    session.save()
    assert client.get("/cms/").status_code == 302


def test_removed_device_closes_open_sessions(client: Client) -> None:
    user = sign_in_staff(client, make_staff("treasurer"))
    assert client.get("/cms/").status_code == 200
    user.totpdevice_set.all().delete()
    assert client.get("/cms/").status_code == 302


def test_citizen_is_asked_only_after_switching_it_on(client: Client) -> None:
    user = sign_in(client, make_citizen())
    assert client.get("/el/account/").status_code == 200
    services.enter_authenticator(user_id=user.pk, key="3132" * 10, name="x", at=timezone.now())
    assert client.get("/el/account/")["Location"].startswith(CHALLENGE)


def test_next_never_leads_away(client: Client) -> None:
    user = sign_in(client, make_staff("treasurer"))
    code = code_of(user.totpdevice_set.get())
    response = client.post(CHALLENGE, {"code": code, "next": "https://evil.example/"})
    assert response["Location"] == "/cms/"


def test_staff_keep_their_last_device(client: Client) -> None:
    user = sign_in_staff(client, make_staff("treasurer"))
    device = user.totpdevice_set.get()
    address = reverse("accounts:device_remove", args=["app", device.pk])
    assert client.post(address).status_code == 409
    assert user.totpdevice_set.count() == 1


def test_citizen_may_switch_it_off_again(client: Client) -> None:
    user = sign_in_staff(client, make_citizen())
    services.make_recovery_codes(user_id=user.pk, at=timezone.now())
    device = user.totpdevice_set.get()
    client.post(reverse("accounts:device_remove", args=["app", device.pk]))
    user.refresh_from_db()
    assert not user.needs_second_factor
    assert not user.staticdevice_set.exists()


def test_another_users_device_is_not_there(client: Client) -> None:
    other = make_staff("editor")
    sign_in_staff(client, make_staff("treasurer"))
    device = other.totpdevice_set.get()
    address = reverse("accounts:device_remove", args=["app", device.pk])
    assert client.post(address).status_code == 404
    assert client.post(address.replace("/app/", "/nothing/")).status_code == 404


def test_removing_a_device_needs_a_fresh_proof(client: Client) -> None:
    user = sign_in_staff(client, make_staff("treasurer"), seconds_ago=3600)
    address = reverse("accounts:device_remove", args=["app", user.totpdevice_set.get().pk])
    response = client.get(address)
    assert response["Location"].startswith(reverse("accounts:confirm"))
    client.post(reverse("accounts:confirm"), {"with": "password", "password": PASSWORD})
    assert client.get(address).status_code == 200


def test_confirming_with_a_wrong_password_proves_nothing(client: Client) -> None:
    sign_in(client, make_citizen(), seconds_ago=3600)
    response = client.post(
        reverse("accounts:confirm"), {"with": "password", "password": "something else"}
    )
    assert response.status_code == 200
    assert client.get(reverse("accounts:mandate_give")).status_code == 302


def test_administrator_resets_and_ends_sessions(client: Client) -> None:
    user = sign_in_staff(client, make_staff("treasurer"))
    client.post("/el/account/login/", {"login": user.email, "password": PASSWORD})
    administrator = make_staff("administrator")
    services.reset_devices(
        user_id=user.pk, reason="came in person", actor=administrator, at=timezone.now()
    )
    assert not user.totpdevice_set.exists()
    with pytest.raises(services.LastDevice):
        services.reset_devices(
            user_id=administrator.pk, reason="me", actor=administrator, at=timezone.now()
        )
