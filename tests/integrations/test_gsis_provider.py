"""TAXISnet as a provider of django-allauth, from our sign-in address to the person it brings."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount import app_settings
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import translation

from integrations.gsis.client import TaxpayerIdentity
from integrations.gsis.provider import GsisAccount, configured_client, identity_from
from tests.integrations.servers import (
    GSIS_CLIENT_ID,
    GSIS_CLIENT_SECRET,
    GsisPage,
    HtmlPage,
    SandboxServer,
)

CALLBACK = "http://testserver/el/account/gsis/login/callback/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(gsis_sandbox: SandboxServer, settings: object) -> SandboxServer:
    gsis_sandbox.seed(redirect_uris=[CALLBACK])
    settings.SOCIALACCOUNT_PROVIDERS = {
        "gsis": {
            "BASE_URL": f"{gsis_sandbox.url}/oauth2server",
            "CLIENT_ID": GSIS_CLIENT_ID,
            "CLIENT_SECRET": GSIS_CLIENT_SECRET,
            "SCOPE": "read",
            "TIMEOUT": 30,
        }
    }
    return gsis_sandbox


def start(client: Client, language: str = "el", query: str = "") -> str:
    with translation.override(language):
        address = reverse("gsis_login")
    answer = client.post(address + query)
    assert answer.status_code == 302
    return str(answer["Location"])


def come_back(client: Client, page: HtmlPage) -> object:
    assert page.location
    assert page.location.startswith(CALLBACK)
    parts = urlsplit(page.location)
    return client.get(f"{parts.path}?{parts.query}")


def pending(client: Client) -> dict[str, object] | None:
    kept = client.session.get("socialaccount_sociallogin")
    return kept["account"] if kept else None


def test_sends_to_gsis_with_exactly_what_is_registered(
    client: Client, sandbox: SandboxServer
) -> None:
    location = start(client, query="?scope=admin&auth_params=redirect_uri%3Dhttp%3A%2F%2Fevil.test")

    query = parse_qs(urlsplit(location).query)
    assert location.startswith(f"{sandbox.url}/oauth2server/oauth/authorize?")
    assert query["redirect_uri"] == [CALLBACK]
    assert query["scope"] == ["read"]
    assert query["client_id"] == [GSIS_CLIENT_ID]
    assert len(query["state"][0]) >= 16


def test_english_visitor_uses_the_same_registered_address(
    client: Client, sandbox: SandboxServer
) -> None:
    query = parse_qs(urlsplit(start(client, "en")).query)

    assert query["redirect_uri"] == [CALLBACK]


def test_new_person_arrives_with_afm_and_without_e_mail(
    client: Client, sandbox: SandboxServer
) -> None:
    answer = come_back(client, GsisPage(start(client)).sign_in("dokimi1"))

    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == reverse("socialaccount_signup")
    account = pending(client)
    assert account is not None
    assert (account["provider"], account["uid"]) == ("gsis", "000000116")
    assert account["extra_data"] == {
        "userid": "dokimi1",
        "taxid": "000000116",
        "lastname": "ΔΟΚΙΜΑΣΤΙΚΟΥ",
        "firstname": "ΜΑΡΙΑ",
        "fathername": "ΓΕΩΡΓΙΟΣ",
        "mothername": "ΕΛΕΝΗ",
        "birthyear": 1984,
    }
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("answer", ["dtd", "empty-taxid", "wrong-taxid", "not-xml"])
def test_untrustworthy_details_sign_nobody_in(
    client: Client, sandbox: SandboxServer, answer: str
) -> None:
    sandbox.seed(answers=[answer])

    shown = come_back(client, GsisPage(start(client)).sign_in("dokimi1"))

    assert shown.status_code in (200, 302, 401)
    assert pending(client) is None
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("mode", ["timeout-after", "status:503", "garbage"])
def test_trouble_at_gsis_signs_nobody_in(
    client: Client, sandbox: SandboxServer, settings: Any, mode: str
) -> None:
    page = GsisPage(start(client)).sign_in("dokimi1")
    settings.SOCIALACCOUNT_PROVIDERS["gsis"]["TIMEOUT"] = 1
    sandbox.fail(mode, "POST /oauth2server/oauth/token")

    come_back(client, page)

    assert pending(client) is None
    assert "_auth_user_id" not in client.session


def test_answer_to_somebody_elses_state_is_refused(sandbox: SandboxServer) -> None:
    victim, attacker = Client(), Client()
    start(victim)
    page = GsisPage(start(attacker)).sign_in("dokimi1")

    come_back(victim, page)

    assert pending(victim) is None
    assert not [entry for entry in sandbox.log() if entry["path"].endswith("/oauth/token")]


def test_cancelled_sign_in_is_no_error(client: Client, sandbox: SandboxServer) -> None:
    answer = come_back(client, GsisPage(start(client)).cancel())

    assert answer.status_code == 302
    assert answer["Location"] == reverse("socialaccount_login_cancelled")


def test_missing_settings_are_named(settings: object) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"gsis": {"BASE_URL": "http://x"}}

    assert app_settings.PROVIDERS == {"gsis": {"BASE_URL": "http://x"}}
    with pytest.raises(ImproperlyConfigured, match="CLIENT_ID, CLIENT_SECRET"):
        configured_client()


def test_account_is_named_by_the_person_and_gives_the_identity_back() -> None:
    data = {
        "userid": "u",
        "taxid": "000000116",
        "lastname": "ΔΟΚΙΜΑΣΤΙΚΟΥ",
        "firstname": "ΜΑΡΙΑ",
        "fathername": "",
        "mothername": "",
        "birthyear": None,
    }
    account = SocialAccount(provider="gsis", uid="000000116", extra_data=data)

    assert GsisAccount(account).to_str() == "ΜΑΡΙΑ ΔΟΚΙΜΑΣΤΙΚΟΥ"
    assert identity_from(account.extra_data) == TaxpayerIdentity(**data)
