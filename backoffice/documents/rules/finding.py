"""Words of a text as the index of the register keeps them and as people ask for them."""

import re

from backoffice.kernel import text as greek

NUMBER = re.compile(r"^(?:ΕΙΣ|ΕΞ|ΕΣ|ΟΙΚ)?\s*(\d{1,8})(?:\s*/\s*(\d{4}))?$", re.IGNORECASE)
MOST_WORDS = 8
LONGEST_QUERY = 160
SHORTEST_BEGINNING = 4
CONFIGURATION = "greek"


def words_of(text: str) -> str:
    """Return the folded words of a text with single spaces between them."""
    return " ".join(greek.words_of(text))


def number_asked(text: str) -> tuple[int, int | None] | None:
    """Return number and year if somebody typed «412», «412/2026» or «ΕΙΣ 412/2026»."""
    found = NUMBER.match(text.strip())
    if not found:
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def tsquery_of(text: str) -> str:
    """Return the question for PostgreSQL: every word, in any inflection or as a beginning.

    Folded words hold letters and digits only, so none can be read as an operator.
    """
    words = words_of(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    return " & ".join(
        f"({word} | {word}:*)" if len(word) >= SHORTEST_BEGINNING else word for word in words
    )
