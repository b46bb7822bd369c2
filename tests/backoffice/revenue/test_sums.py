"""A sum without a named debt: instalments, then the oldest due, then what lapses soonest."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel.dates import athens_day
from backoffice.revenue import queries, services
from backoffice.revenue.models import Allocation, Charge, Credit, Receipt
from backoffice.revenue.rules import Candidate, choose_debts
from backoffice.revenue.services import BankReferenceUsed, NothingOwed
from tests.backoffice.arrangements.town import arrange, open_schemes, owe
from tests.factories import signin

from .town import DUE, TODAY, at, disagreements, make_charge, make_party


def debt(key, owed, due, **more):
    return Candidate(key, D(owed), date.fromisoformat(due), **more)


def chosen(amount, *debts, least="1.00"):
    found = choose_debts(D(amount), debts, D(least))
    return dict(found.parts), found.left


OLD, NEW = debt(1, "100.00", "2026-01-31"), debt(2, "50.00", "2026-03-31")


def test_the_oldest_due_comes_first() -> None:
    assert chosen("120.00", NEW, OLD) == ({1: D("100.00"), 2: D("20.00")}, D(0))
    assert choose_debts(D("120.00"), [NEW, OLD]).parts[0] == (1, D("100.00"))


def test_what_lapses_sooner_comes_first_of_two_due_on_a_day() -> None:
    late = debt(1, "100.00", "2026-01-31", collect_until=date(2031, 12, 31))
    soon = debt(2, "100.00", "2026-01-31", collect_until=date(2029, 12, 31))
    never = debt(3, "100.00", "2026-01-31")
    assert chosen("150.00", never, late, soon) == ({2: D("100.00"), 1: D("50.00")}, D(0))


def test_the_instalment_comes_first_and_the_rest_of_what_is_arranged_last() -> None:
    arranged = debt(9, "600.00", "2025-06-30", arranged=True, instalment=D("100.00"))
    assert chosen("120.00", OLD, arranged) == ({9: D("100.00"), 1: D("20.00")}, D(0))
    assert chosen("300.00", OLD, NEW, arranged) == (
        {9: D("150.00"), 1: D("100.00"), 2: D("50.00")},
        D(0),
    )


def test_what_cannot_be_paid_as_a_part_is_left() -> None:
    assert chosen("100.40", OLD, NEW) == ({1: D("100.00")}, D("0.40"))
    assert chosen("0.40", debt(1, "0.40", "2026-01-31")) == ({1: D("0.40")}, D(0))
    assert chosen("200.00", OLD, NEW) == ({1: D("100.00"), 2: D("50.00")}, D("50.00"))


@pytest.mark.django_db
def test_a_sum_pays_the_instalment_then_the_oldest(town, db) -> None:
    party = make_party()
    open_schemes()
    owe(party, "600.00", source="old")
    arrange(party, 6, on=TODAY + timedelta(days=4))
    day = TODAY + timedelta(days=40)
    newer = make_charge(party, "50.00", source="n")
    older = make_charge(party, "80.00", source="o", due_on=DUE - timedelta(days=2))
    spread = queries.spread_sum(party.pk, D("200.00"), day)
    first, second, third = spread.parts
    assert (first.debt.holds, first.is_part) == (("arranged",), True)
    assert [second.debt.charge_id, third.debt.charge_id] == [older.pk, newer.pk]
    assert second.amount == second.debt.total > D("80.00")  # with its surcharge
    assert spread.total == D("200.00")


def unnamed(party, amount, reference="DIAS-1", **more):
    when = at(TODAY + timedelta(days=1))
    facts = {"method": "bank", "bank_reference": reference, "paid_at": when, "channel": "bank.file"}
    return services.record_unnamed(
        debtor_id=party.pk, amount=D(amount), actor=None, at=when, **facts | more
    )


@pytest.mark.django_db
def test_example_11_4_1_a_code_of_the_debtor_leaves_six_euros_of_credit(town) -> None:
    party = make_party()
    charge = make_charge(party, "144.00")
    receipt = unnamed(party, "150.00")
    charge.refresh_from_db()
    assert (charge.state, receipt.amount) == ("settled", D("150.00"))
    assert Credit.objects.get().amount == D("6.00")
    assert disagreements() == []


@pytest.mark.django_db
def test_example_11_4_3_the_same_reference_twice_is_one_receipt(town) -> None:
    party = make_party()
    make_charge(party, "144.00")
    assert unnamed(party, "100.00") == unnamed(party, "100.00")
    assert Receipt.objects.count() == 1
    other = make_party(2)
    make_charge(other, "20.00", source="2")
    with pytest.raises(BankReferenceUsed):
        unnamed(other, "20.00")


@pytest.mark.django_db
def test_a_report_without_debts_goes_over_them_to_the_last_cent(town) -> None:
    party = make_party()
    new = make_charge(party, "50.00", source="n")
    old = make_charge(party, "80.00", source="o", due_on=DUE - timedelta(days=2))
    unnamed(party, "80.40")
    got = dict(Allocation.objects.values_list("charge_id", "amount"))
    assert got == {old.pk: D("80.00"), new.pk: D("0.40")}
    with pytest.raises(NothingOwed):
        unnamed(make_party(3), "5.00", "DIAS-2")
    assert disagreements() == []


@pytest.mark.django_db
def test_the_citizen_pays_a_sum(town, client) -> None:
    from backoffice.party.queries import party_of

    user = signin.make_citizen()
    party = party_of(user)
    new = make_charge(party, "50.00", source="n")
    old = make_charge(party, "80.00", source="o", due_on=DUE - timedelta(days=2))
    signin.sign_in(client, user)
    assert reverse("debts:sum") in client.get(reverse("debts:list")).content.decode()
    total = queries.debt_of(old.pk, athens_day(timezone.now())).total + D("10.00")
    answer = client.get(reverse("debts:sum"), {"sum": f"{total}"})
    assert answer.status_code == 302
    shown = client.get(answer.url).content.decode()
    assert f'name="charge" value="{old.code}"' in shown
    assert f'name="amount-{new.code}" value="10.00"' in shown
    for wrong in ("", "0,50", "πολλά"):
        assert client.get(reverse("debts:sum"), {"sum": wrong}).url == reverse("debts:list")
    found = client.post(
        reverse("api_debt_sum"), {"sum": f"{total}"}, content_type="application/json"
    ).json()
    assert [item["charge"] for item in found["items"]] == [old.code, new.code]
    assert found["left"] == "0.00"
    assert Charge.objects.filter(state="settled").count() == 0
