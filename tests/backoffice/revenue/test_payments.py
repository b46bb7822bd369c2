"""Money: ordered, reported, allocated, receipted, reversed; every door knocked on twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from backoffice.revenue import services
from backoffice.revenue.models import Allocation, Charge, Credit, Payment, Receipt

from .town import (
    AT,
    DUE,
    TODAY,
    at,
    balances,
    disagreements,
    lines_of,
    make_charge,
    make_party,
    make_user,
    pay,
    refund,
    report,
    start,
    verbs,
)

D = Decimal
pytestmark = pytest.mark.django_db


def record(payment, amount=None, *, ref="pi_1", moment=AT):
    return services.record_payment(report(payment, amount, ref=ref, paid_at=moment), at=moment)


def state(row):
    row.refresh_from_db()
    return row.state


def test_payment_settles_its_charge(charge):
    payment = start(charge)
    receipt = record(payment)
    assert str(receipt) == "A-2026-000001"
    assert (state(payment), state(charge)) == ("settled", "settled")
    assert (payment.received, payment.bank_reference) == (D(144), "pi_1")
    assert lines_of(receipt.entry_id) == [
        ("49301", D(144), D(0), ""),
        ("48601", D(0), D(144), "1560901001"),
    ]
    assert verbs()[-2:] == ["revenue.payment.started", "revenue.payment.recorded"]
    assert disagreements() == []


def test_11_4_no_1_overpayment_is_kept_as_credit(charge):
    receipt = pay(charge, came="150.00")
    credit = Credit.objects.get()
    assert (credit.amount, credit.party_id) == (D(6), charge.debtor_id)
    assert state(charge) == "settled"
    assert balances() == {"49301": D(150), "15609": D(-144), "5990101": D(-6)}
    assert receipt.amount == D(150)
    assert disagreements() == []


def test_11_4_no_2_what_was_ordered_on_time_is_on_time(charge):
    payment = start(charge, at=at(date(2026, 4, 29)))
    record(payment, moment=at(date(2026, 5, 2)))
    assert state(charge) == "settled"
    assert list(Allocation.objects.values_list("component", "amount")) == [("principal", D(144))]


def test_11_4_no_2_unless_the_regime_counts_the_banks_day(charge):
    regime = charge.kind.surcharge_regime
    regime.counts_by = "credit"
    regime.save()
    payment = start(charge, at=at(date(2026, 4, 29)))
    record(payment, moment=at(date(2026, 5, 2)))
    # 144 at 0.73 % for the started May.
    assert dict(Allocation.objects.values_list("component", "amount")) == {
        "interest": D("1.05"),
        "principal": D("142.95"),
    }
    assert state(charge) == "open"
    assert disagreements() == []


def test_11_4_no_3_same_reference_gives_one_receipt(charge):
    payment = start(charge)
    first, again = record(payment), record(payment)
    assert first == again
    assert Receipt.objects.count() == 1
    other = start(make_charge(make_party(2), source="2"), key="key-2")
    with pytest.raises(services.BankReferenceUsed, match="pi_1"):
        record(other)
    assert state(other) == "started"


def test_late_payment_certifies_its_surcharge(party):
    charge = make_charge(party, "240.00", kind="rent")
    receipt = pay(charge, moment=at(date(2026, 7, 1)))
    # 240 at 0.73 % for three started months.
    assert receipt.amount == D("245.26")
    assert balances() == {"49301": D("245.26"), "14301": D(-240), "15601": D("-5.26")}
    assert state(charge) == "settled"
    assert disagreements() == []


def test_1_10_no_3_part_payment_of_a_late_debt(party):
    charge = make_charge(party, "1000.00")
    pay(charge, "375.00", moment=at(date(2026, 9, 15)))
    assert dict(Allocation.objects.values_list("component", "amount")) == {
        "interest": D("36.50"),
        "principal": D("338.50"),
    }
    assert start(charge, key="rest", at=at(date(2026, 9, 20))).amount == D("661.50")
    # October begins over what is left: 661.50 at 0.73 %.
    assert start(charge, key="more", at=at(date(2026, 10, 2))).amount == D("666.33")
    assert disagreements() == []


def test_second_transfer_is_real_money(charge):
    payment = start(charge)
    first, second = record(payment), record(payment, ref="pi_2")
    assert (str(first), str(second)) == ("A-2026-000001", "A-2026-000002")
    assert second.payment.follows == payment
    assert Credit.objects.get().amount == D(144)
    assert record(payment, ref="pi_2") == second
    assert record(payment) == first
    assert Payment.objects.count() == 2
    assert disagreements() == []


def test_less_than_asked_leaves_the_charge_open(charge):
    record(start(charge), "100.00")
    assert state(charge) == "open"
    assert start(charge, key="rest").amount == D(44)
    assert disagreements() == []


def test_money_always_wins_over_failed_and_abandoned(party):
    one, two = make_charge(party), make_charge(party, source="2")
    given_up, failed = start(one), start(two, key="key-2")
    services.abandon_payment(reference=given_up.code, at=AT)
    services.fail_payment(reference=failed.code, reason="card declined", at=AT)
    assert (state(given_up), state(failed)) == ("abandoned", "failed")
    record(given_up, ref="late-1")
    record(failed, ref="late-2")
    assert (state(one), state(two)) == ("settled", "settled")
    # Afterwards neither word of the bank undoes the money.
    services.abandon_payment(reference=given_up.code, at=AT)
    services.fail_payment(reference=failed.code, reason="x", at=AT)
    assert (state(given_up), state(failed)) == ("settled", "settled")


def test_money_for_a_cancelled_charge_is_kept(charge):
    payment = start(charge)
    services.cancel_charge(charge_id=charge.pk, reason="Λάθος", actor=None, at=AT)
    record(payment)
    assert Credit.objects.get().amount == D(144)
    assert disagreements() == []


def test_several_debts_in_one_payment(party):
    charges = [
        make_charge(party, "10.00", source=str(n), kind=k)
        for n, k in enumerate(["fine", "rent", "fine"])
    ]
    payment = services.start_payment(
        payer=None, items=[(c.pk, None) for c in charges], method="card", key="all", at=AT
    )
    receipt = record(payment, "25.00")
    assert [state(c) for c in charges] == ["settled", "settled", "open"]
    assert len(lines_of(receipt.entry_id)) == 3
    assert disagreements() == []


# ordering


def test_same_key_same_content_is_the_same_payment(charge):
    first, again = start(charge), start(charge)
    assert first == again
    with pytest.raises(services.KeyReused):
        start(charge, "100.00")
    with pytest.raises(services.KeyReused):
        start(charge, payer=make_user())


def test_payments_in_progress_for_the_same_debt_are_named(charge):
    first = start(charge)
    second = start(charge, key="key-2")
    assert second.supersedes == [first]
    services.abandon_payment(reference=first.code, at=AT)
    assert start(charge, key="key-2").supersedes == []


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        ("0.99", services.AmountTooSmall),
        ("0", services.AmountTooSmall),
        ("-5", services.AmountTooSmall),
        ("1.005", services.AmountTooSmall),
        ("144.01", services.AmountTooLarge),
    ],
)
def test_a_part_has_its_limits(charge, amount, error):
    with pytest.raises(error):
        start(charge, amount)


def test_the_last_cents_can_be_paid(party):
    charge = make_charge(party, "1.50")
    pay(charge, "1.00")
    pay(charge, key="key-2")
    assert state(charge) == "settled"


def test_nothing_owed_is_not_paid(charge):
    pay(charge)
    with pytest.raises(services.NothingOwed, match="1/2026"):
        start(charge, key="key-2")


def test_a_payment_names_debts_that_exist_once(charge):
    for items, error in (
        ([], services.NothingChosen),
        ([(charge.pk, None), (charge.pk, None)], services.NothingChosen),
        ([(0, None)], services.UnknownCharge),
    ):
        with pytest.raises(error):
            services.start_payment(payer=None, items=items, method="card", key="k", at=AT)
    with pytest.raises(services.UnknownMethod):
        start(charge, method="barter")


def test_unknown_reference_is_refused(town):
    unknown = services.PaymentReport("NOBODY", D(1), "x", AT, "test")
    with pytest.raises(services.UnknownPayment, match="NOBODY"):
        services.record_payment(unknown, at=AT)


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "1.001"])
def test_report_carries_real_money(charge, amount):
    with pytest.raises(services.AmountTooSmall):
        record(start(charge), amount)


def test_session_is_kept_with_its_payment(charge):
    payment = start(charge)
    expires = AT + timedelta(minutes=30)
    for _time in range(2):
        services.attach_session(
            payment_id=payment.pk, session_id="cs_1", expires_at=expires, at=AT, url="https://pay"
        )
    payment.refresh_from_db()
    assert (payment.session_id, payment.session_url) == ("cs_1", "https://pay")
    assert verbs().count("revenue.payment.session") == 1


def test_cash_at_the_counter(charge):
    clerk = make_user("clerk")
    receipts = {
        services.take_cash(items=[(charge.pk, D(100))], key="desk-1", actor=clerk, at=AT).pk
        for _time in range(2)
    }
    assert len(receipts) == 1
    assert balances()["42101"] == D(100)
    assert Receipt.objects.get().issued_by == clerk
    assert disagreements() == []


# reversal


def reverse(payment, amount="144.00", *, ref="re_1", moment=AT):
    return services.reverse_payment(
        reference=payment.code,
        amount=D(amount),
        reason="Επιστροφή",
        bank_reference=ref,
        actor=None,
        at=moment,
    )


def test_reversal_opens_the_debt_again(charge):
    receipt = pay(charge)
    counter = reverse(receipt.payment)
    assert str(counter) == "AK-2026-000001"
    assert counter.reverses == receipt
    assert (state(charge), state(receipt.payment)) == ("open", "reversed")
    assert balances() == {"48601": D(144), "15609": D(-144)}
    assert reverse(receipt.payment) == counter
    assert disagreements() == []
    assert start(charge, key="again").amount == D(144)


def test_part_of_a_payment_goes_back_credit_first(charge):
    receipt = pay(charge, came="150.00")
    reverse(receipt.payment, "10.00")
    assert sum(c.amount for c in Credit.objects.all()) == 0
    assert start(charge, key="again").amount == D(4)
    assert state(receipt.payment) == "settled"
    with pytest.raises(services.ReversalTooLarge, match="140,00"):
        reverse(receipt.payment, "140.01", ref="re_2")
    reverse(receipt.payment, "140.00", ref="re_2")
    assert state(receipt.payment) == "reversed"
    assert disagreements() == []


def test_reversed_surcharge_grows_as_if_never_paid(party):
    charge = make_charge(party, "240.00", kind="rent")
    receipt = pay(charge, moment=at(date(2026, 7, 1)))
    reverse(receipt.payment, "245.26", moment=at(date(2026, 7, 2)))
    assert balances() == {"48401": D(240), "14301": D(-240)}
    assert start(charge, key="again", at=at(date(2026, 8, 3))).amount == D("247.01")
    assert disagreements() == []


def test_dispute_that_is_won_settles_the_reopened_debt(charge):
    receipt = pay(charge)
    reverse(receipt.payment)
    record(receipt.payment, ref="dispute-won")
    assert state(charge) == "settled"
    assert Credit.objects.count() == 0
    assert disagreements() == []


def test_reversal_has_reason_and_reference_of_its_own(charge):
    payment = start(charge)
    with pytest.raises(services.NotSettled):
        reverse(payment)
    record(payment)
    reverse(payment, "10.00")
    with pytest.raises(services.BankReferenceUsed, match="AK-2026-000001"):
        reverse(payment, "20.00")
    with pytest.raises(services.ReasonMissing):
        services.reverse_payment(
            reference=payment.code, amount=D(1), reason=" ", bank_reference="x", actor=None, at=AT
        )


def test_credit_is_paid_back_once(charge):
    pay(charge, came="150.00")
    credit = Credit.objects.get()
    refund(credit, "4.00")
    with pytest.raises(services.ActDoesNotFit, match="2"):
        refund(credit, "2.01")
    assert balances()["5990101"] == D(-2)
    assert disagreements() == []


def test_credit_pays_another_debt_of_its_debtor(party):
    pay(make_charge(party), came="150.00")
    credit = Credit.objects.get()
    other = make_charge(party, "10.00", source="2")
    receipt = services.use_credit(
        credit_id=credit.pk, charge_id=other.pk, amount=D(6), actor=None, at=AT
    )
    assert "5990101" not in balances()
    assert receipt.amount == D(6)
    assert disagreements() == []
    stranger = make_charge(make_party(2), source="3")
    with pytest.raises(services.CreditTooSmall):
        services.use_credit(
            credit_id=credit.pk, charge_id=stranger.pk, amount=D(1), actor=None, at=AT
        )


def test_spent_credit_is_not_reversed_silently(charge):
    receipt = pay(charge, came="150.00")
    refund(Credit.objects.get(), "6.00")
    with pytest.raises(services.ReversalTooLarge, match="6,00"):
        reverse(receipt.payment, "150.00")


def test_due_day_itself_is_on_time(charge):
    receipt = pay(charge, moment=at(DUE))
    assert receipt.amount == D(144)
    assert Charge.objects.get().on == TODAY
