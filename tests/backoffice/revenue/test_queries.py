"""Debts, statements and receipts: right to the cent, the same number of queries for any list."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from backoffice.kernel.actors import Source
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.revenue import queries, services, settled
from backoffice.revenue.models import Charge, ChargeKind, Credit
from backoffice.revenue.rules import group_rf
from backoffice.revenue.services.telling import untold_receipts

from .town import (
    AT,
    DUE,
    TODAY,
    at,
    disagreements,
    make_charge,
    make_party,
    make_user,
    open_town,
    pay,
    refund,
    report,
    start,
)

D = Decimal
pytestmark = pytest.mark.django_db


def test_debt_explains_its_total(party):
    charge = make_charge(party, "1000.00")
    pay(charge, "375.00", moment=at(date(2026, 9, 15)))
    (debt,) = queries.debts_of([party.pk], date(2026, 10, 2))
    assert (debt.principal_open, debt.surcharge, debt.total) == (
        D("661.50"),
        D("4.83"),
        D("666.33"),
    )
    assert (debt.paid, debt.is_overdue) == (D(375), True)
    tree = debt.explanation
    assert tree.amount == debt.total == sum(branch.amount for branch in tree.children)
    assert [branch.label_en for branch in tree.children] == [
        "Amount of the debt",
        "Late payment surcharge",
        "Credited so far",
    ]
    assert debt.label("el") == "Πρόστιμα"
    assert queries.debt_of(charge.pk, date(2026, 10, 2)) == debt


def test_sums_of_many_come_to_what_each_debt_says(party, django_assert_num_queries):
    """Parts paid, costs, a hold, a waiver, days without interest: the same reckoning for both."""
    other, on = make_party(2), date(2026, 10, 2)
    charges = [make_charge(party, f"{n}1.55", source=f"s{n}", kind="rent") for n in range(1, 6)]
    pay(charges[0], "5.00", key="part")
    facts = {"reason": "δοκιμή", "actor": None, "at": AT}
    services.charge_expenses(charge_id=charges[1].pk, amount=D(25), **facts)
    source = Source("test.plan", "1")
    first, waived = date(2026, 6, 1), {charges[2].pk: D("0.02")}
    services.place_hold(
        charge_ids=[charges[2].pk],
        kind="arranged",
        source=source,
        first=first,
        waived=waived,
        **facts,
    )
    make_charge(other, "80.00", source="o", due_on=date(2027, 1, 31))
    services.exempt_from_interest(
        party_id=party.pk, cause="conscript", began=first, proof="Στρατολογία", actor=None, at=AT
    )
    ids = [party.pk, other.pk, make_party(3).pk]
    with django_assert_num_queries(3):
        sums = queries.open_sums(ids, on)
    assert sorted(sums) == sorted(ids[:2])
    for party_id, found in sums.items():
        debts = queries.debts_of([party_id], on)
        assert found.charge_ids == tuple(debt.charge_id for debt in debts)
        assert found.total == sum(debt.total for debt in debts)
        assert found.overdue == sum(debt.total for debt in debts if debt.is_overdue)
        assert list(queries.debts_among(found.charge_ids, on).values()) == debts
    assert sums[other.pk].overdue == 0 < sums[party.pk].overdue


def test_debts_take_the_same_queries_for_any_number(party, django_assert_num_queries):
    for number in range(3):
        make_charge(party, source=str(number))
    with django_assert_num_queries(3):
        assert len(queries.debts_of([party.pk], date(2026, 8, 1))) == 3
    for number in range(3, 12):
        pay(make_charge(party, source=str(number)), "10.00", key=f"k{number}")
    with django_assert_num_queries(3):
        assert len(queries.debts_of([party.pk], date(2026, 8, 1))) == 12


def test_debts_stand_oldest_first_and_only_the_partys_own(party):
    late = make_charge(party, source="1", due_on=DUE + timedelta(days=30))
    soon = make_charge(party, source="2")
    make_charge(make_party(2), source="3")
    assert [d.charge_id for d in queries.debts_of([party.pk], TODAY)] == [soon.pk, late.pk]
    assert queries.debts_of([], TODAY) == []


def test_payment_code_tells_amount_and_payee_alone(charge):
    found = queries.debt_by_rf(group_rf(charge.rf_code).lower(), TODAY)
    assert (found.total, found.payee) == (D(144), "Loggia")
    assert charge.debtor.name not in repr(found)
    assert queries.debt_by_rf(charge.rf_code, date(2026, 5, 1)).total == D("145.05")
    pay(charge)
    assert queries.debt_by_rf(charge.rf_code, TODAY).total == 0
    assert queries.debt_by_rf("RF34912341000000000012345", TODAY) is None
    assert queries.debt_by_rf("RF35912341000000000012345", TODAY) is None


def test_statement_has_every_movement_with_its_balance(party):
    charge = make_charge(party)
    receipt = pay(charge, came="150.00", moment=at(date(2026, 5, 4)))
    services.reverse_payment(
        reference=receipt.payment.code,
        amount=D(10),
        reason="Επιστροφή",
        bank_reference="re",
        actor=None,
        at=at(date(2026, 5, 6)),
    )
    gone = make_charge(party, "20.00", source="2")
    services.cancel_charge(charge_id=gone.pk, reason="Λάθος", actor=None, at=at(date(2026, 5, 8)))
    whole = queries.statement([party.pk], date(2026, 12, 31))
    assert [(row.kind, row.debit, row.credit, row.balance) for row in whole.rows] == [
        ("charge", D(144), D(0), D(144)),
        ("charge", D(20), D(0), D(164)),
        ("surcharge", D("1.05"), D(0), D("165.05")),
        ("payment", D(0), D(150), D("15.05")),
        ("reversal", D(10), D(0), D("25.05")),
        ("cancellation", D(0), D(20), D("5.05")),
    ]
    assert queries.statement([party.pk], date(2026, 5, 5)).balance == D("15.05")
    assert queries.statement([party.pk], date(2026, 4, 9)).rows == ()
    assert disagreements() == []


def test_statement_balance_is_open_less_credit(party):
    pay(make_charge(party), came="150.00")
    credit = Credit.objects.get()
    other = make_charge(party, "10.00", source="2")
    services.use_credit(credit_id=credit.pk, charge_id=other.pk, amount=D(4), actor=None, at=AT)
    refund(credit, "1.00")
    services.credit_debtor(
        debtor_id=party.pk,
        amount=D(2),
        kinds=["fine"],
        source=Source("test.correction", "1"),
        reason="Διόρθωση",
        actor=None,
        at=AT,
    )
    (debt,) = queries.debts_of([party.pk], TODAY)
    (kept,) = queries.credits_of([party.pk])
    assert (debt.total, kept["left"]) == (D(4), D(1))
    assert queries.statement([party.pk], TODAY).balance == D(3)


def test_statement_is_one_query(party, django_assert_num_queries):
    for number in range(5):
        pay(make_charge(party, source=str(number)), key=f"k{number}")
    with django_assert_num_queries(1):
        assert len(queries.statement([party.pk], TODAY).rows) == 10


def test_receipt_shows_what_it_settled(party):
    payer = make_user("payer", first_name="Άννα", last_name="Δοκιμαστική")
    charge = make_charge(party, "240.00", kind="rent", period="2026-03")
    payment = start(charge, at=at(date(2026, 7, 1)), payer=payer)
    receipt = services.record_payment(
        report(payment, paid_at=at(date(2026, 7, 1))), at=at(date(2026, 7, 1))
    )
    view = queries.receipt_view(receipt)
    assert (view.number, view.payer, view.debtors) == (
        "A-2026-000001",
        "Άννα Δοκιμαστική",
        ("ΔΟΚΙΜΑΣΤΙΚΟΣ 1",),
    )
    assert [(line.part_el, line.part_en, line.ale, line.amount) for line in view.lines] == [
        ("προσαύξηση", "surcharge", "1560101001", D("5.26")),
        ("οφειλή", "debt", "1430101001", D(240)),
    ]
    assert (view.kept, view.reverses, view.verification_code) == (0, "", receipt.code)
    counter = services.reverse_payment(
        reference=payment.code,
        amount=D("245.26"),
        reason="Αμφισβήτηση",
        bank_reference="dp",
        actor=None,
        at=at(date(2026, 7, 2)),
    )
    assert queries.receipt_view(receipt).reversed_amount == D("245.26")
    assert queries.receipt_view(counter).reverses == "A-2026-000001"
    guest = queries.guest_receipt_view(receipt)
    assert (guest.payer, guest.debtors) == ("", ())


def test_receipt_takes_the_same_queries_for_any_number(party, django_assert_num_queries):
    charges = [make_charge(party, source=str(n)) for n in range(6)]
    small = pay(charges[0])
    payment = services.start_payment(
        payer=None, items=[(c.pk, None) for c in charges[1:]], method="card", key="all", at=AT
    )
    large = services.record_payment(report(payment, ref="many"), at=AT)
    for receipt in (small, large):
        with django_assert_num_queries(5):
            queries.receipt_view(receipt)


def test_payment_as_its_payer_sees_it(charge):
    payment = start(charge)
    view = queries.payment_view(payment.code, "el")
    assert (view.word, view.receipt_code, view.items[0].label) == ("σε εξέλιξη", None, "Πρόστιμα")
    assert queries.payment_items(payment.code) == [(charge.pk, D(144))]
    other = start(charge, key="key-2")
    assert queries.superseded_by(other.pk) == [payment.code]
    assert not queries.is_settled(payment.code)
    receipt = services.record_payment(report(payment), at=AT)
    assert queries.payment_view(payment.code, "en").receipt_code == receipt.code
    assert queries.is_settled(payment.code)
    assert list(queries.open_payments(started_before=AT + timedelta(minutes=1))) == [other]


def test_charges_of_sources_in_one_query(party, django_assert_num_queries):
    sources = [Source("test.decision", str(n)) for n in range(4)]
    for source in sources[:3]:
        make_charge(party, source=source.id)
    pay(Charge.objects.get(source_id="1"), "44.00")
    with django_assert_num_queries(1):
        found = {row.source_id: row for row in queries.charges_of_source(sources)}
    assert set(found) == {"0", "1", "2"}
    assert found["1"].principal_open == D(100)
    assert queries.charges_of_source([]) == []


def test_tariffs_of_a_range_and_preview(town):
    services.set_tariff(
        kind="cleaning_fee",
        key="cleaning.home",
        rate=D(1),
        label_el="Κατοικίες",
        label_en="Homes",
        valid_from=date(2026, 1, 1),
        legal_basis="ν.25/1975",
        actor=None,
        at=AT,
    )
    services.set_tariff(
        kind="cleaning_fee",
        key="cleaning.home",
        rate=D(2),
        label_el="Κατοικίες",
        label_en="Homes",
        valid_from=date(2026, 7, 1),
        legal_basis="ν.25/1975",
        actor=None,
        at=AT,
    )
    keys = ["cleaning.home"]
    both = queries.tariffs_between(keys, date(2026, 6, 1), date(2026, 8, 1))
    assert [row.rate for row in both] == [1, 2]
    assert [row.rate for row in queries.tariffs_between(keys, TODAY, TODAY)] == [1]
    fact = {"key": "cleaning.home", "base": "10", "on": "2026-08-01"}
    assert queries.preview(kind="cleaning_fee", facts={"lines": [fact]}).total == D(20)
    assert Charge.objects.count() == 0


def test_1_10_no_1_due_day_of_a_kind(town):
    assert queries.due_day(kind="fine", certified_on=date(2026, 3, 12)) == date(2026, 4, 30)
    assert queries.due_day(kind="rent", certified_on=date(2026, 3, 12)) is None


def test_aged_debt(party):
    for number, due in enumerate([DUE, date(2026, 1, 30), date(2025, 1, 30)]):
        make_charge(party, "10.00", source=str(number), due_on=due)
    (row,) = queries.aged_debt(TODAY)
    assert (row["not_due"], row["to_90_days"], row["older"], row["charges"]) == (10, 10, 10, 3)


# telling and mailing


@pytest.fixture
def told():
    heard = []
    settled._registry._handlers["test.decision"] = lambda *facts: heard.append(facts)
    yield heard
    del settled._registry._handlers["test.decision"]


def test_source_is_told_once(charge, told):
    receipt = pay(charge)
    assert untold_receipts(before=datetime.now(UTC)) == [receipt.pk]
    assert services.tell_sources(receipt_id=receipt.pk, at=AT) == 1
    assert services.tell_sources(receipt_id=receipt.pk, at=AT) == 0
    assert told == [("1", charge.code, AT)]
    assert untold_receipts(before=datetime.now(UTC)) == []


def test_source_is_told_again_after_the_debt_reopened(charge, told):
    receipt = pay(charge)
    services.tell_sources(receipt_id=receipt.pk, at=AT)
    services.reverse_payment(
        reference=receipt.payment.code,
        amount=D(1),
        reason="Λάθος",
        bank_reference="re",
        actor=None,
        at=AT,
    )
    again = pay(charge, key="again")
    assert services.tell_sources(receipt_id=again.pk, at=AT) == 1


def test_a_deaf_source_is_not_called_told(charge, told, monkeypatch):
    def deaf(*facts):
        raise RuntimeError("try later")

    monkeypatch.setitem(settled._registry._handlers, "test.decision", deaf)
    receipt = pay(charge)
    with pytest.raises(RuntimeError):
        services.tell_sources(receipt_id=receipt.pk, at=AT)
    assert untold_receipts(before=datetime.now(UTC)) == [receipt.pk]


@pytest.mark.parametrize(("language", "word"), [("el", "Απόδειξη"), ("en", "Receipt")])
def test_receipt_is_mailed_once_in_the_payers_language(
    charge, mailoutbox, settings, language, word
):
    payer = make_user(language=language)
    receipt = services.record_payment(report(start(charge, payer=payer)), at=AT)
    assert services.send_receipt(receipt_id=receipt.pk, at=AT)
    assert not services.send_receipt(receipt_id=receipt.pk, at=AT)
    (letter,) = mailoutbox
    assert letter.to == [payer.email]
    assert word in letter.subject
    assert f"{settings.SITE_URL}/{language}/payments/" in letter.body
    assert receipt.code in letter.body
    assert "A-2026-000001" in letter.body
    assert "<" not in letter.body


def test_without_an_address_nothing_is_mailed(charge, mailoutbox):
    receipt = pay(charge)
    assert not services.send_receipt(receipt_id=receipt.pk, at=AT)
    assert mailoutbox == []


def test_job_is_queued_with_the_money_and_does_both(charge, told, mailoutbox):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from backoffice.revenue import tasks

    receipt = services.record_payment(report(start(charge, payer=make_user())), at=AT)
    jobs = ProcrastinateJob.objects.filter(args={"receipt_id": receipt.pk}).order_by("id")
    assert list(jobs.values_list("task_name", flat=True)) == ["revenue.after_payment"]
    tasks.after_payment(receipt.pk)
    assert [fact[0] for fact in told] == ["1"]
    assert jobs.last().task_name == "revenue.send_receipt"
    tasks.send_receipt(receipt.pk)
    assert len(mailoutbox) == 1


def test_what_was_not_told_is_queued_again(charge):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from backoffice.revenue import tasks

    receipt = pay(charge)
    tasks.tell_again(0)
    jobs = ProcrastinateJob.objects.filter(args={"receipt_id": receipt.pk}).order_by("id")
    assert jobs.last().task_name == "revenue.tell_sources"


# the books' own queries


def found_by(name):
    load()
    return list(QUERIES[f"revenue.{name}"][1]())


def test_money_at_rest_is_found(charge):
    pay(charge)
    (row,) = found_by("clearing_is_empty")
    assert row == {"account": "49301", "resting": D(144)}


def test_fresh_money_may_rest(charge):
    now = timezone.now()
    from backoffice.ledger.services import open_year

    open_year(year=now.year, actor=None, at=now)
    pay(charge, moment=now)
    assert found_by("clearing_is_empty") == []


def test_untold_source_is_found(charge):
    pay(charge)
    assert [row["source_id"] for row in found_by("sources_are_told")] == ["1"]


def test_unknown_assessor_is_found(town):
    ChargeKind.objects.filter(code="rent").update(assessor="nobody.knows")
    assert {"code": "rent", "assessor": "nobody.knows"} in found_by("assessors_are_known")


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("state_follows_balance", "update revenue_charge set state = 'open'"),
        ("open_equals_receivable", "update revenue_charge set principal = principal + 1"),
        ("receipts_are_spent", "update revenue_receipt set amount = amount + 1"),
        ("receipts_are_booked", "update revenue_receipt set amount = amount + 1"),
        ("payments_have_receipts", "update revenue_payment set received = received + 1"),
        ("no_over_allocation", "update revenue_allocation set amount = amount + 1"),
        ("credits_equal_liability", "update revenue_credit set amount = amount + 1"),
        ("numbers_have_no_gap", "update revenue_receipt set number = number + 1"),
        ("numbers_have_no_gap", "update revenue_charge set number = number + 1"),
    ],
)
def test_queries_find_what_went_around_every_guard(charge, name, sql):
    from django.db import connection

    pay(charge, came="150.00")
    assert found_by(name) == []
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("set local session_replication_role = origin")
    assert found_by(name)


def test_town_can_be_opened_twice(town):
    open_town()
    assert disagreements() == []


def test_command_ends_with_status_1_and_the_rows(charge, capsys):
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update revenue_charge set number = 9")
        cursor.execute("set local session_replication_role = origin")
    with pytest.raises(SystemExit) as left:
        call_command("reconcile")
    assert left.value.code == 1
    assert "revenue.numbers_have_no_gap: 1\n  series=revenue:charge" in capsys.readouterr().out


def test_command_is_content_with_books_that_agree(charge, capsys, monkeypatch):
    from django.core.management import call_command

    from backoffice.kernel import reconcile

    load()
    names = ("revenue.open_equals_receivable", "revenue.state_follows_balance")
    monkeypatch.setattr(reconcile, "QUERIES", {name: QUERIES[name] for name in names})
    call_command("reconcile")
    assert "2 queries, nothing found." in capsys.readouterr().out
