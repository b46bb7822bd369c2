"""Public codes and payment codes made inside a statement, the same as Python makes singly."""

from django.conf import settings

from backoffice.kernel.codes import ALPHABET, LENGTH
from backoffice.revenue.rules.rf import BENEFICIARY, DEBT_DIGITS, PER_DEBT, make_rf

BITS = 5


def random_bits(uuid: str) -> str:
    """Return the expression of 60 random bits out of a random UUID's text.

    The server makes the UUID from the system's own randomness; `random()` could be foretold.
    """
    return (
        f"('x' || substr({uuid}, 1, 8) || substr({uuid}, 10, 4) || right({uuid}, 3))"
        "::bit(60)::bigint"
    )


def code_of(bits: str) -> str:
    """Return the expression of a public code as `kernel.codes.new_code` makes it."""
    letters = (
        f"substr('{ALPHABET}', (({bits} >> {BITS * place}) & 31)::integer + 1, 1)"
        for place in range(LENGTH)
    )
    return " || ".join(letters)


def rf_of(bits: str) -> str:
    """Return the expression of a debt's payment code as `rules.make_rf` makes it.

    :raises BadCreditorCode: if the beneficiary has not five digits
    """
    make_rf(settings.RF_CREDITOR_CODE, 0)
    head = f"{BENEFICIARY.match(settings.RF_CREDITOR_CODE)[0]}{PER_DEBT}"  # type: ignore[index]
    debt = f"mod({bits}, {10**DEBT_DIGITS})"
    # ISO 11649: RF00 goes behind as 271500, and 98 less the remainder of 97 are the check digits.
    lead = int(head) * 10**DEBT_DIGITS % 97
    remainder = f"mod(mod({lead} + {debt}, 97) * {10**6 % 97} + {271500 % 97}, 97)"
    return (
        f"'RF' || lpad((98 - {remainder})::text, 2, '0') || '{head}' || "
        f"lpad({debt}::text, {DEBT_DIGITS}, '0')"
    )
