"""Public codes and payment codes made inside a statement, the same as Python makes singly."""

from django.conf import settings

from backoffice.kernel.codes import ALPHABET, LENGTH
from backoffice.revenue.rules.rf import BENEFICIARY, DEBT_DIGITS, PER_DEBT, make_rf

BITS = 5
CODE_BITS = BITS * LENGTH
RF_CODES = 10**DEBT_DIGITS
#: All pairs of letters in order, as bytes: text would be measured letter by letter to cut one out.
_PAIRS = "".join(one + other for one in ALPHABET for other in ALPHABET).encode().hex()


def drawn(place: str) -> str:
    """Return the expression of a UUID that nobody can foretell, unlike what `random()` gives.

    The server asks the system anew for each random UUID, at three µs. So a statement draws one
    key, known to nobody, and a row takes what SHA-256 makes of the key and of its own place.

    :param place: expression of a bigint that no other row of the statement has
    """
    key = "(select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
    return f"encode(substr(sha256({key} || int8send({place})), 1, 16), 'hex')::uuid"


def first_bits(uuid: str) -> str:
    """Return the expression of 60 random bits out of a random UUID."""
    return _bits(uuid, 1)


def last_bits(uuid: str) -> str:
    """Return 60 other bits of the same UUID."""
    return _bits(uuid, 2)


def _bits(uuid: str, seed: int) -> str:
    return f"(uuid_hash_extended({uuid}, {seed}) & {2**CODE_BITS - 1})"


def code_of(bits: str) -> str:
    """Return the expression of a public code with the letters of `kernel.codes.new_code`.

    Larger numbers give later codes.
    """
    two, pairs = 2 * BITS, f"'\\x{_PAIRS}'::bytea"
    letters = (
        f"substr({pairs}, (({bits} >> {two * place}) & {2**two - 1})::integer * 2 + 1, 2)"
        for place in reversed(range(LENGTH // 2))
    )
    return f"convert_from({' || '.join(letters)}, 'SQL_ASCII')"


def rf_of(bits: str) -> str:
    """Return the expression of a debt's payment code as `rules.make_rf` makes it.

    :raises BadCreditorCode: if the beneficiary has not five digits
    """
    make_rf(settings.RF_CREDITOR_CODE, 0)
    head = f"{BENEFICIARY.match(settings.RF_CREDITOR_CODE)[0]}{PER_DEBT}"  # type: ignore[index]
    debt = f"mod({bits}, {RF_CODES})"
    # ISO 11649: RF00 goes behind as 271500, and 98 less the remainder of 97 are the check digits.
    lead = int(head) * RF_CODES % 97
    remainder = f"mod(mod({lead} + {debt}, 97) * {10**6 % 97} + {271500 % 97}, 97)"
    return (
        f"'RF' || lpad((98 - {remainder})::text, 2, '0') || '{head}' || "
        f"lpad({debt}::text, {DEBT_DIGITS}, '0')"
    )
