"""Greek text compared and sorted without a collation of the database."""

import re
import unicodedata

WORD = re.compile(r"\w+", re.UNICODE)


def fold(text: str) -> str:
    """Return text without case, accents or final sigma, for comparing and finding names."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.replace("ς", "σ").split())


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order; each holds letters and digits alone."""
    return WORD.findall(fold(text))


def sort_key(text: str) -> str:
    """Return the stored key by which Greek lists are ordered: Greek before Latin, digits first.

    The database has no Greek collation here; code points of folded Greek letters are already in
    alphabetical order, so only the order of the two alphabets needs care.
    """
    return "".join(
        ("2" if "a" <= char <= "z" else "1" if char.isalpha() else "0") + char
        for char in fold(text)
        if not char.isspace()
    )
