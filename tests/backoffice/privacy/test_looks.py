"""Whoever opens a person's page leaves a look: once a day, by office, never breaking the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel import sights
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from backoffice.privacy import queries
from backoffice.privacy import services as privacy
from backoffice.privacy.models import Sight
from tests.factories import signin

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def citizen() -> Any:
    return signin.make_citizen()


@pytest.fixture
def officer(client: Client) -> Any:
    user = signin.make_staff("revenue_officer", "a@example.org", "financial")
    signin.sign_in_staff(client, user)
    return user


def register_of(user: Any) -> str:
    party = party_of(user)
    assert party is not None
    return reverse("parties:edit", args=[party.pk])


def test_a_second_look_on_the_day_is_one_look(client: Client, officer: Any, citizen: Any) -> None:
    address = register_of(citizen)
    for _again in range(2):
        assert client.get(address).status_code == 200
    (row,) = Sight.objects.all()
    assert (row.what, row.user, row.party) == ("person", officer, party_of(citizen))
    with CaptureQueriesContext(
        connection,
    ) as noted:
        client.get(address)
    inserts = [one for one in noted.captured_queries if "privacy_sight" in one["sql"]]
    assert len(inserts) == 1


def test_a_look_at_several_people_is_one_statement(officer: Any, citizen: Any) -> None:
    other = signin.make_citizen("090000045", "other@example.org")
    parties = [party_of(user).pk for user in (citizen, other)]
    facts = {"what": "document", "subject": "12/2026", "actor": officer}
    with CaptureQueriesContext(connection) as noted:
        privacy.note_sights(parties=parties, at=NOW, **facts)
    assert len(noted) == 1
    privacy.note_sights(parties=parties, at=NOW + timedelta(days=1), **facts)
    assert Sight.objects.count() == 4


def test_a_page_survives_a_look_that_cannot_be_kept(
    client: Client, officer: Any, citizen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**facts: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from no_such_table")

    monkeypatch.setattr("backoffice.privacy.services.sights.note_sights", broken)
    assert client.get(register_of(citizen)).status_code == 200
    assert not Sight.objects.exists()
    with pytest.raises(DatabaseError):
        broken()


def test_who_is_refused_leaves_no_look(client: Client, citizen: Any) -> None:
    stranger = signin.make_staff("editor", "editor@example.org")
    signin.sign_in_staff(client, stranger)
    assert client.get(register_of(citizen)).status_code != 200
    assert not Sight.objects.exists()


def test_the_person_reads_day_office_and_reason(client: Client, officer: Any, citizen: Any) -> None:
    client.get(register_of(citizen))
    signin.sign_in(client, citizen)
    page = client.get(reverse("my_privacy:home")).content.decode()
    assert "μητρώο προσώπων" in page
    assert "Οικονομικ" in page
    assert f"{athens_day(NOW):%d/%m/%Y}" in page
    assert officer.get_full_name() not in page or not officer.get_full_name()
    assert officer.email not in page


def test_the_page_claims_no_more_than_is_known(client: Client, citizen: Any) -> None:
    signin.sign_in(client, citizen)
    page = client.get(reverse("my_privacy:home")).content.decode()
    since = queries.looks_kept_since()
    assert since is not None
    assert f"{athens_day(since):%d/%m/%Y}" in page
    assert "δύο χρόνια" not in page


def test_the_list_of_looks_costs_the_same_for_many(client: Client, citizen: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("my_privacy:home"))
        return len(made)

    signin.sign_in(client, citizen)
    party = party_of(citizen)
    assert party is not None
    costs = []
    for number in range(3):
        staff = signin.make_staff("clerk", f"c{number}@example.org", "financial")
        privacy.note_sight(party_id=party.pk, what="debts", actor=staff, at=NOW)
        costs.append(cost())
    assert costs[1] == costs[2]


def test_nobody_known_is_noted_nowhere(officer: Any, rf: Any) -> None:
    request = rf.get("/")
    request.user = officer
    sights.note(sights.Look("case", [None]), request)
    assert not Sight.objects.exists()
