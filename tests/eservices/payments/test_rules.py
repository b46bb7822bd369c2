"""What a session means, as a table; and the tables of moves."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from backoffice.kernel.states import unreachable
from eservices.payments.rules import Asked, Verdict, differences, judge
from eservices.payments.states import (
    ATTEMPT_MOVES,
    FOR_CLERK,
    NOTICE_MOVES,
    AttemptState,
    NoticeState,
    Outcome,
    state_after,
)
from integrations.stripe.messages import CheckoutSession, PaymentIntent

ASKED = Asked("PAY1", Decimal("144.00"))
AT = datetime(2026, 11, 21, tzinfo=UTC)


def session(status: str = "complete", paid: str = "paid", **changes: object) -> CheckoutSession:
    facts = {
        "id": "cs_1",
        "url": None,
        "status": status,
        "payment_status": paid,
        "amount_minor": 14400,
        "currency": "eur",
        "reference": "PAY1",
        "payment_intent": "pi_1",
        "expires_at": AT,
    }
    return CheckoutSession(**(facts | changes))


def intent(status: str = "succeeded", **changes: object) -> PaymentIntent:
    facts = {
        "id": "pi_1",
        "status": status,
        "amount_minor": 14400,
        "received_minor": 14400,
        "currency": "eur",
        "charge": "ch_1",
        "charged_at": AT,
        "refunded_minor": 0,
        "is_disputed": False,
        "error_code": "",
        "decline_code": "",
        "error_message": "",
    }
    return PaymentIntent(**(facts | changes))


@pytest.mark.parametrize(
    ("name", "shown", "money", "verdict"),
    [
        ("nobody has paid yet", session("open", "unpaid"), None, Verdict.WAIT),
        ("the page closed", session("expired", "unpaid"), None, Verdict.RELEASE),
        ("paid", session(), intent(), Verdict.RECORD),
        ("finished, money side unread", session(), None, Verdict.WAIT),
        ("slow method", session(paid="unpaid"), intent("processing"), Verdict.UNDER_WAY),
        ("slow method bounced", session(paid="unpaid"), intent("canceled"), Verdict.FAIL),
        (
            "slow method, new method wanted",
            session(paid="unpaid"),
            intent("requires_payment_method"),
            Verdict.FAIL,
        ),
        ("session says paid, money does not", session(), intent("processing"), Verdict.UNDER_WAY),
        ("more than asked", session(amount_minor=14500), intent(), Verdict.QUESTION),
        ("less received", session(), intent(received_minor=14399), Verdict.QUESTION),
        ("dollars", session(currency="usd"), intent(), Verdict.QUESTION),
        ("money in dollars", session(), intent(currency="usd"), Verdict.QUESTION),
        ("another payment's", session(reference="PAY2"), intent(), Verdict.QUESTION),
        ("nobody's", session(reference=""), intent(), Verdict.QUESTION),
    ],
)
def test_what_a_session_means(
    name: str, shown: CheckoutSession, money: PaymentIntent | None, verdict: Verdict
) -> None:
    assert judge(shown, money, ASKED) is verdict, name


def test_a_difference_is_told_in_words() -> None:
    told = differences(session(amount_minor=1), intent(received_minor=1), ASKED)
    assert told == "amount of the session: 1 instead of 14400; amount received: 1 instead of 14400"
    assert differences(session(), intent(), ASKED) == ""


def test_every_state_has_its_moves_and_can_be_reached() -> None:
    assert set(ATTEMPT_MOVES) == set(AttemptState)
    assert unreachable(ATTEMPT_MOVES, AttemptState.PLANNED) == set()
    assert set(NOTICE_MOVES) == set(NoticeState)
    assert unreachable(NOTICE_MOVES, NoticeState.WAITING) == set()


def test_every_outcome_leads_to_a_state() -> None:
    for outcome in Outcome:
        wanted = NoticeState.FOR_CLERK if outcome in FOR_CLERK else NoticeState.DONE
        if outcome is Outcome.NOTHING:
            wanted = NoticeState.IGNORED
        assert state_after(outcome) is wanted
