"""The rooms of the account: details, mandates, sessions, what is known."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.audit.queries import history_of
from backoffice.party import queries as parties
from backoffice.party import services as party_services
from tests.factories.signin import (
    PASSWORD,
    code_of,
    make_citizen,
    make_staff,
    make_user,
    sign_in,
    sign_in_staff,
    today,
)

pytestmark = pytest.mark.django_db
ROOMS = ["home", "profile", "mandates", "security", "data"]
AGENT = "123456783"


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["el", "en"])
def test_rooms_open_for_their_owner_alone(client: Client, room: str, language: str) -> None:
    address = reverse(f"accounts:{room}").replace("/el/", f"/{language}/", 1)
    assert client.get(address)["Location"].startswith(f"/{language}/account/login/")
    sign_in(client, make_citizen())
    answer = client.get(address)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_have_no_inline_code_or_style(client: Client, room: str) -> None:
    sign_in(client, make_citizen())
    page = client.get(reverse(f"accounts:{room}")).content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert "<script>" not in page


def test_account_without_identity_is_asked_to_confirm(client: Client) -> None:
    sign_in(client, make_user("maria@example.org"))
    page = client.get(reverse("accounts:home")).content.decode()
    assert "process=connect" in page


def test_language_is_kept_and_the_page_goes_on_in_it(client: Client) -> None:
    user = sign_in(client, make_citizen())
    answer = client.post(reverse("accounts:language"), {"language": "en"})
    assert answer["Location"].endswith("/en/account/profile/")
    assert client.cookies["django_language"].value == "en"
    user.refresh_from_db()
    assert user.language == "en"
    assert history_of(user).first().action == "identity.user.language_switched"


def test_contact_is_kept_and_a_wrong_number_explained(client: Client) -> None:
    user = sign_in(client, make_citizen())
    answer = client.post(reverse("accounts:contact"), {"email": "a@b.gr", "phone": "12"})
    assert answer.status_code == 200
    client.post(reverse("accounts:contact"), {"email": "a@b.gr", "phone": "691 234 5678"})
    party = parties.party_of(user)
    assert party is not None
    assert (party.email, party.phone) == ("a@b.gr", "6912345678")


def mandate_data(**changes: Any) -> dict[str, Any]:
    day = today()
    first = {"valid_from_day": day.day, "valid_from_month": day.month, "valid_from_year": day.year}
    last = {"valid_until_day": "", "valid_until_month": "", "valid_until_year": ""}
    return {"afm": AGENT, "name": "ΛΟΓΙΣΤΗΣ ΑΝΝΑ", "scope": "declare", **first, **last} | changes


def test_mandate_is_given_used_and_revoked(client: Client) -> None:
    user = sign_in(client, make_citizen())
    agent = make_citizen(AGENT, "agent@example.org")
    answer = client.post(reverse("accounts:mandate_give"), mandate_data())
    assert answer.status_code == 302, answer.context["form"].errors
    own = parties.party_of(user)
    assert own is not None
    assert own.pk in parties.represented_party_ids(agent, "declare")
    assert own.pk not in parties.represented_party_ids(agent, "pay")
    mandate = parties.mandates_given_by(own).get()
    client.post(reverse("accounts:mandate_revoke", args=[mandate.code]))
    assert own.pk not in parties.represented_party_ids(agent, "declare")


def test_giver_learns_nothing_about_the_afm(client: Client) -> None:
    sign_in(client, make_citizen())
    agent = make_citizen(AGENT, "agent@example.org")
    party = parties.party_of(agent)
    assert party is not None
    client.post(reverse("accounts:mandate_give"), mandate_data(name="ΑΛΛΟ ΟΝΟΜΑ"))
    page = client.get(reverse("accounts:mandates")).content.decode()
    assert "ΑΛΛΟ ΟΝΟΜΑ" in page
    assert AGENT not in page
    assert parties.party_by_afm(AGENT).name == party.name


@pytest.mark.parametrize(
    "changes",
    [
        {"afm": "123456789"},
        {"afm": "100000090"},
        {"scope": "nonsense"},
        {"valid_from_day": "31", "valid_from_month": "2"},
        {"valid_until_day": "1", "valid_until_month": "1", "valid_until_year": "2020"},
        {"name": ""},
    ],
)
def test_wrong_mandates_are_explained(client: Client, changes: dict[str, str]) -> None:
    sign_in(client, make_citizen())
    answer = client.post(reverse("accounts:mandate_give"), mandate_data(**changes))
    assert answer.status_code == 200
    assert "ds-error-summary" in answer.content.decode()


def test_giving_a_mandate_needs_a_fresh_proof(client: Client) -> None:
    sign_in(client, make_citizen(), seconds_ago=601)
    answer = client.post(reverse("accounts:mandate_give"), mandate_data())
    assert answer["Location"].startswith(reverse("accounts:confirm"))


def test_a_strangers_mandate_is_not_there(client: Client) -> None:
    giver = make_citizen()
    sign_in(client, make_citizen("090000045", "stranger@example.org"))
    own = parties.party_of(giver)
    assert own is not None
    mandate = party_services.give_mandate_by_afm(
        principal_id=own.pk,
        agent_afm=AGENT,
        agent_name="Α",
        scope="all",
        valid_from=today(),
        valid_until=None,
        actor=giver,
        at=timezone.now(),
    )
    address = reverse("accounts:mandate_revoke", args=[mandate.code])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    mandate.refresh_from_db()
    assert mandate.revoked_at is None


def test_user_without_identity_gives_no_mandate(client: Client) -> None:
    sign_in(client, make_user("maria@example.org"))
    assert client.get(reverse("accounts:mandate_give")).status_code == 404


def enter(user: Any, agent: str = "") -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/el/account/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_sessions_are_listed_and_ended_one_by_one() -> None:
    user = make_citizen()
    here = enter(user, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    there = enter(user, "Mozilla/5.0 (iPhone) Safari/604")
    page = here.get(reverse("accounts:security"))
    rows = page.context["sessions"]
    assert {row.browser for row in rows} == {"Firefox, Windows", "Safari, iPhone"}
    other = next(row for row in rows if not row.is_current)
    here.post(reverse("accounts:session_end", args=[other.pk]))
    assert there.get(reverse("accounts:home")).status_code == 302
    assert here.get(reverse("accounts:home")).status_code == 200
    assert history_of(user).filter(action="identity.session.ended").count() == 1


def test_all_other_sessions_end_at_once() -> None:
    user = make_citizen()
    here, one, two = enter(user), enter(user), enter(user)
    here.post(reverse("accounts:sessions_end"))
    assert one.get(reverse("accounts:home")).status_code == 302
    assert two.get(reverse("accounts:home")).status_code == 302
    assert here.get(reverse("accounts:home")).status_code == 200


def test_a_strangers_session_is_not_there() -> None:
    victim, thief = make_citizen(), make_citizen("090000045", "thief@example.org")
    theirs = enter(victim)
    pk = theirs.get(reverse("accounts:security")).context["sessions"][0].pk
    mine = enter(thief)
    assert mine.post(reverse("accounts:session_end", args=[pk])).status_code == 404
    assert theirs.get(reverse("accounts:home")).status_code == 200


def test_session_list_follows_the_second_factor(client: Client) -> None:
    user = make_staff("treasurer")
    client = enter(user)
    client.post("/el/account/second-factor/", {"code": code_of(user.totpdevice_set.get())})
    rows = client.get(reverse("accounts:security")).context["sessions"]
    assert [row.is_current for row in rows] == [True]


def test_changing_the_password_ends_other_sessions() -> None:
    user = make_citizen()
    here, there = enter(user), enter(user)
    new = "four entirely new words"
    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert here.get(reverse("accounts:home")).status_code == 200
    assert there.get(reverse("accounts:home")).status_code == 302


def test_what_is_known_names_acts_but_no_officials(client: Client) -> None:
    user = sign_in(client, make_citizen())
    clerk = make_staff("clerk", email="clerk@example.org", department="registry")
    party = parties.party_of(user)
    assert party is not None
    party_services.change_contact(
        party_id=party.pk, email="new@example.org", phone="", actor=clerk, at=timezone.now()
    )
    page = client.get(reverse("accounts:data")).content.decode()
    assert "new@example.org" in page
    assert "clerk@example.org" not in page


def test_staff_account_shows_the_way_to_the_desk(client: Client) -> None:
    sign_in_staff(client, make_staff("treasurer"))
    page = client.get(reverse("accounts:home")).content.decode()
    assert 'href="/cms/"' in page


@pytest.mark.parametrize("room", ["home", "mandates", "security", "data"])
def test_rooms_are_flat_in_queries(
    client: Client, room: str, django_assert_max_num_queries: Any
) -> None:
    user = sign_in(client, make_citizen())
    own = parties.party_of(user)
    assert own is not None
    for number in range(8):
        other = party_services.register_party(
            kind="natural", afm=None, name=f"ΑΛΛΟΣ{number}", actor=None, at=timezone.now()
        )
        for one, two in ((own, other), (other, own)):
            party_services.give_mandate(
                principal_id=one.pk,
                agent_id=two.pk,
                scope="all",
                valid_from=today() - timedelta(days=1),
                valid_until=None,
                actor=user,
                at=timezone.now(),
            )
    with django_assert_max_num_queries(28):
        assert client.get(reverse(f"accounts:{room}")).status_code == 200
