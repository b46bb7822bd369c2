"""The gateway's well-known test numbers and what each of them does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardBehaviour:
    """How one test number behaves."""

    number: str
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    needs_challenge: bool = False
    dispute_reason: str = ""
    refund_outcome: str = ""
    # It can be saved although each charge on it is declined.
    saves: bool = False
    # Its bank wants the holder there for every charge, saved or not.
    always_asks: bool = False

    @property
    def is_declined(self) -> bool:
        """Tell whether a charge on it fails."""
        return bool(self.code)


def _declined(number: str, decline_code: str) -> CardBehaviour:
    return CardBehaviour(number, code="card_declined", decline_code=decline_code)


_CARDS = (
    CardBehaviour("4242424242424242"),
    CardBehaviour("4000056655665556"),
    CardBehaviour("5555555555554444", brand="mastercard"),
    CardBehaviour("5200828282828210", brand="mastercard"),
    CardBehaviour("4000003000000030"),  # issued in Greece
    CardBehaviour("4000000000000077"),  # money available at once instead of after days
    _declined("4000000000000002", "generic_decline"),
    _declined("4000000000009995", "insufficient_funds"),
    _declined("4000000000009987", "lost_card"),
    _declined("4000000000009979", "stolen_card"),
    _declined("4000000000006975", "card_velocity_exceeded"),
    CardBehaviour(
        "4000000000000341", code="card_declined", decline_code="generic_decline", saves=True
    ),
    CardBehaviour("4000000000000069", code="expired_card", decline_code="expired_card"),
    CardBehaviour("4000000000000127", code="incorrect_cvc", decline_code="incorrect_cvc"),
    CardBehaviour("4000000000000119", code="processing_error", decline_code="processing_error"),
    CardBehaviour("4000002760003184", needs_challenge=True, always_asks=True),
    CardBehaviour("4000002500003155", needs_challenge=True),
    CardBehaviour("4000000000003220", needs_challenge=True),
    CardBehaviour(
        "4000008260003178",
        needs_challenge=True,
        code="card_declined",
        decline_code="insufficient_funds",
    ),
    CardBehaviour(
        "4000008400001629",
        needs_challenge=True,
        code="card_declined",
        decline_code="generic_decline",
    ),
    CardBehaviour("4000000000000259", dispute_reason="fraudulent"),
    CardBehaviour("4000000000002685", dispute_reason="product_not_received"),
    CardBehaviour("4000000000007726", refund_outcome="succeeded"),
    CardBehaviour("4000000000005126", refund_outcome="failed"),
)
CARDS = {card.number: card for card in _CARDS}

# The test account whose collection fails days later; every other valid one succeeds.
FAILING_IBANS = frozenset({"DE62370400440532013001", "GR8601101250000000012300696"})


def card_for(number: str) -> CardBehaviour:
    """Return the behaviour of a number; one that is no test number is declined."""
    return CARDS.get(number) or _declined(number, "test_mode_live_card")


def passes_luhn(number: str) -> bool:
    """Tell whether the number's check digit is right."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def passes_iban(text: str) -> bool:
    """Tell whether the account number's check digits are right."""
    if not 15 <= len(text) <= 34 or not text.isascii() or not text.isalnum():
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
