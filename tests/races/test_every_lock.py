"""Every verb that reads, judges and writes: pressed twice at once it takes effect once.

Each is pressed first without any lock, both sides looking before either writes: then it takes
effect twice, or only a constraint of the database keeps the second one out with an error nobody
can read. With its lock the second one finds the first one's work.
"""

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from backoffice.arrangements import services as arrangements
from backoffice.kernel.actors import Source
from backoffice.ledger import services as ledger
from backoffice.revenue import services
from backoffice.revenue.models import Credit
from backoffice.revenue.services import Item
from backoffice.treasury.errors import DeskBusy
from tests.backoffice.arrangements import town as plans
from tests.backoffice.revenue.town import (
    AT,
    approve,
    at,
    disagreements,
    make_charge,
    open_town,
    pay,
    person,
    propose,
)
from tests.backoffice.treasury import till

from .pressing import Verb, fresh, numbers, press, unlocked
from .test_revenue_payments import at_once, failures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(400)]
D = Decimal


@pytest.fixture
def town(transactional_db: Any) -> None:
    ledger.load_chart()
    open_town()


# revenue


def taking_back() -> Verb:
    charge = fresh()
    made = services.charge_expenses(
        charge_id=charge.pk, amount=D(25), reason="επίδοση", actor=None, at=AT
    )
    return lambda: services.take_back_expenses(
        expense_id=made.pk, reason="λάθος", actor=None, at=AT
    )


def held(verb: Callable[..., Any], **more: Any) -> Verb:
    source = Source("test.plan", str(next(numbers)))
    facts: dict[str, Any] = {"source": source, "reason": "ρύθμιση", "actor": None, "at": AT}
    services.place_hold(charge_ids=[fresh().pk], kind="disputed", first=AT.date(), **facts)
    return lambda: verb(**facts, **more)


def exempted(verb: Callable[..., Any], **more: Any) -> Verb:
    made = services.exempt_from_interest(
        party_id=fresh().debtor_id,
        cause="conscript",
        began=AT.date(),
        proof="Στρατολογία",
        actor=None,
        at=AT,
    )
    return lambda: verb(exemption_id=made.pk, actor=None, at=AT, **more)


def spending() -> Verb:
    first = fresh()
    pay(first, came="244.00", key=f"p{first.pk}")
    credit = Credit.objects.get(party_id=first.debtor_id)
    other = make_charge(first.debtor, "90.00", source=f"other-{first.pk}")
    return lambda: services.use_credit(
        credit_id=credit.pk, charge_id=other.pk, amount=D(90), actor=None, at=AT
    )


def cancelling() -> Verb:
    charge = fresh()
    return lambda: services.cancel_charge(charge_id=charge.pk, reason="λάθος", actor=None, at=AT)


def carrying() -> Verb:
    act, treasurer = approve(propose("write_off", Item(fresh().pk))), person("treasurer")
    return lambda: services.carry_out_act(act_id=act.pk, actor=treasurer, at=AT)


REVENUE = {
    "expenses": ("revenue.expenses.taken_back", taking_back),
    "lifted": ("revenue.hold.lifted", lambda: held(services.lift_hold, last=AT.date())),
    "voided": ("revenue.hold.voided", lambda: held(services.void_hold)),
    "exemption": (
        "revenue.exemption.ended",
        lambda: exempted(services.end_exemption, ended=date(2026, 6, 1)),
    ),
    "withdrawn": (
        "revenue.exemption.withdrawn",
        lambda: exempted(services.withdraw_exemption, reason="λάθος"),
    ),
    "credit": ("revenue.payment.recorded", spending),
    "cancelled": ("revenue.charge.cancelled", cancelling),
    "act": ("revenue.act.carried_out", carrying),
}


def test_verbs_of_revenue(town: None) -> None:
    for verb, make in REVENUE.values():
        press(verb, make)
    assert disagreements() == []


# arrangements


def test_verbs_of_arrangements(town: None) -> None:
    plans.open_schemes()
    on = date(2026, 5, 4)

    def arranged() -> Any:
        charge = fresh("600.00", on=date(2026, 2, 10), due_on=date(2026, 3, 31))
        return plans.arrange(charge.debtor, key=f"a{charge.pk}")

    def revoking() -> Verb:
        made = arranged()
        return lambda: arrangements.revoke(
            arrangement_id=made.pk, cause="new_debts", reason="νέες οφειλές", actor=None, at=at(on)
        )

    press("arrangements.arrangement.lost", revoking)
    assert plans.disagreements() == []


# treasury


def test_verbs_of_the_cash_desk(town: None) -> None:
    cashier = person("cashier")
    numbered = count(1)

    def opening() -> Verb:
        number = next(numbered)
        desk, whose = till.make_desk(f"d{number}"), person(f"opens{number}")
        return lambda: till.open_desk(desk, whose)

    # The key of the form is what the lock saves: without it the second press is told «busy».
    act, meeting = opening(), threading.Barrier(2)
    (refused,) = failures(at_once(*[unlocked(act, meeting)] * 2))
    assert isinstance(refused, DeskBusy)
    act = opening()
    one, other = at_once(act, act)
    assert one.pk == other.pk
    till.open_desk(till.make_desk("own"), cashier)

    def cancelling_a_receipt() -> Verb:
        charge = fresh()
        taken = till.take(charge, cashier, key=f"t{charge.pk}")
        return lambda: till.services.cancel_receipt(
            receipt_id=taken.receipt_id, reason="λάθος", actor=cashier, at=AT
        )

    press("treasury.cancellation.done", cancelling_a_receipt)
    assert till.disagreements() == []
