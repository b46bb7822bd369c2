"""The shipped procedures: fit to be put in force, and walked on every path to an end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from backoffice.identity import services as identity
from backoffice.kernel.actors import Source
from backoffice.party.queries import party_by_afm
from backoffice.procedures import queries, services, shipped, validation
from backoffice.procedures.engine import reading
from backoffice.procedures.engine.net import Net
from backoffice.procedures.engine.stepper import Run
from backoffice.procedures.models import Definition
from backoffice.procedures.models.definitions import Kind
from backoffice.procedures.nets import version_in_force
from backoffice.revenue import services as revenue
from config.demo import money
from config.demo.budget import vote_budget
from config.demo.people import people
from tests.factories.signin import make_staff

from .walk import Walker

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
DRAWINGS = {drawing.key: drawing for drawing in shipped.drawings([shipped.FOLDER])}
PROCESSES = sorted(key for key, one in DRAWINGS.items() if one.kind == Kind.PROCESS)
# What a case knows from the application itself, one row for each kind of application.
FACTS = {
    "fault-report": [{"category": "road", "dangerous": False}],
    "tree-cutting": [{"members": ["A", "B"]}],
    "incoming-document": [
        {"related_case": "", "document": "", "informed": ["A"], "cosigners": ["A", "B"]},
        {"related_case": "C0DE", "document": "1/2026", "informed": [], "cosigners": []},
    ],
}
# Elements of the standard that the procedures use together.
CONSTRUCTS = {
    "userTask",
    "serviceTask",
    "manualTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "boundaryEvent",
    "intermediateCatchEvent",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "eventBasedGateway",
}


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """Make a clerk and two applicants once: each test takes back what it adds to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _office()
        transaction.set_rollback(True)


@pytest.fixture
def office(town, db):
    """Return a clerk, and two applicants: one who owes and one who does not."""
    return town[:2]


@pytest.fixture
def colleagues(town, db):
    """Return two others, for what asks for another person than the clerk."""
    return town[2]


def _office():
    identity.load_departments(at=AT)
    money.open_books(AT - timedelta(days=200))
    vote_budget(AT)
    one, other = list(people(4))[:2]
    money.register_people([one, other], AT)
    clerk, *others = (
        make_staff("administrator", f"{name}@example.org") for name in ("walker", "second", "third")
    )
    shipped.load(at=AT)
    debtor = party_by_afm(other.afm)
    revenue.raise_charge(
        kind="administrative_fee",
        facts={"lines": [{"label_el": "Τέλος", "label_en": "Fee", "amount": "50.00"}]},
        debtor_id=debtor.pk,
        source=Source("tests.walk", "debt"),
        on=(AT - timedelta(days=90)).date(),
        due_on=(AT - timedelta(days=60)).date(),
        actor=clerk,
        at=AT,
    )
    return clerk, [party_by_afm(one.afm), debtor], tuple(others)


def test_there_are_fifteen_and_together_they_use_every_construct():
    elements = [
        element
        for key in PROCESSES
        for net in reading.read(DRAWINGS[key].xml)
        for element in net.elements.values()
    ]
    assert len(PROCESSES) == 15
    assert {element.kind for element in elements} >= CONSTRUCTS
    assert {"timer", "message"} <= {e.event.kind for e in elements if e.kind == "boundaryEvent"}
    assert {True, False} == {e.interrupts for e in elements if e.kind == "boundaryEvent"}
    assert {True, False} == {e.loop.sequential for e in elements if e.loop}


def test_every_shipped_drawing_is_fit_and_loaded_once(db):
    loaded = shipped.load(at=AT)
    assert {version.definition.key for version in loaded} >= set(DRAWINGS)
    for version in loaded:
        assert validation.check(version.xml, kind=version.definition.kind) == []
    assert shipped.load(at=AT) == []


def test_a_towns_own_drawing_is_never_replaced(db):
    shipped.load(at=AT)
    clerk = make_staff("administrator", "drawer@example.org")
    theirs = DRAWINGS["refund"].xml.replace("Πληρωμή", "Πληρωμή από το ταμείο")
    draft = services.save_draft(key="refund", xml=theirs, actor=clerk, at=AT)
    services.publish_version(version_id=draft.pk, actor=clerk, at=AT)
    assert shipped.load(at=AT) == []
    assert version_in_force("refund").number == 2


def test_names_stand_in_two_languages():
    for key in PROCESSES:
        root = reading.parse(DRAWINGS[key].xml)
        named = [node for node in root.iter(f"{reading.B}*") if node.get("name") and node.get("id")]
        bare = [
            node.get("id")
            for node in named
            if not node.get(f"{reading.L}name_en")
            and reading.local(node) not in {"message", "error", "inputDataItem", "dataInput"}
            and not reading.local(node).endswith("DataItem")
        ]
        assert bare == [], key


