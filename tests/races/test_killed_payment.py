"""Whoever books a payment dies with SIGKILL before each of its statements: all of it or nothing."""

import pytest

from backoffice.ledger import services as ledger
from backoffice.revenue import services
from backoffice.revenue.models import Payment, Receipt
from tests.backoffice.revenue.town import (
    AT,
    disagreements,
    make_charge,
    make_party,
    open_town,
    report,
    start,
)

from .test_lists import killed_before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(240)]


@pytest.fixture
def payments(transactional_db) -> list[Payment]:
    ledger.load_chart()
    open_town()
    party = make_party()
    charges = [make_charge(party, source=str(number)) for number in range(3)]
    return [start(charge, key=f"k{charge.pk}") for charge in charges]


def test_killed_anywhere_in_a_payment_it_is_booked_once(payments) -> None:
    payment = payments[0]
    statement = 1
    while killed_before(
        statement, lambda: services.record_payment(report(payment, ref="pi"), at=AT)
    ):
        # After the commit it may die too, before it has answered.
        assert Receipt.objects.count() <= 1
        assert disagreements() == []
        statement += 5
    assert statement > 9
    # The last life booked it; the bank's second notice changes nothing.
    services.record_payment(report(payment, ref="pi"), at=AT)
    assert Receipt.objects.count() == 1
    assert disagreements() == []


def test_killed_anywhere_in_a_set_each_is_booked_once(payments) -> None:
    reports = [report(payment, ref=f"pi_{payment.code}") for payment in payments]
    statement = 1
    while killed_before(statement, lambda: services.record_payments(reports, at=AT)):
        # A set may be booked in parts, but each part wholly.
        assert disagreements() == []
        statement += 5
    assert statement > 9
    services.record_payments(reports, at=AT)
    assert Receipt.objects.count() == 3
    assert disagreements() == []
