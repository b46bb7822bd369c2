"""Finding services by a visitor's words: pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from backoffice.kernel.text import words_of
from portal.search.words import is_greek, possible_stem_sounds, sound_of

LONGEST_QUERY = 120
MOST_WORDS = 8
SHORTEST = 3
TITLE, KEYWORD, TEXT = 4, 3, 1


@dataclass(frozen=True, slots=True)
class Haystack:
    """The words of one service, folded; the more a place says, the more a find in it weighs."""

    title: tuple[str, ...]
    keywords: tuple[str, ...]
    text: tuple[str, ...]
    sounds: tuple[str, ...]


def haystack(title: str, keywords: str, text: str) -> Haystack:
    """Return the words of a service ready to be searched."""
    heads = (*words_of(title), *words_of(keywords))
    return Haystack(
        tuple(words_of(title)),
        tuple(words_of(keywords)),
        tuple(words_of(text)),
        tuple(sound_of(word) for word in heads if is_greek(word)),
    )


def weight(words: Iterable[str], hay: Haystack) -> int:
    """Return how well a service fits all of some folded words; nothing when one is missing."""
    total = 0
    for word in words:
        found = _weight_of(word, hay)
        if not found:
            return 0
        total += found
    return total


def words_asked(text: str) -> list[str]:
    """Return the words of a visitor's question, folded."""
    return words_of(text[:LONGEST_QUERY])[:MOST_WORDS]


def _weight_of(word: str, hay: Haystack) -> int:
    start = stem(word)
    for words, found in ((hay.title, TITLE), (hay.keywords, KEYWORD), (hay.text, TEXT)):
        if any(one.startswith(start) for one in words):
            return found
    if not is_greek(word) and len(word) >= SHORTEST:
        sounds = [sound for sound in possible_stem_sounds(word) if len(sound) >= SHORTEST]
        if any(heard.startswith(sound) for heard in hay.sounds for sound in sounds):
            return KEYWORD
    return 0


def stem(word: str) -> str:
    """Return the part of a folded word that its inflections share, roughly."""
    for ending in ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= SHORTEST:
            return bare
    return word


# The longer ones first: what is left must be the same in every case and number.
ENDINGS = (
    "ματοσ", "ματων", "ματα", "εωσ", "εων", "εισ", "ουσ", "ησ", "ασ", "ων", "ου", "οι", "εσ",
    "οσ", "ον", "ια", "ιο", "ιου", "ies", "η", "α", "ο", "ι", "ε", "υ", "ω", "es", "s", "y",
)  # fmt: skip
