"""The six generic drawings, each with a real application on every way to every end."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.documents import services as documents
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries, shipped
from backoffice.procedures.engine.net import Net
from backoffice.procedures.engine.stepper import Run
from backoffice.procedures.nets import version_in_force
from eservices.applications import services as applications
from eservices.applications.services import lists
from eservices.catalogue.models import Service, ServiceFee
from tests.backoffice.documents.office import open_town as open_registry
from tests.eservices.payments.till import make_party
from tests.eservices.payments.till import open_town as open_revenue
from tests.factories.signin import make_citizen, make_staff

from . import counter
from .following import Follower

SERVICE = "walked"
DRAWINGS = (
    *("application-reply", "application-certificate", "application-permit"),
    *("application-decision", "application-ranked", "application-register"),
)
#: What is left once each drawing's cases are over.
STATES = {
    "application-reply": {"completed", "rejected", "forwarded", "withdrawn"},
    "application-certificate": {"completed", "rejected", "forwarded", "withdrawn"},
    "application-permit": {"completed", "rejected", "forwarded", "withdrawn"},
    "application-decision": {"completed", "rejected", "forwarded", "withdrawn"},
    "application-ranked": {"completed", "rejected", "forwarded", "withdrawn"},
    "application-register": {"completed", "rejected", "forwarded", "withdrawn"},
}
#: A certificate whose facts two people state is waited for: walked with the certificates. A fee
#: that is known when the application is sent is not charged on the way: walked with service 09.
ELSEWHERE = {
    "application-certificate": {"is_given_to_given", "given_to_approve"},
    "application-register": {"is_due_to_after_fee"},
}
#: Charged on the way: nobody knows it when the application is sent.
FEES = {
    "application-permit": ("tariff", "visit = true"),
    "application-register": ("tariff", 'file = "complete"'),
}


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """Open a town with its drawings once: each test takes back what it adds."""
    whole = transaction.atomic()
    whole._from_testcase = True
    with django_db_blocker.unblock(), whole:
        yield _open_town()
        transaction.set_rollback(True)


def _open_town():
    at = timezone.now()
    open_revenue()
    open_registry()
    documents.load_circulation()
    shipped.load(at=at)
    counter.load_forms()
    citizen = make_citizen(counter.AFM)
    make_party(afm=counter.AFM)
    unit = next(u for _d, u in departments_as_tree(date(2026, 6, 1)) if u.code == "revenue")
    mayor = make_staff("mayor", "mayor@example.org")
    head, deputy, clerk = (
        make_staff(role, f"{name}@example.org", "revenue")
        for role, name in (("head", "head"), ("head", "deputy"), ("clerk", "clerk"))
    )
    documents.enter_delegation(
        decision_number="1/2026",
        giver_id=mayor.pk,
        to_user_id=head.pk,
        scopes=["correspondence", "permits", "certificates"],
        amount_limit=None,
        valid_from=athens_day(at),
        actor=mayor,
        at=at,
    )
    return {"citizen": citizen, "mayor": mayor, "unit": unit, "staff": (clerk, head, deputy)}


def _sent(town, key, at):
    """Return an application whose case runs by a drawing."""
    service = Service.objects.create(
        code=SERVICE,
        number=790,
        title_el="Υπηρεσία",
        title_en="Service",
        form_key=counter.FREE,
        process_key=key,
        department=town["unit"],
        deadline_days=30,
        output_type="permit" if key == "application-permit" else "reply",
        applicant_types=[],
    )
    if key in FEES:
        kind, condition = FEES[key]
        row = {"key": "a", "text": counter.words("Τέλος"), "amount": "20.00", "if": condition}
        ServiceFee.objects.create(
            service=service,
            kind=kind,
            rows=[row],
            text_el="20 €",
            valid_from=date(2024, 1, 1),
            is_shipped=True,
        )
    draft = applications.open_draft(service=SERVICE, user=town["citizen"], at=at)
    answers = {"full_name": "Συνθετική Πολίτης", "text": "Ερώτημα"}
    applications.save_draft(draft_id=draft.pk, answers=answers, at=at)
    return applications.submit(
        draft_code=draft.code, key=draft.code, user=town["citizen"], language="el", at=at
    )


@pytest.mark.parametrize("key", DRAWINGS)
def test_every_way_leaves_the_application_lawful(town, db, key, monkeypatch):
    at = timezone.now()
    net: Net = queries.net_of(version_in_force(key))
    seen: set[str] = set()
    arrive = Run._arrive

    def noted(self, element, scope, via):
        if self.net is net:
            seen.add(via)
        return arrive(self, element, scope, via)

    monkeypatch.setattr(Run, "_arrive", noted)
    application = _sent(town, key, at)
    if key == "application-ranked":
        lists.draw_up_list(
            service=SERVICE,
            titles={"el": "Πίνακας", "en": "List"},
            department_id=town["unit"].pk,
            opens_at=at - timedelta(days=1),
            closes_at=at + timedelta(minutes=1),
            places=1,
            rules=[],
            decision="1/2026",
            actor=town["staff"][1],
            at=at,
        )
    clerk, *heads = town["staff"]
    follower = Follower(
        clerk,
        net,
        tuple(heads),
        application=application,
        citizen=town["citizen"],
        mayor=town["mayor"],
    )
    follower.follow(at + timedelta(hours=1))
    met = follower.fired | follower.received
    races = {e.id for e in net.elements.values() if e.kind == "eventBasedGateway"}
    seen |= {f.id for f in net.flows.values() if f.source in races and f.target in met}
    assert set(net.flows) - seen == ELSEWHERE.get(key, set())
    assert {e.id for e in net.elements.values() if e.kind == "endEvent"} == set(follower.ended)
    assert {e.id for e in net.elements.values() if e.kind == "serviceTask"} == follower.failed
    assert {state for _case, state in follower.states} == STATES[key]
