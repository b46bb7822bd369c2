"""TAXISnet over HTTP: one account per AFM, an address that is proved, staff kept apart."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.identity import queries, services
from backoffice.identity.services import IdentityFacts
from backoffice.party.queries import party_by_afm, party_of
from tests.factories.signin import make_staff, make_user, sign_in, sign_in_staff
from tests.integrations.servers import (
    GSIS_CLIENT_ID,
    GSIS_CLIENT_SECRET,
    GsisPage,
    SandboxServer,
)

pytestmark = pytest.mark.django_db
CALLBACK = "http://testserver/el/account/gsis/login/callback/"
AFM = "000000116"


@pytest.fixture(autouse=True)
def gsis(gsis_sandbox: SandboxServer, settings: Any) -> SandboxServer:
    gsis_sandbox.seed(redirect_uris=[CALLBACK])
    settings.SOCIALACCOUNT_PROVIDERS = {
        "gsis": {
            "BASE_URL": f"{gsis_sandbox.url}/oauth2server",
            "CLIENT_ID": GSIS_CLIENT_ID,
            "CLIENT_SECRET": GSIS_CLIENT_SECRET,
            "SCOPE": "read",
            "TIMEOUT": 5,
        }
    }
    return gsis_sandbox


def through_gsis(client: Client, person: str = "dokimi1", query: str = "") -> Any:
    answer = client.get(reverse("gsis_login") + query)
    page = GsisPage(str(answer["Location"])).sign_in(person)
    parts = urlsplit(str(page.location))
    return client.get(f"{parts.path}?{parts.query}")


def code_in(mail: Any) -> str:
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.body, re.MULTILINE).group(1)


def open_account(client: Client, mailoutbox: list[Any], email: str = "maria@example.org") -> Any:
    through_gsis(client)
    client.post(reverse("socialaccount_signup"), {"email": email})
    answer = client.post(
        reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])}
    )
    assert answer["Location"] == reverse("accounts:home")
    return get_user_model().objects.get(email=email)


def test_first_visit_opens_a_proved_account(client: Client, mailoutbox: list[Any]) -> None:
    user = open_account(client, mailoutbox)
    assert EmailAddress.objects.get(user=user).verified
    identity = queries.verified_identity(user)
    assert identity is not None
    assert (identity.provider, identity.afm) == ("gsis", AFM)
    party = party_of(user)
    assert party is not None
    assert (party.kind, party.name, party.first_name) == ("natural", "ΔΟΚΙΜΑΣΤΙΚΟΥ", "ΜΑΡΙΑ")
    assert client.get(reverse("accounts:home")).status_code == 200


def test_second_visit_finds_the_same_account(client: Client, mailoutbox: list[Any]) -> None:
    user = open_account(client, mailoutbox)
    other = Client()
    answer = through_gsis(other)
    assert answer["Location"] == reverse("accounts:home")
    assert other.session["_auth_user_id"] == str(user.pk)
    assert get_user_model().objects.filter(identities__afm=AFM).count() == 1


def test_page_shows_the_name_and_asks_for_an_address(client: Client) -> None:
    through_gsis(client)
    page = client.get(reverse("socialaccount_signup")).content.decode()
    assert "ΜΑΡΙΑ ΔΟΚΙΜΑΣΤΙΚΟΥ" in page
    assert AFM not in page


def test_mistyped_address_does_not_lock_anybody_out(client: Client, mailoutbox: list[Any]) -> None:
    through_gsis(client)
    client.post(reverse("socialaccount_signup"), {"email": "mistyped@example.org"})
    other = Client()
    answer = through_gsis(other)
    assert answer["Location"] == reverse("socialaccount_signup")
    other.post(reverse("socialaccount_signup"), {"email": "right@example.org"})
    other.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    user = get_user_model().objects.get(identities__afm=AFM)
    assert user.email == "right@example.org"
    assert not get_user_model().objects.filter(email="mistyped@example.org").exists()


def test_address_of_another_account_is_not_told(client: Client, mailoutbox: list[Any]) -> None:
    make_user("maria@example.org")
    through_gsis(client)
    answer = client.post(reverse("socialaccount_signup"), {"email": "maria@example.org"})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert "password/reset" in mailoutbox[-1].body
    assert not SocialAccount.objects.exists()


def test_local_account_is_connected(client: Client) -> None:
    user = sign_in(client, make_user("maria@example.org"))
    answer = through_gsis(client, query="?process=connect")
    assert answer["Location"] == reverse("accounts:security")
    identity = queries.verified_identity(user)
    assert identity is not None
    assert identity.afm == AFM
    assert party_by_afm(AFM) is not None


def test_afm_of_another_account_is_refused(client: Client, mailoutbox: list[Any]) -> None:
    open_account(Client(), mailoutbox)
    user = sign_in(client, make_user("second@example.org"))
    through_gsis(client, query="?process=connect")
    assert queries.verified_identity(user) is None
    assert not SocialAccount.objects.filter(user=user).exists()
    page = client.get(reverse("accounts:security")).content.decode()
    assert 'role="alert"' in page


def test_second_afm_for_an_account_is_refused(client: Client) -> None:
    user = sign_in(client, make_user("maria@example.org"))
    through_gsis(client, query="?process=connect")
    through_gsis(client, "dokimi2", query="?process=connect")
    assert SocialAccount.objects.filter(user=user).count() == 1
    identity = queries.verified_identity(user)
    assert identity is not None
    assert identity.afm == AFM


def test_staff_account_is_not_connected(client: Client) -> None:
    user = sign_in_staff(client, make_staff("treasurer"))
    through_gsis(client, query="?process=connect")
    assert queries.verified_identity(user) is None
    assert not SocialAccount.objects.filter(user=user).exists()


def test_citizen_gets_no_staff_role(client: Client, mailoutbox: list[Any]) -> None:
    user = open_account(client, mailoutbox)
    with pytest.raises(services.CitizenAccount):
        services.assign_role(
            user_id=user.pk,
            role="treasurer",
            valid_from=timezone.localdate(),
            actor=None,
            at=timezone.now(),
        )


def test_person_verified_at_the_counter_is_found_by_afm(client: Client) -> None:
    user = make_user("counter@example.org")
    facts = IdentityFacts("counter", AFM, "ΔΟΚΙΜΑΣΤΙΚΟΥ", "ΜΑΡΙΑ")
    services.verify_identity(user_id=user.pk, facts=facts, at=timezone.now())
    answer = through_gsis(client)
    assert answer["Location"] == reverse("accounts:home")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_new_name_at_taxisnet_reaches_the_register(
    client: Client, mailoutbox: list[Any], gsis: SandboxServer
) -> None:
    user = open_account(client, mailoutbox)
    facts = IdentityFacts("gsis", AFM, "ΝΕΟΥ", "ΜΑΡΙΑ")
    services.verify_identity(user_id=user.pk, facts=facts, at=timezone.now())
    party = party_by_afm(AFM)
    assert party is not None
    assert party.name == "ΝΕΟΥ"
    assert party.search_key.count("νεου") == 1


def test_second_factor_is_asked_after_taxisnet_too(client: Client, mailoutbox: list[Any]) -> None:
    user = open_account(client, mailoutbox)
    services.enter_authenticator(user_id=user.pk, key="3132" * 10, name="x", at=timezone.now())
    other = Client()
    through_gsis(other)
    assert other.get(reverse("accounts:home"))["Location"].startswith("/el/account/second-factor/")


def test_taxisnet_is_a_fresh_proof(client: Client, mailoutbox: list[Any]) -> None:
    open_account(client, mailoutbox)
    assert client.get(reverse("accounts:mandate_give")).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 1}]
    session.save()
    assert client.get(reverse("accounts:mandate_give")).status_code == 302
    through_gsis(client, query="?next=/el/account/mandates/give/")
    assert client.get(reverse("accounts:mandate_give")).status_code == 200
