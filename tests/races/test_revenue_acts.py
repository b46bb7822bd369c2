"""Decisions against each other and against money: lost without the guard, held with it."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from backoffice.kernel.states import IllegalMove
from backoffice.ledger import services as ledger
from backoffice.party.models import Party
from backoffice.revenue import services
from backoffice.revenue.models import Act, Charge, Credit
from backoffice.revenue.services import Item, acts
from tests.backoffice.revenue.town import (
    approve,
    carry_out,
    disagreements,
    make_charge,
    make_party,
    open_town,
    pay,
    person,
    propose,
    start,
)

from .test_revenue_payments import at_once, failures, record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(300)]
D = Decimal


@pytest.fixture
def party(transactional_db) -> Party:
    ledger.load_chart()
    open_town()
    for name in ("proposer", "approver", "second", "treasurer"):
        person(name)
    return make_party()


@pytest.fixture
def unguarded(monkeypatch):
    """Take the locks away; both look before either writes."""
    meeting = threading.Barrier(2)
    real = acts._replanned

    def replanned(*args: Any) -> Any:
        found = real(*args)
        meeting.wait(timeout=60)
        return found

    monkeypatch.setattr(acts, "locked_act", lambda pk: Act.objects.get(pk=pk))
    monkeypatch.setattr(acts, "lock_rows", lambda items: None)
    monkeypatch.setattr(acts, "_replanned", replanned)
    return meeting


def approving(act: Act, name: str) -> Callable[[], Act]:
    return lambda: approve(act, actor=person(name))


def carrying(act: Act) -> Callable[[], Act]:
    return lambda: carry_out(act)


# two approvers


def test_two_approvers_lose_without_the_lock(party, unguarded) -> None:
    act = propose("write_off", Item(make_charge(party).pk))
    results = at_once(approving(act, "approver"), approving(act, "second"))
    # The code let both pass; the database kept whoever was first.
    assert [isinstance(error, DatabaseError) for error in failures(results)] == [True]


def test_two_approvers_approve_once(party) -> None:
    act = propose("write_off", Item(make_charge(party).pk))
    results = at_once(approving(act, "approver"), approving(act, "second"))
    assert [type(error) for error in failures(results)] == [IllegalMove]
    assert Act.objects.get().state == "approved"


# an act against a payment


def approved(charge: Charge) -> Act:
    return approve(propose("write_off", Item(charge.pk)))


def test_act_against_payment_loses_without_the_lock(party, unguarded) -> None:
    charge = make_charge(party)
    payment = start(charge)
    unguarded.reset()
    act = propose("write_off", Item(charge.pk))
    Act.objects.filter(pk=act.pk).update(
        state="approved",
        approver=person("approver"),
        decided_at=act.created_at,
        decision_on=act.created_at.date(),
        decision_number="1",
    )

    def paying() -> Any:
        receipt = record(payment, "pi_1")()
        unguarded.wait(timeout=60)
        return receipt

    results = at_once(carrying(act), paying)
    # The act had looked before the money came; only the table's trigger stopped it.
    (error,) = failures(results)
    assert isinstance(error, DatabaseError)
    assert "credited" in str(error)


def test_act_against_payment_fits_or_is_refused_with_words(party) -> None:
    charge = make_charge(party)
    payment, act = start(charge), approved(charge)
    results = at_once(carrying(act), record(payment, "pi_1"))
    refused = failures(results)
    assert all(isinstance(error, services.ActDoesNotFit) for error in refused)
    # Whoever is second finds the debt gone: the act is refused, or the money is kept as credit.
    kept = sum(credit.amount for credit in Credit.objects.all())
    assert kept == (0 if refused else D(144))
    assert Charge.objects.get().state == ("settled" if refused else "written_off")
    assert disagreements() == []


# two refunds of one credit


def two_refunds(party: Party) -> list[Act]:
    pay(make_charge(party), came="150.00")
    credit = Credit.objects.get()
    return [approve(propose("refund", Item(credit_id=credit.pk))) for _again in range(2)]


def test_two_refunds_of_one_credit_lose_without_the_lock(party, request) -> None:
    both = two_refunds(party)
    request.getfixturevalue("unguarded")
    results = at_once(*(carrying(act) for act in both))
    (error,) = failures(results)
    assert isinstance(error, DatabaseError)
    assert "used up" in str(error)


def test_two_refunds_of_one_credit_pay_it_once(party) -> None:
    results = at_once(*(carrying(act) for act in two_refunds(party)))
    assert [type(error) for error in failures(results)] == [services.ActDoesNotFit]
    assert sorted(Act.objects.values_list("state", flat=True)) == ["approved", "done"]
    assert disagreements() == []
