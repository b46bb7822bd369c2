"""Greek in Latin letters (ΕΛΟΤ 743), and only the characters that banks of the SEPA area take."""

import re
import unicodedata

GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω"
SPELLED = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
LETTERS = dict(zip(GREEK, SPELLED.split(" "), strict=True))
PAIRS = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch"}
# αυ, ευ, ηυ sound like v before vowels and voiced consonants, like f elsewhere.
GLIDES = {"αυ": "a", "ευ": "e", "ηυ": "i"}
VOICED = frozenset("αβγδεζηλιμνορυω")
REFUSED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def latin(text: str, length: int) -> str:
    """Return a text as a bank takes it, cut to a length.

    A diaeresis keeps two vowels apart: «Μαΐου» has no «αι».
    """
    folded = unicodedata.normalize("NFD", text)
    folded = "".join(c for c in folded if c == "\u0308" or not unicodedata.combining(c))
    spelled = " ".join(REFUSED.sub(" ", _spelled(folded)).split())
    return spelled[:length].strip()


def _spelled(text: str) -> str:
    found, index, low = [], 0, text.lower()
    while index < len(text):
        made, width = _at(low, index)
        if text[index].isupper():
            shouted = text[index : index + width + 1].isupper()
            made = made.upper() if shouted else made[:1].upper() + made[1:]
        found.append(made)
        index += width
    return "".join(found)


def _at(low: str, index: int) -> tuple[str, int]:
    pair, after = low[index : index + 2], low[index + 2 : index + 3]
    if pair == "μπ" and (index == 0 or not low[index - 1].isalpha() or not after.isalpha()):
        return "b", 2
    # The mark stands behind its letter: «αϋ» is two sounds.
    if after != "\u0308":
        if pair in PAIRS:
            return PAIRS[pair], 2
        if pair in GLIDES:
            return GLIDES[pair] + ("v" if after in VOICED and after else "f"), 2
    letter = low[index]
    return ("" if letter == "\u0308" else LETTERS.get(letter, letter)), 1
