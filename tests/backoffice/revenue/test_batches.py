"""Reports of the bank booked as a set: each keeps its own receipt, error and repetition."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from backoffice.kernel.sql import run
from backoffice.revenue import services
from backoffice.revenue.models import Allocation, Charge, Credit, Payment, Receipt
from backoffice.revenue.services import desks, recording

from .town import AT, disagreements, make_charge, make_party, report, start, verbs

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def charges(charge: Charge) -> list[Charge]:
    party = make_party(2)
    return [make_charge(party, f"{10 + n}.00", source=f"batch-{n}") for n in range(6)]


def reports_of(charges: list[Charge]) -> list[services.PaymentReport]:
    return [report(start(charge, key=f"k{charge.pk}"), ref=f"pi_{charge.pk}") for charge in charges]


def book(reports: list[services.PaymentReport]) -> list[services.Recorded]:
    return services.record_payments(reports, at=AT)


def errors(found: list[services.Recorded]) -> list[str]:
    return ["" if one.error is None else one.error.code for one in found]


def test_each_report_gets_its_own_receipt_entry_and_audit_row(charges) -> None:
    before = len(verbs())
    found = book(reports_of(charges))
    receipts = [one.receipt for one in found]
    assert [receipt.number for receipt in receipts] == [1, 2, 3, 4, 5, 6]
    assert [receipt.amount for receipt in receipts] == [charge.principal for charge in charges]
    assert len({receipt.entry_id for receipt in receipts}) == 6
    assert [one.charge_id for one in Allocation.objects.order_by("id")] == [c.pk for c in charges]
    assert verbs()[before:].count("revenue.payment.recorded") == 6
    stored = Receipt.objects.order_by("number")
    assert [(r.pk, r.payment_id) for r in stored] == [(r.pk, r.payment_id) for r in receipts]
    assert set(Charge.objects.filter(pk__in=[c.pk for c in charges]).values_list("state")) == {
        ("settled",)
    }
    assert disagreements() == []


def test_the_same_batch_again_gives_the_same_receipts(charges) -> None:
    reports = reports_of(charges)
    first = book(reports)
    again = book([*reports, *reports])
    assert [one.receipt.pk for one in again] == 2 * [one.receipt.pk for one in first]
    assert Receipt.objects.count() == 6
    assert disagreements() == []


def test_a_report_that_occurs_twice_in_a_batch_is_booked_once(charges) -> None:
    one, two, *_rest = reports_of(charges)
    found = book([one, two, one, two, one])
    assert errors(found) == [""] * 5
    assert len({result.receipt.pk for result in found}) == 2
    assert disagreements() == []


def test_a_bad_report_stops_no_other(charges) -> None:
    good, small, stranger, used, last, cents = reports_of(charges)
    found = book(
        [
            good,
            replace(small, amount=D("-1.00")),
            replace(stranger, reference="nobody"),
            replace(used, bank_reference=good.bank_reference),
            last,
            replace(cents, amount=D("1.001")),
        ]
    )
    assert errors(found) == [
        "",
        "amount_too_small",
        "unknown_payment",
        "bank_reference_used",
        "",
        "amount_too_small",
    ]
    assert [one.receipt.number for one in found if one.receipt] == [1, 2]
    assert Payment.objects.filter(state="settled").count() == 2
    assert disagreements() == []


def test_a_reference_of_an_earlier_batch_is_refused_and_the_others_are_booked(charges) -> None:
    one, two, three, *_rest = reports_of(charges)
    book([one])
    found = book([replace(two, bank_reference=one.bank_reference), three])
    assert errors(found) == ["bank_reference_used", ""]
    assert found[1].receipt.number == 2
    assert disagreements() == []


def test_two_payments_of_one_debt_see_each_other(charges) -> None:
    debt = charges[0]
    both = [report(start(debt, key=key), ref=f"pi_{key}") for key in "ab"]
    found = book(both)
    assert errors(found) == ["", ""]
    assert Credit.objects.get().amount == debt.principal
    assert Allocation.objects.get().charge_id == debt.pk
    assert disagreements() == []


def test_a_second_transfer_becomes_a_payment_of_its_own(charges) -> None:
    (first,) = reports_of(charges[:1])
    found = book([first, replace(first, bank_reference="pi_second")])
    assert errors(found) == ["", ""]
    assert Payment.objects.get(follows__code=first.reference).received == first.amount
    assert disagreements() == []


def test_a_batch_takes_as_many_statements_as_one_payment(charges) -> None:
    (alone,) = reports_of(charges[:1])
    with CaptureQueriesContext(connection) as one:
        services.record_payment(alone, at=AT)
    rest = reports_of(charges[1:])
    with CaptureQueriesContext(connection) as five:
        book(rest)
    # A block of its own in which the database may refuse the set, and nothing for each report.
    assert len(five) == len(one) + 2


def test_a_set_that_the_database_refuses_is_booked_one_by_one(charges, monkeypatch) -> None:
    reports = reports_of(charges)
    real = recording._settle

    def refuse(cases, at, actor):
        if len(cases) > 1:
            raise IntegrityError("refused as a set")
        return real(cases, at, actor)

    monkeypatch.setattr(recording, "_settle", refuse)
    found = book(reports)
    assert [one.receipt.number for one in found] == [1, 2, 3, 4, 5, 6]
    assert disagreements() == []


def test_nothing_to_book_is_nothing(charges) -> None:
    assert book([]) == []


def test_locks_are_taken_in_the_order_of_the_rows(charges) -> None:
    codes = [one.reference for one in reports_of(charges)]
    locked = [pk for (pk,) in run(desks.LOCK_CHARGES, [codes[::-1]])]
    assert locked == sorted(charge.pk for charge in charges)
