"""Two at once: each race is first shown to be lost without the guard, then held with it."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from backoffice.ledger import services as ledger
from backoffice.party.models import Party
from backoffice.revenue import services
from backoffice.revenue.models import Allocation, Charge, Credit, Payment, Receipt
from backoffice.revenue.positions import positions_of
from backoffice.revenue.services import desks, recording
from tests.backoffice.revenue.town import (
    AT,
    disagreements,
    make_charge,
    make_party,
    make_user,
    open_town,
    report,
    start,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(120)]
D = Decimal


@pytest.fixture
def party(transactional_db) -> Party:
    ledger.load_chart()
    open_town()
    return make_party()


@pytest.fixture
def charge(party) -> Charge:
    return make_charge(party)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts on connections of their own, all released together; return results or errors."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            results[index] = act()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def unguarded(monkeypatch):
    """Take the locks away: nobody waits, and both sides look before either writes."""
    meeting = threading.Barrier(2)
    monkeypatch.setattr(desks, "LOCK_CHARGES", "select %s::text[]")
    monkeypatch.setattr(desks, "DESK", desks.DESK.replace("for no key update of payment", ""))
    real = recording._settle

    def settle(*args: Any) -> list[Receipt]:
        meeting.wait(timeout=60)
        return real(*args)

    monkeypatch.setattr(recording, "_settle", settle)


def record(payment: Payment, ref: str) -> Callable[[], Receipt]:
    return lambda: services.record_payment(report(payment, ref=ref), at=AT)


def failures(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


# two webhooks


def test_two_webhooks_lose_without_the_lock(charge, unguarded) -> None:
    payment = start(charge)
    results = at_once(record(payment, "pi_1"), record(payment, "pi_1"))
    # The second one was no repetition to the code; only the database stopped the second receipt.
    assert [type(error) for error in failures(results)] == [IntegrityError]
    assert Receipt.objects.count() == 1


def test_two_webhooks_get_one_receipt(charge) -> None:
    payment = start(charge)
    results = at_once(*[record(payment, "pi_1")] * 8)
    assert failures(results) == []
    assert len({receipt.pk for receipt in results}) == 1
    assert Receipt.objects.count() == 1
    assert disagreements() == []


# webhook and cash desk


def cash(charge: Charge, key: str = "desk") -> Callable[[], Receipt]:
    clerk = make_user(f"clerk-{key}")
    return lambda: services.take_cash(items=[(charge.pk, None)], key=key, actor=clerk, at=AT)


def test_webhook_and_cash_desk_lose_without_the_lock(charge, unguarded, monkeypatch) -> None:
    payment = start(charge)
    results = at_once(record(payment, "pi_1"), cash(charge))
    # Both meant to credit the whole debt; what stopped one was the table's trigger, or a deadlock
    # with the desk, which had locked the charge before the counter and not after it.
    (error,) = failures(results)
    assert isinstance(error, DatabaseError)


def test_webhook_and_cash_desk_settle_the_debt_once(charge) -> None:
    payment = start(charge)
    results = at_once(record(payment, "pi_1"), cash(charge))
    refused = failures(results)
    # Whoever is second either finds nothing owed, or its real money is kept as credit.
    assert all(isinstance(error, services.NothingOwed) for error in refused)
    kept = sum(credit.amount for credit in Credit.objects.all())
    assert kept == (0 if refused else D(144))
    assert sum(row.amount for row in Allocation.objects.all()) == D(144)
    assert Charge.objects.get().state == "settled"
    assert disagreements() == []


# double submit


def unlocked_start(charge: Charge, meeting: threading.Barrier) -> Callable[[], Payment]:
    def act() -> Payment:
        seen = Payment.objects.filter(key="key-1").first()
        meeting.wait(timeout=60)
        with transaction.atomic():
            return seen or Payment.objects.create(
                key="key-1",
                asked="x",
                party_id=charge.debtor_id,
                method_id="card",
                amount=D(144),
                ordered_on=AT.date(),
                started_at=AT,
            )

    return act


def test_double_submit_loses_when_it_only_looks_first(charge) -> None:
    meeting = threading.Barrier(2)
    results = at_once(unlocked_start(charge, meeting), unlocked_start(charge, meeting))
    assert [type(error) for error in failures(results)] == [IntegrityError]


def test_double_submit_orders_one_payment(charge) -> None:
    results = at_once(*[lambda: start(charge)] * 8)
    assert failures(results) == []
    assert len({payment.pk for payment in results}) == 1
    assert Payment.objects.get().items.count() == 1


def test_double_submit_of_different_debts_is_refused_once(party) -> None:
    one, two = make_charge(party), make_charge(party, source="2")
    results = at_once(lambda: start(one), lambda: start(two))
    assert [type(error) for error in failures(results)] == [services.KeyReused]
    assert Payment.objects.count() == 1


# two payments of one charge


def test_two_payments_of_one_charge_lose_without_the_lock(charge, unguarded) -> None:
    payments = [start(charge, key="a"), start(charge, key="b")]
    results = at_once(*(record(p, f"pi_{p.code}") for p in payments))
    (error,) = failures(results)
    assert "credited" in str(error)


def test_two_payments_of_one_charge_settle_it_once_and_keep_the_rest(charge) -> None:
    payments = [start(charge, key=str(n)) for n in range(6)]
    results = at_once(*(record(p, f"pi_{p.code}") for p in payments))
    assert failures(results) == []
    position = positions_of([charge.pk])[charge.pk]
    assert position.principal_open == 0
    assert sum(credit.amount for credit in Credit.objects.all()) == 5 * D(144)
    assert disagreements() == []


def test_the_table_itself_makes_two_writers_wait(charge) -> None:
    """Even around the services nobody over-allocates: the trigger locks the charge."""
    receipts = [
        services.record_payment(report(start(charge, "1.00", key=k), ref=k), at=AT) for k in "ab"
    ]

    def insert(receipt: Receipt) -> Callable[[], Allocation]:
        return lambda: Allocation.objects.create(
            charge=charge,
            payment_id=receipt.payment_id,
            receipt=receipt,
            component="principal",
            amount=D(100),
            value_on=AT.date(),
            booked_on=AT.date(),
        )

    results = at_once(*(insert(receipt) for receipt in receipts))
    assert [type(error) for error in failures(results)] == [IntegrityError]


# numbers


def test_numbers_have_no_gap_under_pressure_and_refusals(party) -> None:
    charges = [make_charge(party, source=str(n)) for n in range(8)]
    payments = [start(c, key=str(n)) for n, c in enumerate(charges)]

    def rolled_back(payment: Payment) -> None:
        with transaction.atomic():
            services.record_payment(report(payment, ref=f"pi_{payment.code}"), at=AT)
            raise RuntimeError("the web server was killed")

    acts = [record(p, f"pi_{p.code}") for p in payments[:6]]
    acts += [lambda p=p: rolled_back(p) for p in payments[6:]]
    results = at_once(*acts)
    assert {type(error) for error in failures(results)} == {RuntimeError}
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert disagreements() == []


def test_same_source_charged_twice_at_once_is_one_charge(party) -> None:
    results = at_once(*[lambda: make_charge(party)] * 6)
    assert failures(results) == []
    assert len({charge.pk for charge in results}) == 1
    assert Charge.objects.get().number == 1
    assert disagreements() == []


# reversal against payment


def test_reversal_and_repeated_webhook(charge) -> None:
    payment = start(charge)
    record(payment, "pi_1")()

    def reverse() -> Receipt:
        return services.reverse_payment(
            reference=payment.code,
            amount=D(144),
            reason="Επιστροφή",
            bank_reference="re_1",
            actor=None,
            at=AT,
        )

    results = at_once(reverse, record(payment, "pi_1"), reverse, record(payment, "pi_1"))
    assert failures(results) == []
    assert Receipt.objects.count() == 2
    assert Charge.objects.get().state == "open"
    assert disagreements() == []
