"""One list over every module: joined, filtered, sorted, and acted on safely."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.desk import finding, queries, services, worklist
from backoffice.desk.services import NothingChosen
from backoffice.desk.worklist import Wanted
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import services as messaging
from backoffice.party.queries import party_of
from backoffice.procedures.models import Task
from tests.backoffice.procedures.office import begin, check_and_decide, publish
from tests.factories import signin

from . import rows

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

    def parts(self, wanted: Wanted = Wanted()) -> list[worklist.Part]:  # noqa: B008
        return worklist.parts_for(self.clerk, TODAY, NOW, wanted)

    def items(self, wanted: Wanted = Wanted()) -> list[worklist.Item]:  # noqa: B008
        return worklist.items(self.parts(wanted), 0, 50)


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


@pytest.mark.parametrize("few", [0, finding.FEW], ids=["looked for again", "named by key"])
def test_words_find_the_same_whether_or_not_their_rows_are_named(
    office: Office, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(finding, "FEW", few)
    for number in (21, 22):
        office.talk(number)
    for text, found in (("υπόθεση 2", 3), (office.party.name.lower(), 4), ("άλλο", 0)):
        counted = worklist.counts(office.parts(Wanted(text=text)), 1_000)
        assert [one.count for one in counted] == ([found] if found else [])
        parts = [part for one in counted for part in one.parts]
        assert len(worklist.items(parts, 0, 50)) == found
    across = f"1{office.party.name}"
    assert office.items(Wanted(text=across)) == [], "no word runs from one column into the next"


def test_what_was_chosen_asks_only_sources_that_can_have_it(office: Office) -> None:
    conversations = Wanted(kind="messaging.conversation")
    assert len(office.parts(conversations)) == 1
    nobodys = (
        Wanted(kind=conversations.kind, whose="mine"),
        Wanted(kind=conversations.kind, overdue=True),
    )
    assert [office.parts(wanted) for wanted in nobodys] == [[], []]


def test_a_stranger_to_the_unit_sees_nothing(office: Office) -> None:
    other = signin.make_staff("clerk", "other@example.org", "registry")
    parts = worklist.parts_for(other, TODAY, NOW, Wanted())
    assert worklist.items(parts, 0, 50) == []
    assert worklist.counts(parts, 1_000) == []
    assert queries.load_of(other, TODAY, NOW) == queries.Load(0, 0, 0)


def test_counts_stop(office: Office) -> None:
    for most, counted in ((1, 1), (10, 2)):
        found = worklist.counts(office.parts(), most)
        assert {one.source.name: one.count for one in found} == {"messaging.conversation": counted}
    assert queries.load_of(office.clerk, TODAY, NOW) == queries.Load(2, 0, 0)


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


def test_what_is_overdue_comes_first_and_is_counted(office: Office) -> None:
    case = rows.make("procedures.Case", title="Άδεια", department_id=office.unit)
    for days, name in ((3, "Αύριο"), (-3, "Χθες")):
        rows.make(
            "procedures.Task",
            case=case,
            name_el=name,
            role="clerk",
            department_id=office.unit,
            due_at=NOW + timedelta(days=days),
        )
    assert [item.title for item in office.items()] == ["Χθες", "Αύριο", "Υπόθεση 2", "Υπόθεση 1"]
    assert [item.title for item in office.items(Wanted(overdue=True))] == ["Χθες"]
    assert len(office.items(Wanted(whose="unit"))) == 4
    assert queries.load_of(office.clerk, TODAY, NOW) == queries.Load(4, 1, 0)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(seen)


def test_the_page_costs_the_same_whatever_its_length(office: Office, client: Client) -> None:
    signin.sign_in_staff(client, office.clerk)
    address = "/cms/desk/?q=Υπόθεση&whose=free"
    client.get(address)
    few = statements(client, address)
    for number in range(3, 23):
        office.talk(number)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.content.decode().count("data-row") == 22
    assert len(seen) == few
    asked = [one["sql"] for one in seen.captured_queries]
    over_all = [sql for sql in asked if "item_kind" in sql or "item_row" in sql]
    assert len(over_all) == 2, "the list and its counts are one statement each"
    table = client.get("/cms/desk/?export=csv")
    assert "Υπόθεση 22" in b"".join(table).decode("utf-8-sig")


@pytest.mark.parametrize("address", ["/cms/", "/cms/desk/", "/cms/desk/?whose=unit"])
def test_a_page_asks_once_who_its_reader_is(office: Office, client: Client, address: str) -> None:
    signin.sign_in_staff(client, office.clerk)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    asked = [one["sql"] for one in seen.captured_queries]
    units_and_posts = [sql for sql in asked if 'FROM "identity_roleassignment"' in sql]
    assert len(units_and_posts) <= 2, "units where the reader works, and posts"
    assert len([sql for sql in asked if 'FROM "documents_substitution"' in sql]) <= 2
    assert len(asked) == len(set(asked)), "no question twice"


def test_the_first_page_counts_what_waits(office: Office, client: Client) -> None:
    signin.sign_in_staff(client, office.clerk)
    shown = client.get("/cms/").content.decode()
    assert 'href="/cms/desk/"><strong>2</strong>' in shown


def test_a_filter_is_kept_used_and_removed_on_the_page(office: Office, client: Client) -> None:
    signin.sign_in_staff(client, office.clerk)
    answer = client.post("/cms/desk/?q=Υπόθεση+1&whose=free", {"save": "1", "name": "Νέα"})
    assert answer.status_code == 302
    (kept,) = queries.filters_of(office.clerk)
    shown = client.get("/cms/desk/").content.decode()
    address = "?q=%CE%A5%CF%80%CF%8C%CE%B8%CE%B5%CF%83%CE%B7+1&amp;whose=free"
    assert f'href="{address}">Νέα</a>' in shown
    assert client.get(f"/cms/desk/{unescape(address)}").content.decode().count("data-row") == 1
    client.post("/cms/desk/", {"drop": str(kept.pk)})
    assert queries.filters_of(office.clerk) == []


def test_many_are_taken_and_given_back_on_the_page(office: Office, client: Client) -> None:
    publish(check_and_decide())
    steps = [Task.objects.get(case=begin(number=str(one)), element="check") for one in (1, 2)]
    signin.sign_in_staff(client, office.clerk)
    shown = client.get("/cms/desk/").content.decode()
    assert 'name="verb" value="procedures.task:take"' in shown
    chosen = [f"procedures.task {step.pk}" for step in steps]
    items = [*chosen, "procedures.task 999999999", "messaging.conversation x"]
    said = client.post("/cms/desk/", {"verb": "procedures.task:take", "item": items}, follow=True)
    holders = set(Task.objects.filter(pk__in=[s.pk for s in steps]).values_list("claimed_by"))
    assert holders == {(office.clerk.pk,)}
    assert "2" in said.content.decode()
    client.post("/cms/desk/", {"verb": "procedures.task:give_back", "item": chosen})
    assert not Task.objects.filter(claimed_by=office.clerk).exists()


def test_another_units_task_is_not_taken_by_naming_it(office: Office, client: Client) -> None:
    publish(check_and_decide())
    step = Task.objects.get(case=begin(), element="check")
    other = signin.make_staff("clerk", "other@example.org", "registry")
    signin.sign_in_staff(client, other)
    item = f"procedures.task {step.pk}"
    client.post("/cms/desk/", {"verb": "procedures.task:take", "item": [item]})
    step.refresh_from_db()
    assert step.claimed_by is None
