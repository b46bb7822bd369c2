"""To the card page and back, over HTTP against the sandbox."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from backoffice.revenue import services as revenue
from backoffice.revenue.models import Payment
from eservices.payments import inbox, services
from eservices.payments.errors import AlreadyUnderWay, GatewaySilent, NothingToRetry, PaidMeanwhile
from eservices.payments.gateway import InsideTransaction, gateway
from eservices.payments.models import Attempt
from eservices.payments.opening import Wish, plan
from eservices.payments.rules import Verdict

from .till import Till, balances, bill, make_party, other_clock, owed, receipts

SESSIONS = "POST /v1/checkout/sessions"


def now() -> datetime:
    return timezone.now()


def sessions_asked(till: Till) -> list[dict[str, object]]:
    return [e for e in till.sandbox.log() if (e["method"], e["path"]) == tuple(SESSIONS.split())]


def test_a_good_card_settles_the_debt_with_one_receipt(till: Till) -> None:
    attempt = till.begin()
    assert attempt.state == "open"
    assert attempt.url.startswith(till.sandbox.url)
    back = till.page(attempt).pay()
    assert back.location == f"http://localhost:8000/el/payments/{attempt.payment.code}/return/"
    assert till.settle(attempt) is Verdict.RECORD
    assert till.settle(attempt) is Verdict.RECORD
    (receipt,) = receipts()
    assert (receipt.amount, receipt.payment.method_id) == (Decimal("144.00"), "card")
    assert receipt.payment.bank_reference.startswith("pi_")
    assert owed(till.charge) == 0
    assert balances() == {"15609": Decimal("-144.00"), "49301": Decimal("144.00")}
    attempt.refresh_from_db()
    assert (attempt.state, attempt.intent_id) == ("closed", receipt.payment.bank_reference)


def test_nothing_personal_goes_to_the_gateway(till: Till) -> None:
    till.begin()
    (call,) = sessions_asked(till)
    assert till.party.name not in str(call["body"])
    assert till.party.afm not in str(call["body"])
    assert call["headers"]["Idempotency-Key"] == Attempt.objects.get().key


def test_a_declined_card_and_a_good_one_on_the_same_page(till: Till) -> None:
    attempt = till.begin()
    page = till.page(attempt)
    assert page.pay(page.DECLINED_CARD).location is None
    assert till.settle(attempt) is Verdict.WAIT
    assert page.pay().location
    assert till.settle(attempt) is Verdict.RECORD
    assert len(receipts()) == 1
    assert owed(till.charge) == 0


def test_a_bank_that_asks_first_and_hears_yes(till: Till) -> None:
    attempt = till.begin()
    page = till.page(attempt)
    page.pay(page.CHALLENGED_CARD)
    assert till.settle(attempt) is Verdict.WAIT
    page.complete_challenge()
    assert till.settle(attempt) is Verdict.RECORD


def test_a_bank_that_asks_first_and_hears_no(till: Till) -> None:
    attempt = till.begin()
    page = till.page(attempt)
    page.pay(page.CHALLENGED_CARD)
    page.fail_challenge()
    assert till.settle(attempt) is Verdict.WAIT
    assert till.payment(attempt).state == "started"
    assert receipts() == []
    assert page.pay().location
    assert till.settle(attempt) is Verdict.RECORD


def test_a_slow_method_that_arrives(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay_from_account()
    assert till.settle(attempt) is Verdict.UNDER_WAY
    assert till.payment(attempt).state == "started"
    till.sandbox.seed(settle={"session": attempt.session_id, "honoured": True})
    assert till.settle(attempt) is Verdict.RECORD
    assert owed(till.charge) == 0


def test_a_slow_method_that_bounces_frees_the_debt(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay_from_account(till.page(attempt).BAD_IBAN)
    assert till.settle(attempt) is Verdict.UNDER_WAY
    till.sandbox.seed(settle={"session": attempt.session_id, "honoured": False})
    assert till.settle(attempt) is Verdict.FAIL
    assert till.payment(attempt).state == "failed"
    assert owed(till.charge) == Decimal("144.00")
    assert till.begin().state == "open"


def test_while_a_slow_method_is_under_way_nobody_pays_twice(till: Till) -> None:
    till.sandbox.seed(settle_after=3600)
    attempt = till.begin()
    till.page(attempt).pay_from_account()
    with pytest.raises(AlreadyUnderWay):
        till.begin()
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["abandoned", "started"]
    till.sandbox.seed(settle={"session": attempt.session_id, "honoured": True})
    till.settle(attempt)


def test_the_same_key_brings_the_same_page(till: Till) -> None:
    first, second = till.begin(key="one-key"), till.begin(key="one-key")
    assert (first.pk, first.url) == (second.pk, second.url)
    assert len(sessions_asked(till)) == 1


def test_the_same_key_with_another_amount_is_refused(till: Till) -> None:
    till.begin(key="one-key")
    with pytest.raises(revenue.KeyReused):
        till.begin("10.00", key="one-key")


def test_a_newer_payment_closes_the_older_page(till: Till) -> None:
    older, newer = till.begin(), till.begin()
    older.refresh_from_db()
    assert (older.state, till.payment(older).state) == ("closed", "abandoned")
    assert "expired" in gateway().read_session(str(older.session_id)).status
    assert newer.state == "open"
    again = till.begin(key="key-1")
    assert again.pk == older.pk
    assert again.state == "closed"
    newer.refresh_from_db()
    assert newer.state == "open"


def test_an_older_page_that_was_paid_stops_the_newer_payment(till: Till) -> None:
    older = till.begin()
    till.page(older).pay()
    with pytest.raises(PaidMeanwhile):
        till.begin()
    assert owed(till.charge) == 0
    assert len(receipts()) == 1
    assert set(Payment.objects.values_list("state", flat=True)) == {"settled", "abandoned"}


def test_an_answer_that_got_lost_is_asked_for_with_the_same_key(till: Till, settings: Any) -> None:
    settings.STRIPE_TIMEOUT = 1
    till.sandbox.fail("timeout-after", SESSIONS)
    attempt = till.begin()
    assert attempt.state == "open"
    first, second = sessions_asked(till)
    assert first["headers"]["Idempotency-Key"] == second["headers"]["Idempotency-Key"]
    assert first["body"] == second["body"]


def test_a_gateway_that_stays_silent_can_be_asked_again(till: Till) -> None:
    till.sandbox.fail("status:500", SESSIONS, times=2)
    with pytest.raises(GatewaySilent):
        till.begin(key="patient")
    attempt = Attempt.objects.get()
    assert (attempt.state, till.payment(attempt).state) == ("planned", "started")


def test_garbage_twice_then_the_button_again(till: Till) -> None:
    till.sandbox.fail("garbage", SESSIONS, times=2)
    with pytest.raises(GatewaySilent):
        till.begin(key="patient")
    assert till.begin(key="patient").state == "open"
    assert Attempt.objects.count() == 1


def test_the_periodic_task_finds_a_page_whose_answer_got_lost(till: Till, monkeypatch) -> None:
    till.sandbox.fail("garbage", SESSIONS, times=2)
    with pytest.raises(GatewaySilent):
        till.begin()
    with other_clock(monkeypatch, minutes=11):
        assert inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now()) == 1
    assert Attempt.objects.get().state == "open"


def test_a_page_that_can_no_longer_be_opened_frees_the_debt(till: Till, monkeypatch) -> None:
    till.sandbox.fail("garbage", SESSIONS, times=2)
    with pytest.raises(GatewaySilent):
        till.begin()
    till.sandbox.control("reset")
    till.sandbox.move_clock(3600)
    with other_clock(monkeypatch, hours=1):
        inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now())
    assert (Payment.objects.get().state, Attempt.objects.get().state) == ("failed", "closed")


def test_a_crash_before_the_visit_was_written_is_cleaned_up(till: Till, monkeypatch) -> None:
    payment = revenue.start_payment(
        payer=None, items=[(till.charge.pk, None)], method="card", key="crash", at=timezone.now()
    )
    with other_clock(monkeypatch, minutes=5):
        inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now())
    payment.refresh_from_db()
    assert payment.state == "started"
    with other_clock(monkeypatch, minutes=11):
        assert inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now()) == 1
    payment.refresh_from_db()
    assert payment.state == "abandoned"


def test_a_crash_before_the_visit_heals_when_the_form_is_sent_again(till: Till) -> None:
    revenue.start_payment(
        payer=None, items=[(till.charge.pk, None)], method="card", key="crash", at=timezone.now()
    )
    assert till.begin(key="crash").state == "open"
    assert Payment.objects.count() == 1


def test_a_page_that_expires_frees_the_debt(till: Till, monkeypatch) -> None:
    attempt = till.begin()
    till.sandbox.move_clock(46 * 60)
    with other_clock(monkeypatch, minutes=46):
        assert inbox.ask_about_stuck(older_than=timedelta(minutes=10), at=timezone.now()) == 1
    assert till.payment(attempt).state == "abandoned"
    assert owed(till.charge) == Decimal("144.00")


def test_giving_up_closes_the_page(till: Till) -> None:
    attempt = till.begin()
    assert services.give_up(payment_code=attempt.payment.code, at=timezone.now()) is Verdict.RELEASE
    assert till.payment(attempt).state == "abandoned"
    assert till.page(attempt).pay().location is None
    assert till.settle(attempt) is Verdict.RELEASE


def test_giving_up_after_paying_keeps_the_money(till: Till) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    assert services.give_up(payment_code=attempt.payment.code, at=timezone.now()) is Verdict.RECORD
    assert owed(till.charge) == 0


def test_given_up_while_the_gateway_was_answering(till: Till) -> None:
    attempt, _older = plan(payer=None, wish=Wish(((till.charge.pk, None),), "k", "el"), at=now())
    opened = gateway().create_session
    session = {}

    def slow(**question):
        session["made"] = opened(**question)
        services.give_up(payment_code=attempt.payment.code, at=now())
        return session["made"]

    client = gateway()
    client.create_session = slow
    try:
        found = services.open_page(attempt_id=attempt.pk, at=now())
    finally:
        del client.create_session
    assert (found.state, found.url) == ("closed", "")
    assert found.session_id == session["made"].id
    assert gateway().read_session(session["made"].id).status == "expired"


def test_retry_keeps_the_choice_and_is_one_even_when_pressed_twice(till: Till) -> None:
    attempt = till.begin("50.00")
    services.give_up(payment_code=attempt.payment.code, at=now())
    second = services.retry_checkout(payment_code=attempt.payment.code, at=now())
    third = services.retry_checkout(payment_code=attempt.payment.code, at=now())
    assert second.pk == third.pk != attempt.pk
    assert (second.payment.amount, second.state) == (Decimal("50.00"), "open")


def test_retry_of_a_paid_payment_is_refused(till: Till) -> None:
    attempt = till.paid()
    with pytest.raises(NothingToRetry):
        services.retry_checkout(payment_code=attempt.payment.code, at=now())


def test_retry_pays_what_is_owed_then_when_all_was_chosen(till: Till) -> None:
    attempt = till.begin()
    services.give_up(payment_code=attempt.payment.code, at=now())
    revenue.take_cash(items=[(till.charge.pk, Decimal("44.00"))], key="c", actor=None, at=now())
    again = services.retry_checkout(payment_code=attempt.payment.code, at=now())
    assert again.payment.amount == Decimal("100.00")


def test_several_debts_of_several_people_in_one_payment(till: Till) -> None:
    other = bill(make_party(2), "56.00", source="2")
    wish = Wish(((till.charge.pk, None), (other.pk, Decimal("6.00"))), "both", "en")
    attempt = services.begin_checkout(payer=None, wish=wish, at=now())
    assert attempt.payment.amount == Decimal("150.00")
    till.page(attempt).pay()
    till.settle(attempt)
    assert (owed(till.charge), owed(other)) == (Decimal("0.00"), Decimal("50.00"))


def test_money_after_giving_up_is_still_taken(till: Till) -> None:
    attempt = till.begin()
    revenue.abandon_payment(reference=attempt.payment.code, at=now())
    Attempt.objects.filter(pk=attempt.pk).update(state="closed")
    till.page(attempt).pay()
    assert till.settle(attempt) is Verdict.RECORD
    assert till.payment(attempt).state == "settled"
    assert owed(till.charge) == 0


def test_money_for_a_debt_that_was_paid_otherwise_is_kept_as_credit(till: Till) -> None:
    attempt = till.begin()
    revenue.take_cash(items=[(till.charge.pk, None)], key="cash", actor=None, at=now())
    till.page(attempt).pay()
    till.settle(attempt)
    assert owed(till.charge) == 0
    assert len(receipts()) == 2
    assert balances()["5990101"] == Decimal("-144.00")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"amount_minor": 100}, "amount of the session: 100 instead of 14400"),
        ({"reference": "SOMEBODYELSE"}, "reference: SOMEBODYELSE instead of"),
    ],
)
def test_money_that_differs_waits_for_a_clerk(till: Till, change, told) -> None:
    attempt = till.begin()
    asked = {
        "reference": attempt.payment.code,
        "amount_minor": 14400,
        "description": "x",
        "success_url": "http://localhost/",
        "cancel_url": "http://localhost/",
        "idempotency_key": "other",
        "expires_at": now() + timedelta(minutes=40),
        "locale": "el",
    }
    session = gateway().create_session(**(asked | change))
    Attempt.objects.filter(pk=attempt.pk).update(session_id=session.id)
    till.page(Attempt(url=session.url)).pay()
    assert till.settle(attempt) is Verdict.QUESTION
    attempt.refresh_from_db()
    assert told in attempt.doubt
    assert receipts() == []
    assert till.payment(attempt).state == "started"
    Attempt.objects.filter(pk=attempt.pk).update(doubt="")


def test_the_gateway_is_never_called_inside_a_transaction(till: Till) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        gateway()
    attempt = till.begin()
    with transaction.atomic(), pytest.raises(InsideTransaction):
        till.settle(attempt)
    with transaction.atomic(), pytest.raises(InsideTransaction):
        services.give_up(payment_code=attempt.payment.code, at=now())


def test_a_session_the_gateway_forgot_is_released_after_its_time(till: Till, monkeypatch) -> None:
    attempt = till.begin()
    till.sandbox.reset()
    with other_clock(monkeypatch, minutes=50):
        assert till.settle(attempt) is Verdict.RELEASE
    assert till.payment(attempt).state == "abandoned"


def test_an_order_to_a_bank_has_no_page_and_stands_in_nobodys_way(till: Till) -> None:
    order = revenue.start_payment(
        payer=None, items=[(till.charge.pk, None)], method="bank", key="order", at=now()
    )
    assert till.begin().state == "open"
    order.refresh_from_db()
    assert order.state == "started"
    for verb in (services.retry_checkout, services.give_up):
        with pytest.raises(NothingToRetry):
            verb(payment_code=order.code, at=now())
