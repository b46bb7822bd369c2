"""A program's session is stopped at the same place as a browser's."""

import json
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backoffice.identity import services
from tests.factories.signin import PASSWORD, code_of, make_citizen, make_staff

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/app/v1/auth"
FACTOR = "/api/v1/second-factor/"


class Program:
    def __init__(self) -> None:
        self.client = Client()
        self.token = ""

    def call(self, method: str, address: str, body: Any = None) -> Any:
        headers = {"X-Session-Token": self.token} if self.token else {}
        send = getattr(self.client, method)
        if method == "get":
            return send(address, headers=headers)
        return send(
            address, json.dumps(body or {}), content_type="application/json", headers=headers
        )

    def enter(self, user: Any) -> Any:
        answer = self.call("post", f"{AUTH}/login", {"email": user.email, "password": PASSWORD})
        self.token = answer.json()["meta"]["session_token"]
        return answer


def test_citizen_enters_with_a_token() -> None:
    program = Program()
    assert program.enter(make_citizen()).status_code == 200
    answer = program.call("get", FACTOR)
    assert answer.json() == {"needed": False, "given": False}


def test_staff_token_is_worth_nothing_before_the_code() -> None:
    user = make_staff("treasurer")
    program = Program()
    program.enter(user)
    assert program.call("get", "/api/v1/schema/").status_code == 403
    for address in ("/_allauth/app/v1/account/email", f"{AUTH}/sessions"):
        answer = program.call("get", address)
        assert answer.status_code == 403
        assert answer.json()["code"] == "second_factor_required"
    answer = program.call(
        "post",
        "/_allauth/app/v1/account/password/change",
        {"current_password": PASSWORD, "new_password": "stolen stolen stolen"},
    )
    assert answer.status_code == 403
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_code_opens_the_programs_session() -> None:
    user = make_staff("treasurer")
    program = Program()
    program.enter(user)
    assert program.call("post", FACTOR, {"code": "000000"}).status_code == 409
    time.sleep(1.1)  # a wrong code makes the next one wait a second
    answer = program.call("post", FACTOR, {"code": code_of(user.totpdevice_set.get())})
    assert answer.json() == {"needed": True, "given": True}
    assert program.call("get", "/_allauth/app/v1/account/email").status_code == 200


def test_citizen_who_switched_it_on_is_asked_here_too() -> None:
    user = make_citizen()
    services.enter_authenticator(user_id=user.pk, key="3132" * 10, name="x", at=timezone.now())
    program = Program()
    program.enter(user)
    assert program.call("get", "/_allauth/app/v1/account/email").status_code == 403


def test_a_token_in_the_cookies_place_opens_nothing() -> None:
    user = make_staff("treasurer")
    program = Program()
    program.enter(user)
    browser = Client()
    browser.cookies["sessionid"] = program.token
    assert browser.get("/cms/")["Location"].startswith("/el/account/second-factor/")


def test_guesses_by_programs_count_as_well() -> None:
    user = make_citizen()
    for number in range(10):
        Program().call(
            "post", f"{AUTH}/login", {"email": user.email, "password": f"guess number {number}"}
        )
    answer = Program().call("post", f"{AUTH}/login", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.json()["code"] == "locked"


def test_session_can_be_read_and_ended_before_the_code() -> None:
    program = Program()
    program.enter(make_staff("treasurer"))
    assert program.call("get", f"{AUTH}/session").status_code == 200
    assert program.call("delete", f"{AUTH}/session").status_code == 401
