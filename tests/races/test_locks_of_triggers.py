"""Tables that judge by other rows: around the services too, two writers wait for each other.

Each table is first tried with triggers that look without locking: they see nothing, and let the
second writer in.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError

from backoffice.enforcement.models import LegalFigure
from backoffice.revenue import services
from backoffice.revenue.models import (
    ActItem,
    ActLimit,
    Allocation,
    ChargeKind,
    Credit,
    Expense,
    SurchargeRate,
    SurchargeRegime,
    Tariff,
)
from backoffice.revenue.services import Item
from backoffice.treasury import services as treasury
from tests.backoffice.revenue.town import (
    AT,
    TODAY,
    approve,
    open_town,
    pay,
    person,
    propose,
    report,
    start,
)
from tests.backoffice.treasury import till

from .pressing import Verb, fresh, lockless, meanwhile, numbers, unlocked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(400)]
D = Decimal
Pair = tuple[Verb, Verb]
SPRING, SUMMER = date(2028, 3, 1), date(2028, 6, 1)


def both(write: Callable[..., Any], one: dict[str, Any], other: dict[str, Any]) -> Pair:
    return partial(write, **one), partial(write, **other)


def from_two_days(write: Callable[..., Any], **facts: Any) -> Pair:
    """Two rows of one thing that would both be valid in summer."""
    return both(write, facts | {"valid_from": SPRING}, facts | {"valid_from": SUMMER})


def tariffs() -> Pair:
    return from_two_days(
        Tariff.objects.create,
        kind=ChargeKind.objects.get(code="cleaning_fee"),
        key=f"lock-{next(numbers)}",
        label_el="Κατοικίες",
        label_en="Homes",
        rate=D(1),
        unit="m²",
        legal_basis="συνθετικός",
        decision="1/2026",
    )


def rates() -> Pair:
    regime = SurchargeRegime.objects.create(
        code=f"lock-{next(numbers)}",
        name_el="Δοκιμή",
        name_en="Test",
        unit="month",
        legal_basis="συνθετικός",
    )
    facts = {"regime": regime, "rate": D("0.01"), "legal_basis": "συνθετικός"}
    return from_two_days(SurchargeRate.objects.create, **facts)


def limits() -> Pair:
    kind = ("waiver", "refund")[next(numbers) % 2]
    ActLimit.objects.filter(kind=kind, valid_until=None).update(valid_until=date(2027, 12, 31))
    organ = ActLimit.objects.filter(kind=kind).values_list("organ", flat=True)[0]
    return from_two_days(
        ActLimit.objects.create, kind=kind, organ=organ, up_to=D(10), legal_basis="συνθετικός"
    )


def figures() -> Pair:
    return from_two_days(
        LegalFigure.objects.create,
        key=f"lock-{next(numbers)}",
        value=D(1),
        label_el="Δοκιμή",
        label_en="Test",
        legal_basis="συνθετικός",
    )


def allocations() -> Pair:
    charge = fresh()
    facts = []
    for key in "ab":
        payment = start(charge, "1.00", key=f"{key}{charge.pk}")
        receipt = services.record_payment(report(payment, ref=f"pi_{payment.code}"), at=AT)
        facts.append({"payment": payment, "receipt": receipt})
    same = {"charge": charge, "component": "principal", "amount": D(100)}
    days = {"value_on": TODAY, "booked_on": TODAY}
    return both(Allocation.objects.create, same | days | facts[0], same | days | facts[1])


def credits_used() -> Pair:
    charge = fresh()
    pay(charge, came="150.00", key=f"p{charge.pk}")
    kept = Credit.objects.get(party=charge.debtor)
    facts = {"of": kept, "party": kept.party, "account": kept.account, "entry": kept.entry}
    facts |= {"amount": D(-6), "booked_on": TODAY, "reason": "χρήση"}
    return both(Credit.objects.create, facts, facts)


def expenses() -> Pair:
    charge = fresh()
    made = services.charge_expenses(
        charge_id=charge.pk, amount=D(25), reason="επίδοση", actor=None, at=AT
    )
    payment = start(charge, key=f"p{charge.pk}")
    money = partial(services.record_payment, report(payment, ref=f"pi_{payment.code}"), at=AT)
    return money, partial(
        Expense.objects.create,
        charge=charge,
        of=made,
        source_kind="test",
        source_id=str(made.pk),
        amount=D(-25),
        reason="λάθος",
        on=TODAY,
        entry=made.entry,
    )


def items_of_acts() -> Pair:
    act, other, approver = propose("write_off", Item(fresh().pk)), fresh(), person("approver")
    late = partial(ActItem.objects.create, act=act, position=2, charge=other, amount=D(5))
    return partial(approve, act, actor=approver), late


def movements() -> Pair:
    place = next(numbers)
    cashier = person(f"cashier-{place}")
    session = till.open_desk(till.make_desk(f"m{place}"), cashier)
    deposit = partial(
        treasury.deposit_cash,
        amount=D(60),
        slip="ΚΑΤ-1",
        key=f"m{place}",
        actor=cashier,
        at=AT,
    )
    return partial(till.close, session, "100.00"), unlocked(deposit)


TABLES = {
    "revenue_tariff": tariffs,
    "revenue_surchargerate": rates,
    "revenue_actlimit": limits,
    "revenue_allocation": allocations,
    "revenue_credit": credits_used,
    "revenue_expense": expenses,
    "revenue_actitem": items_of_acts,
    "treasury_movement": movements,
    "enforcement_legalfigure": figures,
}


def test_tables_that_look_at_other_rows(transactional_db: Any) -> None:
    open_town()
    for table, make in TABLES.items():
        with lockless(table):
            went_by = meanwhile(*make())
        assert not isinstance(went_by, Exception), (table, went_by)
        refused = meanwhile(*make())
        assert isinstance(refused, DatabaseError), (table, "the lock guards nothing", refused)
