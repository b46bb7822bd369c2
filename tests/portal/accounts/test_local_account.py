"""E-mail and password: proved addresses, no telling who has an account, no endless guessing."""

import re
import time
from statistics import median
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.factories.signin import PASSWORD, make_staff, make_user, sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/el/account/login/"
SIGNUP = "/el/account/signup/"
VERIFY = "/el/account/confirm-email/"
RESET = "/el/account/password/reset/"


def without_tokens(html: str) -> str:
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r"[\w.+-]+@example\.org", "@", html)


def post(client: Client, address: str, **data: str) -> Any:
    return client.post(address, data)


def test_account_opens_after_the_code(client: Client, mailoutbox: list[Any]) -> None:
    post(client, SIGNUP, email="New@Example.org", password1=PASSWORD, password2=PASSWORD)
    assert "_auth_user_id" not in client.session
    code = re.search(r"^([A-Z0-9-]{6,9})$", mailoutbox[0].body, re.MULTILINE).group(1)
    answer = post(client, VERIFY, code=code)
    assert answer["Location"] == reverse("accounts:home")
    assert EmailAddress.objects.get(email="new@example.org").verified


def test_wrong_code_proves_nothing(client: Client, mailoutbox: list[Any]) -> None:
    post(client, SIGNUP, email="new@example.org", password1=PASSWORD, password2=PASSWORD)
    for _n in range(3):
        post(client, VERIFY, code="AAAAAA")
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get(email="new@example.org").verified


def test_short_password_is_refused_with_a_reason(client: Client) -> None:
    answer = post(client, SIGNUP, email="new@example.org", password1="short", password2="short")
    assert answer.status_code == 200
    assert "12" in answer.content.decode()


def test_session_key_changes_at_sign_in(client: Client) -> None:
    make_user("maria@example.org")
    client.get(LOGIN)
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    post(client, LOGIN, login="maria@example.org", password=PASSWORD)
    assert client.session.session_key != before
    assert not client.session.__class__().exists(before)


def test_known_and_unknown_read_the_same(client: Client) -> None:
    make_user("known@example.org")
    pages = [
        post(Client(), LOGIN, login=f"{who}@example.org", password="wrong wrong wrong")
        for who in ("known", "unknown")
    ]
    assert pages[0].status_code == pages[1].status_code == 200
    assert without_tokens(pages[0].content.decode()) == without_tokens(pages[1].content.decode())


@pytest.mark.parametrize("address", [RESET, SIGNUP])
def test_reset_and_signup_read_the_same(address: str, mailoutbox: list[Any]) -> None:
    make_user("known@example.org")
    pages = []
    for who in ("known", "unknown"):
        client = Client()
        data = {"email": f"{who}@example.org", "password1": PASSWORD, "password2": PASSWORD}
        answer = client.post(address, data)
        pages.append((answer.status_code, answer["Location"]))
        shown = client.get(answer["Location"])
        pages.append((shown.status_code, without_tokens(shown.content.decode())))
    assert pages[:2] == pages[2:]
    assert [mail.to for mail in mailoutbox] == [["known@example.org"], ["unknown@example.org"]]