@pytest.mark.parametrize("key", PROCESSES)
def test_every_path_leads_to_an_end(office, colleagues, key, monkeypatch):
    clerk, parties = office
    version = version_in_force(key)
    net: Net = queries.net_of(version)
    seen: set[str] = set()
    arrive = Run._arrive

    def noted(self, element, scope, via):
        if self.net is net:
            seen.add(via)
        return arrive(self, element, scope, via)

    monkeypatch.setattr(Run, "_arrive", noted)
    walker = Walker(clerk, net, colleagues)
    for facts in FACTS.get(key, [{}]):
        # Only a procedure that asks what is owed goes another way for whoever owes.
        for party in parties if "revenue.check_debts" in version.xml else parties[:1]:
            walker.walk(key, facts, AT, title="Δοκιμή", party_id=party.pk)
    waits = {e.id for e in net.elements.values() if e.event.kind in ("timer", "message")}
    waits -= {e.id for e in net.elements.values() if e.kind == "sendTask"}
    # Whichever comes first is gone on with from its event, without passing the arrow.
    met = walker.fired | walker.received
    races = {e.id for e in net.elements.values() if e.kind == "eventBasedGateway"}
    seen |= {f.id for f in net.flows.values() if f.source in races and f.target in met}
    assert set(net.flows) - seen == set()
    assert waits - walker.fired - walker.received == set()
    assert {e.id for e in net.elements.values() if e.kind == "endEvent"} == set(walker.ended)
    assert {e.id for e in net.elements.values() if e.kind == "serviceTask"} == walker.failed
    assert walker.paths >= len(walker.ended)


def test_a_document_that_completes_a_case_moves_it_on(office):
    """A message sent by one case reaches the case that waits for it, and only that one."""
    clerk, parties = office
    about = {"actor": clerk, "party_id": parties[0].pk}
    waiting = services.start_case(
        process="disabled-parking", subject=Source("t", "1"), facts={}, at=AT, **about
    )
    _run_errands(waiting, AT)
    task = waiting.tasks.get()
    services.complete_task(
        task_id=task.pk,
        outcome={"complete": "false", "certificate_until": "2028-01-01"},
        actor=clerk,
        at=AT,
    )
    assert waiting.waits.get(state="waiting").message == "documents_received"
    services.start_case(
        process="incoming-document",
        subject=Source("t", "2"),
        facts={"related_case": waiting.code, "document": "7/2026", "informed": [], "cosigners": []},
        at=AT,
        **about,
    )
    _deliver_sent(AT)
    waiting.refresh_from_db()
    assert waiting.facts["document"] == "7/2026"
    assert waiting.tasks.filter(state="ready").get().element == "check"


def _run_errands(case, at):
    for errand in case.errands.filter(state="waiting"):
        services.run_service_step(errand_id=errand.pk, at=at)


def _deliver_sent(at):
    """Do what the queue does with the messages that cases sent."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    for job in ProcrastinateJob.objects.filter(task_name="procedures.send_message"):
        services.send_message(**job.args, at=at)


def test_a_paid_charge_moves_its_permit_on(office):
    clerk, parties = office
    case = services.start_case(
        process="event-permit",
        subject=Source("t", "3"),
        facts={},
        actor=clerk,
        at=AT,
        party_id=parties[0].pk,
    )
    answers = {
        "check": {
            "has_sound": "no",
            "closes_road": "no",
            "people": "80",
            "fee": "60.00",
            "event_on": "2026-12-20",
        },
        "approve": {"decision": "grant"},
    }
    for element in ("check", "approve"):
        _run_errands(case, AT)
        task = case.tasks.get(state="ready", element=element)
        services.complete_task(task_id=task.pk, outcome=answers[element], actor=clerk, at=AT)
    _run_errands(case, AT)
    case.refresh_from_db()
    debts = [d for d in revenue_debts(parties[0].pk) if d.code == case.facts["charge_code"]]
    assert [str(debt.total) for debt in debts] == ["60.00"]
    payment = revenue.start_payment(
        payer=None, items=[(debts[0].charge_id, None)], method="cash", key="walk", at=AT
    )
    report = revenue.PaymentReport(payment.code, payment.amount, "cash-1", AT, "cash")
    revenue.record_payment(report, at=AT)
    from backoffice.revenue.steps import tell_case

    tell_case(case.code, debts[0].code, AT)
    _run_errands(case, AT)
    assert case.steps.filter(element="paid", what="done").exists()


def revenue_debts(party_id):
    """Return what a party owes."""
    from backoffice.revenue.queries import debts_of

    return debts_of({party_id}, AT.date())


def test_definitions_carry_their_purpose(db):
    shipped.load(at=AT)
    assert not Definition.objects.filter(kind=Kind.PROCESS, purpose="").exists()
