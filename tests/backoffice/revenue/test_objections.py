"""Objections: in the protocol at once, disputed meanwhile, accepted by an act or rejected."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from backoffice.identity.services import load_departments
from backoffice.kernel.actors import Source
from backoffice.revenue import queries, services
from backoffice.revenue.models import Charge, Hold, Objection

from .town import (
    AT,
    TODAY,
    approve,
    at,
    carry_out,
    disagreements,
    make_charge,
    make_party,
    pay,
    person,
    verbs,
)

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def party(town):
    load_departments(at=AT)
    return make_party()


def lodge(charge, key="k-1", moment=AT, **more):
    return services.object_to_charge(
        charge_id=charge.pk,
        reasons="Το όχημα είχε πουληθεί.",
        key=key,
        actor=person("citizen"),
        at=moment,
        **more,
    )


def serve(charge, day):
    services.interrupt_limitation(
        charge_ids=[charge.pk],
        kind="notice_served",
        on=day,
        reference="Ατομική ειδοποίηση",
        source=Source("test", str(charge.pk)),
        actor=None,
        at=at(day),
    )


def test_an_objection_gets_a_number_and_the_debt_is_disputed(party):
    charge = make_charge(party)
    objection = lodge(charge, uploads=[("proof.txt", b"sold")])
    assert lodge(charge) == objection
    assert objection.entry.attachments.count() == 2
    assert [h.kind for h in queries.holds_of([charge.pk], TODAY)[charge.pk]] == ["disputed"]
    with pytest.raises(services.ObjectionOpen):
        lodge(charge, "k-2")
    # Interest goes on (ν.4978/2022 άρθρο 6 §5).
    assert queries.debt_of(charge.pk, date(2026, 7, 5)).surcharge > 0
    assert disagreements() == []


def test_accepted_it_corrects_the_charge_by_two_people(party):
    charge = make_charge(party)
    pay(charge)
    objection = lodge(charge)
    act = services.accept_objection(
        objection_id=objection.pk,
        answer="Δικαιώνεται.",
        amount=D(100),
        actor=person("proposer"),
        at=AT,
    )
    assert Objection.objects.get().state == "lodged"
    with pytest.raises(services.ActDoesNotFit):
        services.withdraw_objection(objection_id=objection.pk, actor=person("citizen"), at=AT)
    with pytest.raises(DatabaseError, match="accepted_objection"), transaction.atomic():
        Objection.objects.update(
            state="accepted", decided_by=person("approver"), decided_at=AT, answer="x"
        )
    carry_out(approve(act))
    found = Objection.objects.get()
    assert (found.state, found.decided_by, found.decision_number) == (
        "accepted",
        person("approver"),
        "12/2026",
    )
    assert queries.credits_of([party.pk])[0]["left"] == D(100)
    assert Hold.objects.get().last == TODAY
    assert disagreements() == []


def test_a_refused_correction_leaves_it_to_another_answer(party):
    objection = lodge(make_charge(party))
    facts = {"objection_id": objection.pk, "actor": person("proposer"), "at": AT}
    act = services.accept_objection(answer="Δικαιώνεται.", **facts)
    services.refuse_act(act_id=act.pk, reason="Όχι", actor=person("approver"), at=AT)
    with pytest.raises(services.ReasonMissing):
        services.reject_objection(answer=" ", **facts)
    services.reject_objection(answer="Η πώληση δεν αποδεικνύεται.", **facts)
    assert Objection.objects.get().state == "rejected"
    assert Hold.objects.get().last == TODAY
    assert verbs()[-2:] == ["revenue.hold.lifted", "revenue.objection.rejected"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.update(answer="Άλλη απάντηση")
    assert disagreements() == []


def test_the_last_day_counts_from_the_notice(party):
    charge = make_charge(party)
    assert services.last_day_to_object(charge) is None
    serve(charge, date(2026, 5, 4))
    assert services.last_day_to_object(charge) == date(2026, 6, 3)
    with pytest.raises(services.ObjectionTooLate, match="03/06/2026"):
        lodge(charge, moment=at(date(2026, 6, 4)))
    assert lodge(charge, moment=at(date(2026, 6, 3))).last_day == date(2026, 6, 3)


def test_it_is_taken_back_by_whoever_lodged_it(party):
    objection = lodge(make_charge(party))
    services.withdraw_objection(objection_id=objection.pk, actor=person("citizen"), at=AT)
    assert Objection.objects.get().state == "withdrawn"
    assert lodge(Charge.objects.get(), "k-2").state == "lodged"
    assert disagreements() == []