def test_known_and_unknown_take_the_same_time(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.AXES_ENABLED = False
    make_user("known@example.org")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _n in range(5):
        for who, found in times.items():
            begun = time.process_time()
            post(Client(), LOGIN, login=f"{who}@example.org", password="wrong wrong wrong")
            found.append(time.process_time() - begun)
    known, unknown = median(times["known"]), median(times["unknown"])
    assert 0.6 < known / unknown < 1.6


def test_ten_guesses_then_a_pause_from_anywhere() -> None:
    make_user("maria@example.org")
    for guess in range(10):
        Client(REMOTE_ADDR=f"10.0.0.{guess}").post(
            LOGIN, {"login": "maria@example.org", "password": f"guess number {guess}"}
        )
    stranger = Client(REMOTE_ADDR="10.9.9.9")
    answer = post(stranger, LOGIN, login="Maria@example.org", password=PASSWORD)
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert "_auth_user_id" not in stranger.session


def test_unknown_account_is_paused_like_a_known_one() -> None:
    for guess in range(10):
        post(Client(), LOGIN, login="nobody@example.org", password=f"guess number {guess}")
    answer = post(Client(), LOGIN, login="nobody@example.org", password="once more please")
    assert answer.status_code == 429


def test_strangers_cannot_lock_the_owner_out() -> None:
    make_user("maria@example.org")
    owner = Client()
    post(owner, LOGIN, login="maria@example.org", password=PASSWORD)
    post(owner, "/el/account/logout/")
    for guess in range(12):
        post(Client(), LOGIN, login="maria@example.org", password=f"guess number {guess}")
    answer = post(owner, LOGIN, login="maria@example.org", password=PASSWORD)
    assert answer.status_code == 302
    assert "_auth_user_id" in owner.session


def test_mark_of_another_account_gives_no_guesses() -> None:
    make_user("maria@example.org")
    make_user("eve@example.org")
    eve = Client()
    post(eve, LOGIN, login="eve@example.org", password=PASSWORD)
    post(eve, "/el/account/logout/")
    for guess in range(10):
        post(Client(), LOGIN, login="maria@example.org", password=f"guess number {guess}")
    answer = post(eve, LOGIN, login="maria@example.org", password=PASSWORD)
    assert answer.status_code == 429


def test_password_reset_through_the_mail(client: Client, mailoutbox: list[Any]) -> None:
    user = make_user("maria@example.org")
    post(client, RESET, email="maria@example.org")
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    post(client, address, password1="quite new words here", password2="quite new words here")
    user.refresh_from_db()
    assert user.check_password("quite new words here")
    assert "token_fail" not in page.context or not page.context["token_fail"]
    assert Client().get(link, follow=True).context["token_fail"]


def test_address_changes_after_its_code(client: Client, mailoutbox: list[Any]) -> None:
    user = sign_in(client, make_user("old@example.org"))
    post(client, "/el/account/email/", email="new@example.org", action_add="1")
    user.refresh_from_db()
    assert user.email == "old@example.org"
    code = re.search(r"^([A-Z0-9-]{6,9})$", mailoutbox[-1].body, re.MULTILINE).group(1)
    post(client, VERIFY, code=code)
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert any("old@example.org" in mail.to for mail in mailoutbox)


@pytest.mark.parametrize("page", ["email/", "password/change/", "password/set/", "3rdparty/"])
def test_pages_that_change_sign_in_ask_for_a_fresh_proof(client: Client, page: str) -> None:
    sign_in(client, make_user("maria@example.org"), seconds_ago=3600)
    answer = client.get(f"/el/account/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:confirm"))


def test_stopped_account_does_not_sign_in(client: Client) -> None:
    make_user("maria@example.org", is_active=False)
    answer = post(client, LOGIN, login="maria@example.org", password=PASSWORD)
    assert "_auth_user_id" not in client.session
    assert answer["Location"] == "/el/account/inactive/"
    assert client.get(answer["Location"]).status_code == 200


def test_the_cms_has_no_sign_in_of_its_own(client: Client) -> None:
    make_staff("treasurer")
    answer = client.get("/cms/login/?next=/cms/pages/")
    assert answer.status_code == 302
    assert answer["Location"] == f"{LOGIN}?next=%2Fcms%2Fpages%2F"
    answer = post(client, "/cms/login/", username="treasurer@example.org", password=PASSWORD)
    assert "_auth_user_id" not in client.session
    assert client.get("/cms/", follow=True).redirect_chain[-1][0].startswith(LOGIN)


def test_a_citizen_at_the_staff_s_door_comes_to_the_own_account(client: Client) -> None:
    """The sign-in page sends who is signed in on, and the door sent them back: without end."""
    make_user("maria@example.org")
    post(client, LOGIN, login="maria@example.org", password=PASSWORD)
    answer = client.get("/cms/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts:home")
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_sign_in_never_leads_away(client: Client, asked: str) -> None:
    make_user("maria@example.org")
    answer = post(client, LOGIN, login="maria@example.org", password=PASSWORD, next=asked)
    assert answer["Location"] == reverse("accounts:home")
    assert "evil" not in client.get(f"/cms/login/?next={asked}")["Location"]


def test_two_spellings_are_one_account(client: Client) -> None:
    make_user("maria@example.org")
    post(client, LOGIN, login="MARIA@EXAMPLE.ORG", password=PASSWORD)
    assert "_auth_user_id" in client.session
    assert get_user_model().objects.count() == 1
