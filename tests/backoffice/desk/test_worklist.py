"""One list over every module: joined, filtered, sorted, and acted on safely."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backoffice.desk import queries, services, worklist
from backoffice.desk.services import NothingChosen
from backoffice.desk.worklist import Wanted
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import services as messaging
from backoffice.party.queries import party_of
from tests.factories import signin

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = athens_day(NOW)


class Office:
    """A clerk with two conversations to answer."""

    def __init__(self) -> None:
        self.clerk = signin.make_staff("clerk", "clerk@example.org", "revenue")
        self.citizen = signin.make_citizen()
        party = party_of(self.citizen)
        assert party is not None
        self.party = party
        units = {unit.code: unit.pk for _depth, unit in departments_as_tree(TODAY)}
        self.unit = units["revenue"]
        for number in (1, 2):
            self.talk(number)

    def talk(self, number: int) -> None:
        held = messaging.open_conversation(
            subject=Source("desk", str(number)),
            title=f"Υπόθεση {number}",
            party_id=self.party.pk,
            department_id=self.unit,
            citizen_link="/el/account/",
            office_link="/cms/",
            at=NOW,
        )
        messaging.write_message(
            conversation_id=held.pk,
            body="Καλημέρα",
            key=f"desk-{number}",
            to_office=True,
            author=self.citizen,
            at=NOW - timedelta(hours=number),
        )

    def items(self, wanted: Wanted = Wanted()) -> list[worklist.Item]:  # noqa: B008
        return worklist.items(self.clerk, TODAY, NOW, wanted, 0, 50)


@pytest.fixture
def office() -> Office:
    return Office()


def test_what_waits_comes_with_the_oldest_first(office: Office) -> None:
    assert [item.title for item in office.items()] == ["Υπόθεση 2", "Υπόθεση 1"]
    (row, _other) = queries.rows_of(office.items(), office.clerk, TODAY)
    assert row.item.person == office.party.full_name
    assert row.department in row.why
    assert row.item.url.startswith("/cms/messages/")


def test_filters_work_alike_over_every_source(office: Office) -> None:
    assert len(office.items(Wanted(text="Υπόθεση 1"))) == 1
    assert len(office.items(Wanted(text=office.party.name))) == 2
    assert office.items(Wanted(whose="mine")) == []
    assert office.items(Wanted(overdue=True)) == []
    assert office.items(Wanted(kind="documents.sign")) == []
    assert len(office.items(Wanted(department=office.unit, whose="free"))) == 2


def test_a_stranger_to_the_unit_sees_nothing(office: Office) -> None:
    other = signin.make_staff("clerk", "other@example.org", "registry")
    assert worklist.items(other, TODAY, NOW, Wanted(), 0, 50) == []


def test_counts_stop(office: Office) -> None:
    found = worklist.counts(office.clerk, TODAY, NOW, Wanted(), 1)
    counts = {source.name: number for source, number in found}
    assert counts["messaging.conversation"] == 1


def test_filters_are_kept_by_name(office: Office) -> None:
    facts = {"user": office.clerk, "at": NOW}
    services.save_filter(name="Δικά μου", wanted=Wanted(whose="mine"), **facts)
    services.save_filter(name="Δικά μου", wanted=Wanted(overdue=True), **facts)
    (kept,) = queries.filters_of(office.clerk)
    assert kept.wanted["overdue"]
    services.drop_filter(user=office.citizen, filter_id=kept.pk)
    assert queries.filters_of(office.clerk)
    with pytest.raises(NothingChosen):
        services.save_filter(name=" ", wanted=Wanted(), **facts)


def test_many_at_once_needs_a_verb_of_their_kind(office: Office) -> None:
    with pytest.raises(NothingChosen):
        services.act_on_many(
            verb="procedures.task:take",
            chosen=[("messaging.conversation", "x")],
            actor=office.clerk,
            at=NOW,
        )
    done, left = services.act_on_many(
        verb="procedures.task:take",
        chosen=[("procedures.task", "999999999")],
        actor=office.clerk,
        at=NOW,
    )
    assert (done, left) == (0, 1)


def test_the_page_costs_the_same_whatever_its_length(
    office: Office, client: Client, django_assert_max_num_queries: Any
) -> None:
    signin.sign_in_staff(client, office.clerk)
    client.get("/cms/desk/")
    for number in range(3, 23):
        office.talk(number)
    with django_assert_max_num_queries(75):
        answer = client.get("/cms/desk/?q=Υπόθεση&whose=free")
    assert answer.status_code == 200
    assert answer.content.decode().count("data-row") == 22
    table = client.get("/cms/desk/?export=csv")
    assert "Υπόθεση 22" in b"".join(table).decode("utf-8-sig")
