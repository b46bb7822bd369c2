"""What a session at the gateway means for a payment of ours."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from backoffice.kernel.money import to_minor
from integrations.stripe.messages import CheckoutSession, PaymentIntent

CURRENCY = "eur"
# After these words nothing more comes of an intent; the payer has to begin again.
HOPELESS = frozenset({"canceled", "requires_payment_method"})


class Verdict(Enum):
    """What a session tells us to do."""

    RECORD = "record"
    WAIT = "wait"
    UNDER_WAY = "under_way"
    RELEASE = "release"
    FAIL = "fail"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Asked:
    """What we asked the gateway to collect; the amount in euros."""

    reference: str
    amount: Decimal


def judge(session: CheckoutSession, intent: PaymentIntent | None, asked: Asked) -> Verdict:
    """Decide what a session means: amount, currency and reference must be those we asked for.

    Money that differs is a question for a clerk; it never becomes a receipt by itself.

    :param intent: the money side, once the payer has finished
    """
    if session.status == "expired":
        return Verdict.RELEASE
    if session.status != "complete" or intent is None:
        return Verdict.WAIT
    if session.is_paid and intent.status == "succeeded":
        return Verdict.QUESTION if differences(session, intent, asked) else Verdict.RECORD
    return Verdict.FAIL if intent.status in HOPELESS else Verdict.UNDER_WAY


def differences(session: CheckoutSession, intent: PaymentIntent, asked: Asked) -> str:
    """Say in which way paid money differs from what was asked; an empty text if it does not."""
    minor = to_minor(asked.amount)
    checks = (
        ("reference", session.reference, asked.reference),
        ("currency", session.currency, CURRENCY),
        ("amount of the session", session.amount_minor, minor),
        ("amount received", intent.received_minor, minor),
        ("currency of the money", intent.currency, CURRENCY),
    )
    wrong = [f"{what}: {found} instead of {due}" for what, found, due in checks if found != due]
    return "; ".join(wrong)[:200]
