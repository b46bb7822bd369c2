"""Charges: certified once, with number, code, explanation and entry; cancelled by a mirror."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from stdnum import iso11649

from backoffice.kernel.actors import Source
from backoffice.kernel.errors import DomainError
from backoffice.revenue import services
from backoffice.revenue.models import Allocation, Charge, ChargeKind, ChargeLine, Credit, Tariff

from .town import (
    AT,
    DUE,
    TODAY,
    balances,
    disagreements,
    lines_of,
    make_charge,
    make_party,
    pay,
    verbs,
)

D = Decimal
pytestmark = pytest.mark.django_db


def test_charge_carries_number_code_lines_explanation_and_entry(charge):
    assert (charge.year, charge.number, charge.state) == (2026, 1, "open")
    assert iso11649.is_valid(charge.rf_code)
    assert charge.explanation["children"][0]["amount"] == "144.00"
    assert [line.amount for line in charge.lines.all()] == [D(144)]
    assert lines_of(charge.entry_id) == [
        ("48601", D(144), D(0), "1560901001"),
        ("15609", D(0), D(144), "1560901001"),
    ]
    assert verbs().count("revenue.charge.raised") == 1
    assert disagreements() == []


def test_tariff_finds_the_rate_of_the_facts_day(party):
    services.set_tariff(
        kind="cleaning_fee",
        key="cleaning.home",
        rate=D("1.35"),
        label_el="Κατοικίες",
        label_en="Homes",
        valid_from=date(2026, 1, 1),
        legal_basis="ν.25/1975",
        unit="τ.μ.",
        decision="12/2025",
        actor=None,
        at=AT,
    )
    charge = services.raise_charge(
        kind="cleaning_fee",
        facts={"lines": [{"key": "cleaning.home", "base": "85.5", "on": "2026-01-01"}]},
        debtor_id=party.pk,
        source=Source("test.bill", "1"),
        on=TODAY,
        due_on=DUE,
        actor=None,
        at=AT,
    )
    assert charge.principal == D("115.43")
    (leaf,) = charge.explanation["children"]
    assert (leaf["base"], leaf["formula"], leaf["basis"]) == (
        "85.5",
        "85.5 × 1.35",
        "ν.25/1975, 12/2025",
    )
    line = charge.lines.get()
    assert (line.tariff_key, line.base, line.rate) == ("cleaning.home", D("85.5"), D("1.35"))


def test_same_source_again_returns_the_same_charge(party):
    first, again = make_charge(party), make_charge(party)
    assert first == again
    assert Charge.objects.count() == 1
    assert balances()["48601"] == D(144)


def test_same_source_with_other_facts_is_refused(party):
    make_charge(party)
    with pytest.raises(services.ChargeDiffers, match="1/2026"):
        make_charge(party, "150.00")
    assert make_charge(party, "150.00", purpose="second").number == 2


def test_zero_is_not_charged_and_leaves_no_gap(party):
    with pytest.raises(DomainError):
        make_charge(party, "0.00")
    assert make_charge(party).number == 1


@pytest.mark.parametrize(("kind", "on"), [("no_such_kind", TODAY), ("fine", date(2025, 12, 31))])
def test_unknown_kind_or_one_not_in_force_is_refused(party, kind, on):
    with pytest.raises(services.UnknownChargeKind):
        make_charge(party, kind=kind, on=on)


def test_numbers_begin_again_each_year(party):
    make_charge(party)
    new_year = date(2027, 1, 4)
    assert make_charge(party, source="2", on=new_year, due_on=date(2027, 2, 26)).number == 1


def test_cancelled_charge_is_answered_by_a_mirror(charge):
    done = services.cancel_charge(charge_id=charge.pk, reason="Διπλή εγγραφή", actor=None, at=AT)
    assert (done.state, done.cancelled_on) == ("cancelled", TODAY)
    assert balances() == {}
    assert disagreements() == []
    with pytest.raises(DomainError):
        services.cancel_charge(charge_id=charge.pk, reason="Πάλι", actor=None, at=AT)


def test_cancelling_states_its_reason(charge):
    with pytest.raises(services.ReasonMissing):
        services.cancel_charge(charge_id=charge.pk, reason="  ", actor=None, at=AT)
    with pytest.raises(services.UnknownCharge):
        services.cancel_charge(charge_id=0, reason="Λάθος", actor=None, at=AT)


def test_charge_that_carries_money_is_not_cancelled(charge):
    pay(charge, "10.00")
    with pytest.raises(services.ChargeCarriesMoney, match="1/2026"):
        services.cancel_charge(charge_id=charge.pk, reason="Λάθος", actor=None, at=AT)


# a later fact made it too much


def credit(party, amount, kinds=("fine",), source="c1"):
    return services.credit_debtor(
        debtor_id=party.pk,
        amount=D(amount),
        kinds=kinds,
        source=Source("test.correction", source),
        reason="Διορθωτική δήλωση",
        actor=None,
        at=AT,
    )


def test_reduction_takes_the_oldest_unpaid_first_and_keeps_the_rest(party):
    late = make_charge(party, "50.00", source="2", due_on=DUE + timedelta(days=40))
    old = make_charge(party, "30.00", source="1")
    relief = credit(party, "60.00")
    parts = dict(Allocation.objects.values_list("charge", "amount"))
    assert parts == {old.pk: D(30), late.pk: D(30)}
    assert Charge.objects.get(pk=old.pk).state == "settled"
    assert Charge.objects.get(pk=late.pk).state == "open"
    assert disagreements() == []
    rest = credit(party, "25.00", source="c2")
    assert Credit.objects.get(relief=rest).amount == D(5)
    assert balances() == {"15609": D("5.00"), "5990101": D("-5.00")}
    assert disagreements() == []
    assert credit(party, "60.00") == relief
    with pytest.raises(services.ReliefDiffers):
        credit(party, "61.00")


def test_reduction_leaves_other_kinds_and_paid_charges_alone(party):
    rent = make_charge(party, "40.00", kind="rent")
    paid = make_charge(party, "20.00", source="2")
    pay(paid)
    credit(party, "15.00")
    assert Credit.objects.get().amount == D(15)
    assert rent.allocations.count() == 0
    assert disagreements() == []


@pytest.mark.parametrize("amount", ["0", "-1", "1.001"])
def test_reduction_is_a_real_amount(party, amount):
    with pytest.raises(DomainError):
        credit(party, amount)


# tariffs


def tariff(**changes):
    facts = {
        "kind": "stay_fee",
        "key": "stay.villa",
        "rate": D("0.005"),
        "label_el": "Βίλες",
        "label_en": "Villas",
        "valid_from": date(2026, 1, 1),
        "legal_basis": "ν.5143/2024",
        "actor": None,
        "at": AT,
    }
    return services.set_tariff(**facts | changes)


def test_new_tariff_ends_the_one_before(town):
    first = tariff()
    second = tariff(rate=D("0.0075"), valid_from=date(2026, 5, 10), published_on=date(2026, 2, 10))
    first.refresh_from_db()
    assert first.valid_until == date(2026, 5, 9)
    assert second.valid_until is None
    assert tariff(rate=D("0.0075"), valid_from=date(2026, 5, 10)) == second


def test_tariff_waits_three_months_after_publication(town):
    with pytest.raises(services.TariffTooEarly, match="10/05/2026"):
        tariff(valid_from=date(2026, 5, 9), published_on=date(2026, 2, 10))


def test_tariffs_of_a_key_do_not_overlap(town):
    tariff(valid_from=date(2026, 6, 1))
    with pytest.raises(services.TariffOverlaps):
        tariff(valid_from=date(2026, 1, 1))
    tariff(valid_from=date(2026, 1, 1), valid_until=date(2026, 5, 31))
    with pytest.raises(services.TariffOverlaps):
        tariff(valid_from=date(2026, 5, 1), rate=D("0.1"))


def test_defaults_are_loaded_once(town):
    before = Tariff.objects.count(), ChargeKind.objects.count(), len(verbs())
    services.load_defaults(actor=None, at=AT)
    assert (
        Tariff.objects.count(),
        ChargeKind.objects.count(),
        len(verbs()),
    ) == before
    assert {k.code for k in ChargeKind.objects.all()} >= {"stay_fee", "gross_receipts_fee"}


# around the ORM


def refused(sql, *values):
    from django.db import connection

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return True


def test_database_refuses_what_must_never_be(charge):
    pay(charge, "10.00")
    for sql in (
        "update revenue_charge set principal = 1",
        "delete from revenue_charge",
        "truncate revenue_charge cascade",
        "update revenue_chargeline set amount = 1",
        "delete from revenue_chargeline",
        "update revenue_allocation set amount = 1",
        "delete from revenue_allocation",
        "truncate revenue_allocation",
        "update revenue_receipt set amount = 1",
        "delete from revenue_receipt",
        "delete from revenue_payment",
        "update revenue_payment set amount = 1",
        "update revenue_payment set bank_reference = 'x'",
        "update revenue_payment set state = 'started'",
        "update revenue_paymentitem set amount = 1",
        "update revenue_tariff set rate = 1",
        "delete from revenue_tariff",
        "update revenue_surchargerate set rate = 1",
        "update revenue_charge set state = 'cancelled', cancelled_on = now(), reason = 'x'",
    ):
        assert refused(sql), sql


def test_database_refuses_more_than_the_charge(charge):
    receipt = pay(charge, "140.00")
    row = {
        "charge": charge,
        "payment": receipt.payment,
        "receipt": receipt,
        "component": "principal",
        "value_on": TODAY,
        "booked_on": TODAY,
    }
    with pytest.raises(IntegrityError, match="credited"), transaction.atomic():
        Allocation.objects.create(**row, amount=D("4.01"))
    with pytest.raises(IntegrityError, match="credited"), transaction.atomic():
        Allocation.objects.bulk_create(
            [Allocation(**row, amount=D(2)), Allocation(**row, amount=D(3))]
        )
    with pytest.raises(IntegrityError, match="credited"), transaction.atomic():
        Allocation.objects.create(**row, amount=D("-140.01"))
    Allocation.objects.create(**row, amount=D(4))


def test_database_refuses_two_tariffs_on_a_day(town):
    first = tariff()
    row = {f.name: getattr(first, f.name) for f in Tariff._meta.fields if f.name != "id"}
    with pytest.raises(IntegrityError, match="one_tariff_a_day"), transaction.atomic():
        Tariff.objects.create(**row | {"valid_from": date(2026, 3, 1)})


def test_lines_belong_to_their_position_once(charge):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChargeLine.objects.create(charge=charge, position=1, label_el="x", label_en="x", amount=1)


def test_parties_keep_their_own_charges(party):
    other = make_party(2)
    assert make_charge(other, source="9").debtor_id == other.pk
