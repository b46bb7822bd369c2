"""What a session at the gateway means for a payment of ours."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from backoffice.kernel.money import to_minor
from integrations.stripe.messages import CheckoutSession

CURRENCY = "eur"


class Verdict(Enum):
    """What a session tells us to do."""

    RECORD = "record"
    WAIT = "wait"
    RELEASE = "release"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked the gateway to collect; the amount in euros."""

    reference: str
    amount: Decimal


def judge(session: CheckoutSession, asked: Asked) -> Verdict:
    """Decide what a session means: amount, currency and reference must be those we asked for.

    A paid session that differs is a question for a clerk; it never becomes a receipt by itself.
    """
    if session.is_paid:
        same = (session.reference, session.currency, session.amount_minor) == (
            asked.reference,
            CURRENCY,
            to_minor(asked.amount),
        )
        return Verdict.RECORD if same else Verdict.QUESTION
    if session.status == "expired":
        return Verdict.RELEASE
    return Verdict.WAIT
