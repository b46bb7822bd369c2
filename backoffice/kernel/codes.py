"""Public codes: what stands in an address must not be guessable nor tell how many there are."""

import secrets

# Without I, L, O and U: nothing is misread on paper, and no word appears by chance.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_code(prefix: str = "") -> str:
    """Return a fresh code of 60 random bits, with an optional prefix that names its kind."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
