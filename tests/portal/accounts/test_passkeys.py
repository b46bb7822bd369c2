"""Passkeys over HTTP: entering one, signing in with it alone, giving it as the second factor."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.signin import PASSWORD, make_citizen, make_staff, sign_in, sign_in_staff

from .soft_authenticator import Authenticator

pytestmark = pytest.mark.django_db
ORIGIN = "http://testserver"
CHALLENGE = "/el/account/second-factor/"


@pytest.fixture(autouse=True)
def here(settings: Any) -> None:
    settings.OTP_WEBAUTHN_RP_ID = "testserver"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [ORIGIN]


def ask(client: Client, step: str, body: Any = None) -> Any:
    address = reverse(f"otp_webauthn:credential-{step}")
    return client.post(address, json.dumps(body or {}), content_type="application/json")


def enter(client: Client, key: Authenticator) -> Any:
    options = ask(client, "registration-begin").json()
    return ask(client, "registration-complete", {**key.make(options), "name": "κινητό"})


def sign(client: Client, key: Authenticator) -> Any:
    options = ask(client, "authentication-begin").json()
    return ask(client, "authentication-complete", key.sign(options))


def test_passkey_is_entered_and_asked_from_now_on(client: Client) -> None:
    user = sign_in(client, make_citizen())
    answer = enter(client, Authenticator(ORIGIN))
    assert answer.status_code == 200, answer.content
    assert answer["Location"] == reverse("accounts:recovery_codes")
    user.refresh_from_db()
    assert user.needs_second_factor
    assert client.get(reverse("accounts:home")).status_code == 200
    assert "κινητό" in client.get(reverse("accounts:security")).content.decode()


def test_passkey_alone_signs_in(client: Client) -> None:
    user = sign_in(client, make_staff("treasurer"))
    sign_in_staff(client, user)
    key = Authenticator(ORIGIN)
    enter(client, key)
    stranger = Client()
    answer = sign(stranger, key)
    assert answer.status_code == 200, answer.content
    assert answer.json()["redirect_url"] == "/cms/"
    assert stranger.session["_auth_user_id"] == str(user.pk)
    assert stranger.get(reverse("accounts:security")).status_code == 200


def test_passkey_without_pin_does_not_sign_in_alone(client: Client) -> None:
    sign_in(client, make_citizen())
    key = Authenticator(ORIGIN, verifies=False)
    assert enter(client, key).status_code == 200
    stranger = Client()
    assert sign(stranger, key).status_code >= 400
    assert "_auth_user_id" not in stranger.session


def test_passkey_serves_as_second_factor(client: Client) -> None:
    user = sign_in(client, make_citizen())
    key = Authenticator(ORIGIN, verifies=False)
    enter(client, key)
    other = Client()
    other.post("/el/account/login/", {"login": user.email, "password": PASSWORD})
    assert other.get(reverse("accounts:home"))["Location"].startswith(CHALLENGE)
    before = other.session.session_key
    assert sign(other, key).status_code == 200
    assert other.session.session_key != before
    assert other.get(reverse("accounts:home")).status_code == 200


def test_another_users_passkey_is_no_second_factor(client: Client) -> None:
    sign_in(client, make_citizen())
    key = Authenticator(ORIGIN)
    enter(client, key)
    other = Client()
    sign_in(other, make_staff("treasurer"))
    assert sign(other, key).status_code >= 400
    assert other.get("/cms/")["Location"].startswith(CHALLENGE)


def test_answer_from_another_site_is_refused(client: Client) -> None:
    sign_in(client, make_citizen())
    assert enter(client, Authenticator("https://evil.example")).status_code >= 400
    key = Authenticator(ORIGIN)
    enter(client, key)
    key.origin = "https://evil.example"
    assert sign(Client(), key).status_code >= 400


def test_an_answer_works_once(client: Client) -> None:
    sign_in(client, make_citizen())
    key = Authenticator(ORIGIN)
    enter(client, key)
    stranger = Client()
    options = ask(stranger, "authentication-begin").json()
    answer = key.sign(options)
    assert ask(stranger, "authentication-complete", answer).status_code == 200
    thief = Client()
    ask(thief, "authentication-begin")
    assert ask(thief, "authentication-complete", answer).status_code >= 400


def test_adding_one_needs_a_fresh_proof(client: Client) -> None:
    sign_in(client, make_citizen(), seconds_ago=3600)
    assert ask(client, "registration-begin").status_code == 403


def test_stopped_account_does_not_sign_in(client: Client) -> None:
    user = sign_in(client, make_citizen())
    key = Authenticator(ORIGIN)
    enter(client, key)
    user.is_active = False
    user.save()
    stranger = Client()
    assert sign(stranger, key).status_code >= 400
    assert "_auth_user_id" not in stranger.session


def test_nobody_adds_one_without_signing_in(client: Client) -> None:
    assert ask(client, "registration-begin").status_code in (401, 403)


def test_next_never_leads_away(client: Client) -> None:
    sign_in(client, make_citizen())
    key = Authenticator(ORIGIN)
    enter(client, key)
    stranger = Client()
    options = ask(stranger, "authentication-begin").json()
    address = reverse("otp_webauthn:credential-authentication-complete")
    body = json.dumps(key.sign(options))
    answer = stranger.post(
        f"{address}?next=https://evil.example/", body, content_type="application/json"
    )
    assert answer.json()["redirect_url"] == reverse("accounts:home")
